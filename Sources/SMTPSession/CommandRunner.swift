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

  /// The mechanism that `:auth` takes without being told.
  ///
  /// - Returns: nil: there is none that both sides have; `noMechanism` says so.
  package static func mechanism(_ status: SessionStatus) -> SASLMechanism? {
    let state = status.dialogue?.answered
    return SASLMechanism.preferred(
      of: state?.capabilities?.mechanisms ?? [], isTLS: state?.isTLS == true)
  }

  /// What front ends say where `mechanism` gives nil.
  package static let noMechanism =
    "no mechanism that both sides have: this one has \(SASLMechanism.names()); AUTH can be typed by hand"
}
