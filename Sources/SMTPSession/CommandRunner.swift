// Console commands that mean the same in every front end, and the choice of a mechanism.

import SMTP
import SMTPCore

/// Carries out what needs the session and no screen.
package enum CommandRunner {
  /// Runs a command. Those that show something, or ask for something, are the front end's.
  package static func run(_ command: ConsoleCommand, _ session: Session) {
    switch command {
    case .connect(let target): session.connect(to: target)
    case .close: session.close()
    case .starttls: session.send([Outgoing("STARTTLS")])
    case .data(let file?): session.sendMessage(file: file)
    case .data(nil): session.send([Outgoing("DATA")])
    case .send(let octets): session.sendRaw(Outgoing(octets))
    case .mx(let domain): session.lookUpMX(domain)
    case .set(let name?, let value?):
      // What is not taken is no command that a recording could carry out again; the event says why.
      var options = SessionOptions()
      if Setting.row(name)?.set(&options, value) == nil { session.note(command: "set \(name) \(value)") }
      session.set(name, value)
    case .record(let path): session.record(to: path)
    case .set, .tls, .auth, .caps, .timing, .save, .saveScreen, .run, .compare, .explain, .help, .quit: break
    }
  }

  /// The mechanism of a name; without one the safest that both sides have: CRAM-MD5 keeps the password to
  /// itself in plain text, PLAIN is right under TLS (RFC 4954 §4).
  package static func mechanism(_ name: String?, _ status: SessionStatus) -> SASLMechanism? {
    if let name { return SASLMechanism(rawValue: name) }
    let state = status.dialogue?.answered
    let offered = state?.capabilities?.mechanisms ?? []
    let order: [SASLMechanism] =
      state?.isTLS == true ? [.plain, .login, .cramMD5] : [.cramMD5, .plain, .login]
    return order.first { offered.contains($0.rawValue) }
  }
}
