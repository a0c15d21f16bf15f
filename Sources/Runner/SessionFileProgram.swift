// The steps of a file as a flat list of instructions, so that a run can stop between any two of them and go on when
// there is news. An instruction either waits for something or does something; none does both twice.

import NetworkFacts
import SessionFiles
import SMTP
import SMTPCore

/// A session file, ready to be carried out.
package struct SessionFileProgram: Sendable {
  /// One line of a group, with where it stands.
  struct Line: Sendable {
    let place: SourcePosition
    let wire: WireLine

    /// Its octets, where no variable is in it.
    var literal: [UInt8]? { wire.text.literal.map { $0 + (wire.hasCRLF ? [ASCII.cr, ASCII.lf] : []) } }
  }

  /// Lines that go out in one write.
  struct Group: Sendable {
    let lines: [Line]
    /// The octets of all of them, where no variable is in any.
    let literal: [UInt8]?

    init(_ lines: [Line]) {
      self.lines = lines
      let literals = lines.compactMap(\.literal)
      literal = literals.count == lines.count ? Array(literals.joined()) : nil
    }
  }

  enum Work: Sendable {
    /// A step begins: what a person would call the next line. A run may rest here.
    case begin
    /// Until nothing is on its way; with `forgets`, replies that no `S:` line is about are all right.
    case settle(forgets: Bool)
    /// Until calls are carried out, whatever is owed.
    case handled
    /// As `settle`, unless `:nowait` stands in front.
    case rest
    /// Until the next line may go out: as `settle`, unless `:nowait` stands in front of it.
    case clear
    /// Until the time that the recording has here, where runs keep its pace.
    case time(Int64)
    /// Milliseconds.
    case sleep(Int)
    case write(Group)
    /// The lines of a message, in one write.
    case text(Group)
    case expect(Expectation)
    case expectEnd
    case condition(Condition)
    case capture(name: String, Pattern)
    case assign(name: String, value: Template)
    case match(MatchLevel)
    case allow([Rule])
    case recorded(Rule)
    case timeout(Int?)
    case split(Int)
    case noWait
    case drop
    case reset
    case sendMessage(file: String, wantsDigest: Bool)
    case checkMessage(file: String, size: Int?, sha256: String?)
    case connect(Target?)
    case authenticate(mechanism: SASLMechanism?, user: String?)
    /// Of the replies to an exchange of several lines the last one tells: of DATA, a message and its end, too.
    case keepLastReply
    case console(ConsoleCommand)
    /// An instruction of a command with variables, by its place among those of the command.
    case late(LateCommand, part: Int)
    /// A loop begins that goes round as often as variables say now.
    case rounds(LateCommand)
    /// Goes back to an instruction, until what stands between has been carried out so many times; nil: as many as
    /// `rounds` has found.
    case loop(to: Int, times: Int?)
    /// The run ends here.
    case quit
    /// What `--strict` compares.
    case compareFindings
  }

  /// An object, as many runs go through the same ones.
  final class Instruction: Sendable {
    let place: SourcePosition
    let work: Work

    init(_ place: SourcePosition, _ work: Work) {
      self.place = place
      self.work = work
    }
  }

  private(set) var instructions: [Instruction] = []
  /// Whether the file itself says where to connect, before it says anything else.
  package let connects: Bool
  /// Whether the first thing it has to do with a server is a reply: the greeting of a new connection.
  package let beginsWithReply: Bool
  /// As the user named it.
  package let file: String
  /// Lines that are sent and commands, for saying how far a run is.
  package let steps: Int

  package init(_ file: String, _ steps: [Step]) {
    self.file = file
    connects = Self.first(steps) == .connect
    beginsWithReply = Self.first(steps) == .reply
    var builder = Builder()
    builder.add(steps)
    let end = SourcePosition(file: file, line: 0, text: "")
    builder.add(end, .settle(forgets: false), .compareFindings)
    instructions = builder.instructions
    self.steps = instructions.count { if case .begin = $0.work { true } else { false } }
  }

  /// The instructions of one command, without its `begin`: how many they are depends on its kind alone.
  static func instructions(of command: SessionFileCommand, _ place: SourcePosition) -> [Instruction] {
    var builder = Builder()
    builder.command(command, place)
    return builder.instructions.filter { if case .begin = $0.work { false } else { true } }
  }

  /// The lines that the steps of a group send.
  static func lines(of group: [Step]) -> [Line] {
    group.flatMap { step -> [Line] in
      switch step {
      case .send(let place, let wire): return [Line(place: place, wire: wire)]
      case .repeated(_, .number(let times), let inner):
        return Array(repeatElement(lines(of: inner), count: times).joined())
      default: return []
      }
    }
  }

  /// What the steps of a group do when its lines are sent.
  private static func rest(of group: [Step]) -> [Step] {
    group.compactMap { step in
      switch step {
      case .send: return nil
      case .repeated(let place, let times, let inner):
        let rest = rest(of: inner)
        return rest.isEmpty ? nil : .repeated(place, times, rest)
      default: return step
      }
    }
  }

  private enum First { case connect, reply, other }

  private static func first(_ steps: [Step]) -> First? {
    for step in steps {
      switch step {
      case .command(_, let command):
        if case .console(.connect) = command.shape { return .connect }
      case .finding, .time: continue
      case .repeated(_, _, let inner): if let found = first(inner) { return found }
      case .expect: return .reply
      case .send, .expectEnd, .pipeline: return .other
      }
    }
    return nil
  }

  private struct Builder {
    var instructions: [Instruction] = []
    /// A group of this many octets goes out in one write.
    private static let largestWrite = 64 * 1024

    mutating func add(_ place: SourcePosition, _ works: Work...) {
      for work in works { instructions.append(Instruction(place, work)) }
    }

    mutating func add(_ steps: [Step]) {
      var rest = steps[...]
      var isDataOpen = false
      while let step = rest.popFirst() {
        switch step {
        case .send(let place, let wire):
          isDataOpen = Command(wire.text.literal ?? []).verb == .data
          add(place, .begin, .clear, .write(Group([Line(place: place, wire: wire)])))
        case .expect(let place, let expectation):
          add(place, .expect(expectation))
          // 354 to anything, and to DATA whatever holds for it: lines of mail text follow, each a reply of its own not.
          guard let codes = expectation.lines.first?.codes, !codes.isNegated else { continue }
          if codes.alternatives == ["354"] || isDataOpen && codes.holds(354) { addMailText(&rest) }
        case .expectEnd(let place): add(place, .expectEnd)
        case .command(let place, let command): self.command(command, place)
        case .finding(let place, let rule): add(place, .recorded(rule))
        case .time(let place, let time): add(place, .time(time))
        case .pipeline(let place, let inner):
          add(place, .begin, .clear, .write(Group(SessionFileProgram.lines(of: inner))))
          add(SessionFileProgram.rest(of: inner))
        case .repeated(let place, .number(let times), let inner):
          let start = instructions.count
          add(inner)
          add(place, .loop(to: start, times: times))
        case .repeated(let place, .late(let times), let inner):
          add(place, .rounds(times))
          let start = instructions.count
          add(inner)
          add(place, .loop(to: start, times: nil))
        }
      }
    }

    /// The lines of a message wait for nothing, so they go out together, up to the dot that ends them.
    private mutating func addMailText(_ rest: inout ArraySlice<Step>) {
      var lines: [Line] = []
      var size = 0
      while case .send(let place, let wire)? = rest.first, size < Self.largestWrite {
        rest.removeFirst()
        lines.append(Line(place: place, wire: wire))
        size += wire.text.pieces.reduce(2) { sum, piece in
          if case .octets(let octets) = piece { sum + octets.count } else { sum }
        }
        if wire.text.literal == [ASCII.dot], wire.hasCRLF { break }
      }
      guard let first = lines.first else { return }
      add(first.place, .clear, .text(Group(lines)))
    }

    mutating func command(_ command: SessionFileCommand, _ place: SourcePosition) {
      switch command {
      // They are no steps of their own: the loader has put something else in their places.
      case .session, .end, .include, .pipeline, .repeatTimes, .send: return
      case .late(let late):
        let parts = SessionFileProgram.instructions(of: late.shape, place)
        if late.shape.isStep { add(place, .begin) }
        for part in parts.indices { add(place, .late(late, part: part)) }
      case .console(.quit): add(place, .begin, .settle(forgets: false), .quit)
      case .assign(let name, let value): add(place, .assign(name: name, value: value))
      case .match(let level): add(place, .match(level))
      case .allow(let rules): add(place, .allow(rules))
      case .timeout(let seconds): add(place, .timeout(seconds))
      case .split(let size): add(place, .split(size))
      case .noWait: add(place, .noWait)
      case .expect(let condition): add(place, .settle(forgets: false), .condition(condition))
      case .capture(let name, let pattern): add(place, .settle(forgets: false), .capture(name: name, pattern))
      case .pause(let time): add(place, .begin, .rest, .sleep(time))
      case .drop: add(place, .begin, .handled, .drop)
      case .reset: add(place, .begin, .handled, .reset)
      case .data(let file, let size, let sha256):
        add(
          place, .begin, .settle(forgets: true), .sendMessage(file: file, wantsDigest: sha256 != nil),
          .settle(forgets: false),
          .keepLastReply,
          .checkMessage(file: file, size: size, sha256: sha256))
      case .console(.connect(let target)):
        // What comes from here on is the new connection's.
        add(place, .begin, .settle(forgets: true), .connect(target), .handled)
      case .console(.auth(let mechanism, let user)):
        add(
          place, .begin, .settle(forgets: true), .authenticate(mechanism: mechanism, user: user),
          .settle(forgets: false), .keepLastReply)
      case .console(let command): add(place, .begin, .settle(forgets: false), .console(command))
      }
    }
  }
}

extension SessionFileCommand {
  /// Whether a person who steps through a file pauses in front of it.
  fileprivate var isStep: Bool {
    switch self {
    case .pause, .drop, .reset, .data, .console: return true
    default: return false
    }
  }
}
