// From a path to the steps of a run: files are read, included files put in their places, reply lines gathered to
// expectations. Everything that can be wrong is found here, before anything is sent.

import Platform
import SMTP
import Transcript

import Glibc

/// Where a step stands.
package struct SourcePosition: Sendable, Equatable {
  /// The path as it was named; an included file has its own.
  package let file: String
  /// From 1.
  package let line: Int
  /// The line in its canonical form.
  package let text: String

  package init(file: String, line: Int, text: String) {
    self.file = file
    self.line = line
    self.text = text
  }
}

/// A reply that is expected: its lines, and patterns of which each has to match one of them.
package struct Expectation: Sendable, Equatable {
  /// All lines of the reply in order; empty where patterns alone say what is expected.
  package var lines: [ReplyLine] = []
  /// Each has to match a line of the reply, whichever that is.
  package var patterns: [Pattern] = []
}

/// A step of a run.
package indirect enum Step: Sendable, Equatable {
  case send(SourcePosition, WireLine)
  case expect(SourcePosition, Expectation)
  case expectEnd(SourcePosition)
  case command(SourcePosition, SessionFileCommand)
  /// `! id: text`: it was found when the file was recorded.
  case finding(SourcePosition, Rule)
  /// `* 1.250`: nanoseconds since the start of the recorded session.
  case time(SourcePosition, Int64)
  case pipeline(SourcePosition, [Step])
  case repeated(SourcePosition, Times, [Step])
}

/// How often a block is carried out.
package enum Times: Sendable, Equatable {
  case number(Int)
  /// As often as variables say when the block begins.
  case late(LateCommand)
}

/// Reads session files for a run.
package struct SessionFileLoader {
  /// A file at most, in octets.
  package static let largestFile = 64 * 1024 * 1024
  private static let deepest = 20
  /// Files that one is put together of: each `:include` counts, also where it names one that was read before.
  private static let mostFiles = 1000
  /// Lines of all of them.
  private static let mostLines = 1_000_000
  /// Blocks in blocks, over all files.
  private static let deepestBlock = SessionFileParser.deepestBlock
  /// How often the steps of a `:repeat` are carried out at most, those around it counted in.
  package static let mostRounds = 10_000_000

  private let variables: Variables
  private(set) var problems: [SessionFileProblem] = []
  private var warnings: [String] = []
  /// One for all blocks: what the file says to be secret is so in each of them.
  private var quotes = FileQuotes()
  /// Files that a recorder wrote: they may end anywhere.
  var recordings: Set<String> = []
  /// Files read so far, their octets, and their lines.
  private var files = (count: 0, octets: 0, lines: 0)
  /// Messages that can be sent.
  var messages: Set<String> = []
  /// There is too much of it: nothing more is read.
  private var isTooMuch = false
  /// How often each of the open blocks goes round.
  private var rounds: [Int] = []

  private init(_ variables: Variables) { self.variables = variables }

  /// Loads a file and all it includes.
  ///
  /// - Parameters:
  ///   - variables: those that the command line has given a value: `:include` knows no others.
  ///   - warn: called with what is no mistake but has to be known.
  package static func load(
    _ path: String, variables: Variables = Variables(), warn: (String) -> Void = { _ in }
  ) -> Result<[Step], SessionFileProblems> {
    var loader = SessionFileLoader(variables)
    let steps = loader.file(path, nil, including: [])
    if loader.problems.isEmpty { loader.checkWhatStandsInFront(of: steps) }
    for warning in loader.warnings { warn(warning) }
    return loader.problems.isEmpty ? .success(steps) : .failure(SessionFileProblems(list: loader.problems))
  }

  /// Reads and parses one file for somebody who must not be kept waiting: a FIFO, a device and standard input are refused.
  package static func parse(file path: String) -> Result<SessionFile, SessionFileProblems> {
    do throws(FileProblem) { try RegularFile.check(path) } catch {
      return .failure(
        SessionFileProblems(list: [
          SessionFileProblem(
            file: path, line: 0, column: 0, source: "", text: "\(error)", advice: "name a file")
        ]))
    }
    guard path != "-" else {
      return .failure(
        SessionFileProblems(list: [
          SessionFileProblem(
            file: path, line: 0, column: 0, source: "", text: "standard input is in use", advice: "name a file")
        ]))
    }
    return parse(path)
  }

  /// Reads and parses one file.
  package static func parse(_ path: String) -> Result<SessionFile, SessionFileProblems> {
    do {
      return SessionFileParser.parse(try read(path), name: path)
    } catch {
      return .failure(
        SessionFileProblems(list: [
          SessionFileProblem(file: path, line: 0, column: 0, source: "", text: error.text, advice: error.advice)
        ]))
    }
  }

  /// The names of the secrets that steps need.
  package static func secrets(_ steps: [Step]) -> [String] {
    var names: [String] = []
    func note(_ variables: [String]) {
      for name in variables where name.hasPrefix("secret:") {
        let secret = String(name.dropFirst(7))
        if !names.contains(secret) { names.append(secret) }
      }
    }
    func note(_ command: SessionFileCommand) {
      switch command {
      case .assign(_, let value), .send(let value): note(value.variables)
      case .console(.auth): if !names.contains("password") { names.append("password") }
      case .late(let late):
        note(late.variables)
        note(late.shape)
      default: return
      }
    }
    for step in steps {
      switch step {
      case .send(_, let line): note(line.text.variables)
      case .expect(_, let expectation): for line in expectation.lines { note(line.line.text.variables) }
      case .command(_, let command): note(command)
      case .expectEnd, .finding, .time: continue
      case .pipeline(_, let inner), .repeated(_, _, let inner):
        for name in secrets(inner) where !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// Why a file cannot be read.
  package struct ReadProblem: Error {
    /// What is wrong: the system's own words where a call failed.
    package let text: String
    /// What to do about it.
    package let advice: String
  }

  /// The octets of a file, at most `largestFile`; `-` is standard input.
  package static func read(_ path: String) throws(ReadProblem) -> [UInt8] {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReadProblem(text: String(cString: strerror(errno)), advice: "check the name and its permissions")
    }
    defer { close(descriptor) }
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      throw ReadProblem(text: "this is a folder", advice: "name a file")
    }
    var out: [UInt8] = []
    try readRest(of: descriptor, into: &out)
    return out
  }

  /// Says what a text is that nobody can read who reads octets.
  package static func check(_ start: [UInt8]) throws(ReadProblem) {
    guard let encoding = TextEncoding.wide(start) else { return }
    throw ReadProblem(text: "this is \(encoding)", advice: TextEncoding.advice)
  }

  /// Appends all octets of a descriptor that are left, up to `largestFile` in all.
  package static func readRest(of descriptor: Int32, into out: inout [UInt8]) throws(ReadProblem) {
    while try readPiece(of: descriptor, into: &out) {
      try check(out)
      guard out.count <= largestFile else {
        throw ReadProblem(
          text: "more than \(largestFile / 1024 / 1024) MB",
          advice: "a large message is named by :data FILE; look whether this is a session file")
      }
    }
  }

  /// Octets that are read at a time.
  private static let piece = 256 * 1024

  /// Appends the next octets of a descriptor; false: there are none left.
  package static func readPiece(of descriptor: Int32, into out: inout [UInt8]) throws(ReadProblem) -> Bool {
    var result = 0
    var problem: String?
    out += [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
      repeat {
        result = Glibc.read(descriptor, buffer.baseAddress, piece)
      } while result < 0 && errno == EINTR
      if result < 0 { problem = String(cString: strerror(errno)) }
      count = max(0, result)
    }
    if let problem { throw ReadProblem(text: problem, advice: "check the file") }
    return result > 0
  }

  // MARK: Including

  /// A file on the way to the one that is read: a cycle may go by other names.
  private struct Including {
    let path: String
    let identity: Identity?
  }

  private struct Identity: Equatable {
    let device: dev_t
    let number: ino_t

    init?(_ path: String) {
      var info = stat()
      guard path != "-", stat(path, &info) == 0 else { return nil }
      (device, number) = (info.st_dev, info.st_ino)
    }
  }

  /// What the files have more of than they may, together.
  private var boundPassed: String? {
    if files.count > Self.mostFiles { return "\(Self.mostFiles) files" }
    if files.lines > Self.mostLines { return "\(Self.mostLines) lines" }
    return files.octets > Self.largestFile ? "\(Self.largestFile / 1024 / 1024) MB" : nil
  }

  /// - Parameter place: of the `:include`; nil: the user has named the file.
  private mutating func file(_ path: String, _ place: SourcePosition?, including: [Including]) -> [Step] {
    let file: SessionFile
    let identity = Identity(path)
    switch Self.parse(path) {
    case .success(let parsed): file = parsed
    case .failure(let found):
      for problem in found.list where !problems.contains(problem) { problems.append(problem) }
      return []
    }
    files.count += 1
    files.octets += file.size
    files.lines += file.lines.count
    if let place, let bound = boundPassed {
      isTooMuch = true
      fail(
        place, "more than \(bound), put together by :include",
        "each :include counts, also of a file that was read before: leave some out, or write :repeat")
      return []
    }
    if let warning = file.warning { warnings.append(warning) }
    if RecordingHead.version(file.lines) != nil { recordings.insert(file.name) }
    quotes.learn(file.lines)
    var rest = file.lines[...]
    return steps(&rest, file.name, including + [.init(path: path, identity: identity)])
  }

  private mutating func include(_ name: String, _ place: SourcePosition, _ including: [Including]) -> [Step] {
    guard !isTooMuch else { return [] }
    let folder =
      including.last.map { $0.path.split(separator: "/", omittingEmptySubsequences: false).dropLast() } ?? []
    let path = name.hasPrefix("/") || folder.isEmpty ? name : folder.joined(separator: "/") + "/" + name
    let identity = Identity(path)
    let isCycle = including.contains { $0.path == path || (identity != nil && $0.identity == identity) }
    if isCycle || including.count > Self.deepest {
      // Files that include each other twice would say it a million times.
      isTooMuch = !isCycle
      fail(
        place, isCycle ? "the file includes itself" : "files in files, more than \(Self.deepest) deep",
        "leave out one of the :include lines")
      return []
    }
    do throws(FileProblem) { try RegularFile.check(path) } catch {
      fail(place, Escaping.escape("\(error)"), "name a file")
      return []
    }
    return file(path, place, including: including)
  }

  /// An `:include` with variables in its name: only what is known before the run.
  private mutating func include(_ late: LateCommand, _ place: SourcePosition, _ including: [Including])
    -> [Step]
  {
    if let name = late.variables.first(where: { !variables.isKnownBefore($0) }) {
      let advice =
        Variables.isName(name) && !name.contains(":")
        ? "give it with --set \(name)=VALUE; files are read before anything runs, :set and :capture included"
        : "--set values, ${hostname} and ${env:NAME} are known then"
      fail(place, "${\(name)} is not known when the file is read", advice, at: "${\(name)}")
      return []
    }
    do throws(LateCommand.Problem) {
      guard case .include(let name) = try late.command(variables) else { return [] }
      return include(name, place, including)
    } catch {
      fail(place, error.text, error.advice, at: "${")
      return []
    }
  }

  /// A mistake on a line that was read without one.
  mutating func fail(_ place: SourcePosition, _ text: String, _ advice: String, at part: String? = nil) {
    let index = part.flatMap { place.text.firstRange(of: $0)?.lowerBound }
    let problem = SessionFileProblem(
      file: place.file, line: place.line,
      column: index.map { place.text.distance(from: place.text.startIndex, to: $0) + 1 } ?? 1,
      source: place.text, text: text, advice: advice)
    // A file that is included twice has its mistakes once.
    guard problems.count < SessionFileParser.mostProblems, !problems.contains(problem) else { return }
    problems.append(problem)
  }

  // MARK: Blocks

  /// The steps of a block that goes round so often; nil: nobody knows yet.
  private mutating func block(
    _ times: Int?, _ place: SourcePosition, _ rest: inout ArraySlice<SessionFileLine>, _ name: String,
    _ including: [Including]
  ) -> [Step] {
    let around = rounds.reduce(1) { min($0 * $1, Self.mostRounds + 1) }
    if let times, !rounds.isEmpty, around > Self.mostRounds / times {
      fail(
        place, "more than \(Self.mostRounds) rounds, with the :repeat around it",
        "write smaller numbers; smtpscope run --times runs a file often")
    }
    if rounds.count >= Self.deepestBlock {
      isTooMuch = true
      fail(place, SessionFileParser.tooDeep.text, SessionFileParser.tooDeep.advice)
      // What follows is not looked at: a mistake is there already.
      rest = []
      return []
    }
    rounds.append(times ?? 1)
    defer { rounds.removeLast() }
    return steps(&rest, name, including)
  }

  // MARK: Steps

  /// The steps up to the `:end` of the block, or to the end of the file.
  private mutating func steps(
    _ rest: inout ArraySlice<SessionFileLine>, _ name: String, _ including: [Including]
  )
    -> [Step]
  {
    var out: [Step] = []
    // Whether another line of the same reply may come.
    var isContinued = false
    // They stand in front of everything else of their block: what was found once may be found again.
    var findings: [Step] = []
    while let line = rest.popFirst() {
      let place = SourcePosition(file: name, line: line.number, text: quotes.text(of: line))
      switch line.content {
      case .empty, .remark, .damaged: continue
      case .event(let text):
        // Between the lines of a reply it breaks nothing.
        if !isContinued, let time = NotationWriter.time(of: text) { out.append(.time(place, time)) }
      case .finding(let text):
        // Between the lines of a reply it breaks nothing; of an id that nobody knows nothing can be said.
        if let rule = Rule(rawValue: String(text.prefix { $0 != ":" && $0 != " " })) {
          findings.append(.finding(place, rule))
        }
      case .sent(let wire):
        out.append(.send(place, wire))
        isContinued = false
      case .reply(let reply):
        if isContinued, case .expect(let first, var expectation)? = out.last, !expectation.lines.isEmpty {
          expectation.lines.append(reply)
          out[out.count - 1] = .expect(first, expectation)
        } else {
          out.append(.expect(place, Expectation(lines: [reply])))
        }
        isContinued = reply.isContinued
      case .pattern(let pattern):
        if case .expect(let first, var expectation)? = out.last {
          expectation.patterns.append(pattern)
          out[out.count - 1] = .expect(first, expectation)
        } else {
          out.append(.expect(place, Expectation(patterns: [pattern])))
        }
        isContinued = false
      case .endOfFile: out.append(.expectEnd(place))
      case .command(let command, _):
        isContinued = false
        switch command {
        case .end: return findings + out
        case .pipeline:
          let inner = block(1, place, &rest, name, including)
          checkGroup(inner)
          out.append(.pipeline(place, inner))
        case .repeatTimes(let count):
          out.append(.repeated(place, .number(count), block(count, place, &rest, name, including)))
        case .late(let late) where late.name == "repeat":
          out.append(.repeated(place, .late(late), block(nil, place, &rest, name, including)))
        case .include(let file): out += include(file, place, including)
        case .late(let late) where late.name == "include": out += include(late, place, including)
        // Lines like any other: what holds for a C: line holds for them.
        case .send(let text): out.append(.send(place, WireLine(text, hasCRLF: false)))
        case .console(.starttls): out.append(.send(place, WireLine(Template(text: "STARTTLS"))))
        case .console(.data(nil)): out.append(.send(place, WireLine(Template(text: "DATA"))))
        case .session: continue
        case .data(let file, _, _):
          checkMessage(file, place)
          out.append(.command(place, command))
        default: out.append(.command(place, command))
        }
      }
    }
    return findings + out
  }
}
