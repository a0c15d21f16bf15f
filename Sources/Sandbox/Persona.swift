// The sandbox's characters as data: what each offers, takes and breaks. The server's code knows none of them
// by name.

import SMTP

/// A character of the sandbox.
package struct Persona: Sendable {
  /// What is really spoken on the port.
  package enum Wire: Sendable {
    case smtp
    case lmtp
    /// Another protocol: what it says at once, what it says to any line, and whether it closes then.
    case other(greeting: String, answer: String, closes: Bool)
  }

  /// What the certificate is like.
  package enum Certificate: String, Sendable {
    case good, expired, wrongHost = "wrong-host", selfSigned = "self-signed"
  }

  /// Where something happens.
  package enum Point: Hashable, Sendable {
    case connection
    case command(Verb)
    case endOfData
  }

  /// What happens there instead of the right thing.
  package enum Fault: Sendable {
    /// Exact octets, and whether the connection is closed behind them.
    case reply(String, closes: Bool)
    /// The right reply, and these octets behind it in the same packet.
    case append(String)
    /// Nothing is said and the connection is closed.
    case close
  }

  /// What the command line calls it.
  package var name: String
  /// One line for the list of personas, without a full stop.
  package var summary: String
  /// What is spoken on the port: SMTP unless it says otherwise.
  package var wire = Wire.smtp
  /// The server's own name, and a domain whose mail it takes.
  package var domain = "sandbox.example"
  /// The lines that are said at once, without the last CRLF; `{domain}` is filled in.
  package var greeting = "220 {domain} ESMTP smtpscope sandbox"
  /// Lines of the EHLO reply, those with TLS: only before it, with AUTH: as the flags below say.
  package var extensions = [
    "PIPELINING", "SIZE 10240000", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES", "HELP",
  ]
  /// STARTTLS is in the EHLO reply and is carried out; without it AUTH is offered only by `authInClear`.
  package var offersTLS = true
  /// What is wrong with the certificate, if anything.
  package var certificate = Certificate.good
  /// AUTH is offered in plain text too.
  package var authInClear = false
  /// MAIL is refused with 530 before TLS.
  package var requiresTLS = false
  /// MAIL is refused with 530 before a login.
  package var requiresAuth = false
  /// Any flaw of a command's grammar is refused.
  package var isStrict = false
  /// Mail for other domains is taken from anybody.
  package var relays = false
  /// Seconds that a new triplet of address, sender and recipient has to wait.
  package var greylistSeconds: Int?
  /// Milliseconds before every line of every reply.
  package var tarpitMilliseconds: Int?
  /// What goes wrong, and where; elsewhere the server does the right thing.
  package var faults: [Point: Fault] = [:]
  /// What VRFY answers to certain names.
  package var vrfyReplies: [String: String] = [:]

  /// A server that does the right thing everywhere.
  package init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
  }

  /// Domains whose mail the sandbox takes, beside its own.
  package static let localDomains = ["sandbox.example", "localhost"]
  /// The one account.
  package static let user = "alice"
  /// The account's password, which is no secret.
  package static let password = "wonderland"
  /// The largest message in octets.
  package static let sizeLimit = 10_240_000

  /// The persona of that name; `shutdown:RCPT` says where it happens. Nil for a name that no row has.
  package static func named(_ name: String) -> Persona? {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    guard let first = parts.first, var persona = Personas.all.first(where: { $0.name == first }) else {
      return nil
    }
    guard parts.count == 2 else { return persona }
    guard first == "shutdown", let point = Point(name: parts[1]), let fault = persona.faults.values.first else {
      return nil
    }
    persona.faults = [point: fault]
    return persona
  }
}

extension Persona.Point {
  /// `connection`, `end-of-data`, or a verb.
  package init?(name: String) {
    switch name.lowercased() {
    case "connection": self = .connection
    case "end-of-data": self = .endOfData
    default:
      let verb = Verb(name: name)
      guard verb != .other else { return nil }
      self = .command(verb)
    }
  }
}

/// The table of personas.
package enum Personas {
  /// The one that is there without being asked for.
  package static let good = Persona(
    "good", "a plain good server: TLS, AUTH under TLS, takes mail for sandbox.example")

  /// In the order of the list of personas.
  package static let all: [Persona] = [
    good,
    make("strict", "refuses every flaw of grammar, wants TLS, then AUTH, before mail") {
      $0.isStrict = true
      $0.requiresTLS = true
      $0.requiresAuth = true
    },
    make("greylist", "puts off each new client, sender and recipient for 5 seconds") { $0.greylistSeconds = 5 },
    make("tarpit", "waits a second before every line it says") { $0.tarpitMilliseconds = 1000 },
    make("norelay", "takes mail for its own domain only, and has no AUTH") {
      $0.offersTLS = false
      $0.extensions = ["PIPELINING", "SIZE 10240000", "8BITMIME", "ENHANCEDSTATUSCODES"]
    },
    make("openrelay", "takes mail for anybody from anybody; nothing leaves the sandbox") { $0.relays = true },
    make(
      "shutdown",
      "says 421 and closes; shutdown:DATA says where (connection, end-of-data, or a command; RCPT unless said)"
    ) {
      $0.faults = [.command(.rcpt): .reply("421 4.3.2 {domain} shutting down\r\n", closes: true)]
    },
    make("drop", "closes the connection without a word at the end of the message") {
      $0.faults = [.endOfData: .close]
    },
    make("busy", "has no room for anybody: 421 instead of a greeting") {
      $0.faults = [
        .connection: .reply("421 4.7.0 {domain} too many connections, try again later\r\n", closes: true)
      ]
    },
    make("noservice", "does not want you: 554 instead of a greeting") {
      $0.faults = [.connection: .reply("554 5.7.1 {domain} no SMTP service for you here\r\n", closes: false)]
    },
    make("broken", "breaks the rules: VRFY with a finding's name shows that flaw of a reply") {
      $0.greeting = "220 {{}} ready"
      $0.extensions = ["BAD_KEYWORD", "AUTH=LOGIN PLAIN", "STARTTLS", "SIZE 10240000", "ENHANCEDSTATUSCODES"]
      $0.authInClear = true
      $0.offersTLS = false
      $0.vrfyReplies = brokenReplies
      $0.faults = [
        .command(.auth): .reply("334 this is not Base64!\r\n", closes: false),
        .command(.expn): .reply("502 5.5.1 EXPN? what is that?\r\n", closes: false),
        .command(.noop): .reply("500 5.5.1 NOOP? what is that?\r\n", closes: false),
        .command(.data): .reply("250 2.0.0 Ok, but not what DATA gets\r\n", closes: false),
      ]
    },
    make("injected", "somebody in between slips plain text behind the 220 to STARTTLS (CVE-2011-0411)") {
      $0.faults = [.command(.starttls): .append("250 2.0.0 this line came in plain text\r\n")]
    },
    make("expired", "its certificate has expired") { $0.certificate = .expired },
    make("wronghost", "its certificate is for another host") { $0.certificate = .wrongHost },
    make("selfsigned", "its certificate is signed by itself") { $0.certificate = .selfSigned },
    make("lmtp", "speaks LMTP: LHLO, and a reply for each recipient") {
      $0.wire = .lmtp
      $0.greeting = "220 {domain} LMTP smtpscope sandbox"
    },
    make("pop3", "is really a POP3 server") {
      $0.wire = .other(greeting: "+OK POP3 server ready\r\n", answer: "-ERR unknown command\r\n", closes: false)
    },
    make("imap", "is really an IMAP server") {
      $0.wire = .other(
        greeting: "* OK [CAPABILITY IMAP4rev2] sandbox.example ready\r\n",
        answer: "EHLO BAD command unknown\r\n",
        closes: false)
    },
    make("http", "is really a web server: it waits for you to speak") {
      $0.wire = .other(
        greeting: "", answer: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", closes: true)
    },
  ]

  /// Replies by the id of the finding that they must give.
  package static let brokenReplies: [String: String] = [
    Rule.replyBareLF.rawValue: "250 2.0.0 this line ends in LF alone\n",
    Rule.replyBareCR.rawValue: "250 2.0.0 here\ris a bare CR\r\n",
    Rule.replyNUL.rawValue: "250 2.0.0 here\u{0}is a NUL\r\n",
    Rule.replyControlCharacter.rawValue: "250 2.0.0 here \u{1B}[31mis an escape sequence\u{7}\r\n",
    Rule.reply8Bit.rawValue: "250 2.0.0 für Sie\r\n",
    Rule.replyLineTooLong.rawValue: "250 2.0.0 " + String(repeating: "long ", count: 120) + "\r\n",
    Rule.replyLineCut.rawValue: "250 2.0.0 " + String(repeating: "endless ", count: 9000) + "\r\n",
    Rule.replyTooLong.rawValue: String(repeating: "250-2.0.0 one more line\r\n", count: Limits.replyLines)
      + "250 end\r\n",
    Rule.replyCodesDiffer.rawValue: "250-2.0.0 first\r\n251 2.0.0 second\r\n",
    Rule.replyCodeOutOfRange.rawValue: "799 no such code\r\n",
    Rule.replyMalformed.rawValue: "hello there\r\n",
    Rule.replyTextMissing.rawValue: "250\r\n",
    Rule.replyUnsolicited.rawValue: "250 2.0.0 the answer\r\n250 2.0.0 and one that nobody asked for\r\n",
    Rule.enhancedClassMismatch.rawValue: "250 5.0.0 Ok\r\n",
    Rule.enhancedMissing.rawValue: "250 no enhanced code\r\n",
    Rule.replyUnexpectedCode.rawValue: "259 2.0.0 a code of its own\r\n",
    Rule.replyWrongClass.rawValue: "354 go ahead\r\n",
    Rule.replyIncomplete.rawValue: "250-2.0.0 and then",
    Rule.notSMTP.rawValue: "* OK IMAP4rev1 ready\r\n",
  ]

  private static func make(_ name: String, _ summary: String, _ change: (inout Persona) -> Void) -> Persona {
    var persona = Persona(name, summary)
    change(&persona)
    return persona
  }
}
