// What each command is for, in a sentence.

import SMTP

/// Sentences by verb.
package enum VerbTexts {
  package static let english: [Verb: String] = [
    .ehlo: "Introduces this client by name and asks for the server's extensions. Ends an open transaction.",
    .helo: "The old hello without extensions. Ends an open transaction.",
    .lhlo: "The hello of LMTP.",
    .mail: "Opens a mail transaction and names the address that hears of failures.",
    .rcpt: "Names one recipient of the message; repeat it for more.",
    .data: "Asks to send the message. After 354 every line is mail text until a line with a single dot.",
    .bdat: "Sends a counted chunk of the message; LAST marks the last one.",
    .rset: "Gives up the transaction and keeps the connection.",
    .vrfy: "Asks whether a user or mailbox exists.",
    .expn: "Asks for the members of a mailing list.",
    .help: "Asks for help, with a topic if the server knows one.",
    .noop: "Does nothing, and shows that the server is there.",
    .quit: "Ends the session in good order.",
    .starttls: "Starts TLS on this connection; after it say EHLO again.",
    .auth: "Logs in with a SASL mechanism.",
    .etrn: "Asks the server to start its queue for a domain.",
    .xclient: "Tells a Postfix server to treat this session as another client's.",
    .xforward: "Tells a Postfix server where a message came from, for its log.",
  ]
}
