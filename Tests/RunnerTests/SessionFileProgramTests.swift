import SMTP
import Testing

@testable import Runner
@testable import SessionFiles

/// Steps, laid out flat.
struct SessionFileProgramTests {
  private static func program(_ text: String) throws -> SessionFileProgram {
    SessionFileProgram("t.smtp", try load([("t.smtp", text)]).get())
  }

  /// The kinds of its instructions, in a word each.
  private static func kinds(_ text: String) throws -> [String] {
    try program(text).instructions.map { instruction in
      let text = String(describing: instruction.work)
      return String(text.prefix { $0 != "(" })
    }
  }

  @Test func aLineThatIsSentIsAStep() throws {
    #expect(
      try Self.kinds("S: 220\nC: NOOP\nS: 250\n") == [
        "expect", "begin", "clear", "write", "expect", "settle", "compareFindings",
      ])
    #expect(try Self.program("S: 220\nC: NOOP\nS: 250\n:drop\n").steps == 2)
  }

  @Test func theLinesOfAMessageAreOneWrite() throws {
    let program = try Self.program("C: DATA\nS: 354\nC: a\nC: b\nC: .\nS: 250\nC: QUIT\n")
    let texts = program.instructions.compactMap { instruction -> SessionFileProgram.Group? in
      if case .text(let group) = instruction.work { group } else { nil }
    }
    #expect(texts.map { $0.lines.map(\.place.line) } == [[3, 4, 5]])
    #expect(texts[0].literal == Array("a\r\nb\r\n.\r\n".utf8))
    #expect(program.steps == 2)
  }

  /// What follows the final dot waits for the reply to it, as every command does.
  @Test func theDotEndsTheWrite() throws {
    let program = try Self.program("C: DATA\nS: 354\nC: a\nC: .\nC: QUIT\nS: 221\n")
    let writes = program.instructions.compactMap { instruction -> [Int]? in
      switch instruction.work {
      case .text(let group), .write(let group): group.lines.map(\.place.line)
      default: nil
      }
    }
    #expect(writes == [[1], [3, 4], [5]])
    let kinds = try Self.kinds("S: 354\nC: a\nC: .\nC: QUIT\n")
    #expect(kinds == ["expect", "clear", "text", "begin", "clear", "write", "settle", "compareFindings"])
  }

  /// A pattern that 354 fits means mail text behind DATA, and a challenge behind AUTH.
  @Test func aPatternForTheReplyToDATAIsFollowedByMailText() throws {
    func texts(_ file: String) throws -> Int {
      try Self.kinds(file + "S: 3xx\nC: a\nC: .\n").count { $0.hasPrefix("text") }
    }
    #expect(try texts("C: DATA\n") == 1 && texts("C: data\n") == 1)
    #expect(try texts("C: AUTH LOGIN\n") == 0 && texts("C: DATA\nS: 354\nC: .\nS: 250\nC: NOOP\n") == 1)
  }

  /// A dot that no CRLF ends is text.
  @Test func aDotWithoutCRLFEndsNoWrite() throws {
    let program = try Self.program("S: 354\nC: .\\c\nC: b\nC: .\nC: QUIT\n")
    let texts = program.instructions.compactMap { instruction -> [Int]? in
      if case .text(let group) = instruction.work { group.lines.map(\.place.line) } else { nil }
    }
    #expect(texts == [[2, 3, 4]])
  }

  /// Nothing of a large message has to be in one piece.
  @Test func aLongMessageIsSeveralWrites() throws {
    let line = "C: " + String(repeating: "x", count: 900) + "\n"
    let program = try Self.program("S: 354\n" + String(repeating: line, count: 200) + "C: .\n")
    let sizes = program.instructions.compactMap { instruction -> Int? in
      switch instruction.work {
      case .text(let group), .write(let group): group.lines.count
      default: nil
      }
    }
    #expect(sizes.reduce(0, +) == 201 && sizes.count > 2 && sizes.allSatisfy { $0 < 100 }, "\(sizes)")
  }

  @Test func aLoopGoesBackToItsStart() throws {
    let program = try Self.program("S: 220\n:repeat 3\nC: NOOP\nS: 250\n:end\n")
    guard case .loop(let start, let times) = program.instructions[5].work else {
      Issue.record("\(program.instructions)")
      return
    }
    #expect(start == 1 && times == 3)
  }

  @Test(arguments: [
    (":connect x.example\nC: NOOP\n", true, false), ("S: 220\n:connect x.example\n", false, true),
    ("C: NOOP\nS: 250\n", false, false), (":set a b\n# text\n:match code\nS: 220\n", false, true),
    (":repeat 2\n:connect x.example\nS: 220\n:end\n", true, false), ("", false, false),
  ]) func whatItNeedsBeforeItStarts(_ text: String, _ connects: Bool, _ beginsWithReply: Bool) throws {
    let program = try Self.program(text)
    #expect(program.connects == connects && program.beginsWithReply == beginsWithReply)
  }
}
