// A conversation that stands in a text: a session file, another program's log, what was pasted. Lines may be missing there,
// replies above all, so what a line is goes by the newest reply, and by the octets that a BDAT has named; `Dialogue`,
// which knows what is owed, would wait for what the text has left out.

import SMTP
import SMTPCore

/// Tells what the lines of such a conversation are, and follows its logins.
struct PastedDialogue {
  private enum Mode: Equatable {
    case commands, mailText, challenge
    /// Octets of a chunk that are still to come.
    case chunk(Int)
  }

  private var mode = Mode.commands
  private var logins = LoginSecrets()

  /// Behind a 354, up to the dot.
  var isMailText: Bool { mode == .mailText }
  /// Whether the next line that is sent is no command.
  var takesAnything: Bool { mode != .commands }

  /// What a line is that is sent next.
  ///
  /// - Parameters:
  ///   - octets: without the line's end.
  func read(_ octets: [UInt8]) -> Dialogue.Line {
    switch mode {
    case .commands: return .command(Command(octets))
    case .mailText: return octets == [ASCII.dot] ? .endOfText : .text(octets)
    case .challenge: return .response(octets)
    case .chunk: return .chunk(octets)
    }
  }

  /// The secret in a line.
  ///
  /// - Parameters:
  ///   - line: what `read` gives for it.
  ///   - isWhole: false: more of the line may follow.
  func secret(in line: Dialogue.Line, _ octets: [UInt8], isWhole: Bool = true) -> LoginSecrets.Secret? {
    logins.secret(in: line, octets: octets, isWhole: isWhole)
  }

  /// Takes note that the line was sent.
  mutating func sent(_ line: Dialogue.Line, _ octets: [UInt8]) {
    logins.note(line, octets: octets)
    switch (mode, line) {
    case (.mailText, .text): break
    case (.chunk(let rest), _) where rest > octets.count + 2: mode = .chunk(rest - octets.count - 2)
    case (_, .command(let command)):
      if case .chunk(let size, _) = command.argument, size > 0 { mode = .chunk(size) } else { mode = .commands }
    default: mode = .commands
    }
  }

  /// Takes note of a line of a reply.
  mutating func received(code: UInt16?, isContinued: Bool) {
    switch code {
    case 354: mode = .mailText
    case 334: mode = .challenge
    default: mode = .commands
    }
    if !isContinued { logins.noteReply(code: code) }
  }
}
