// A session file as a value: its lines in order, each with its place. The parser makes it, the printer writes it,
// the runner carries it out.

import SMTP
import SMTPCore
import Transcript

/// Text with variables in it: octets as they go over the wire, and names.
package struct Template: Sendable, Equatable {
  /// A part of a template. Octets are as they go over the wire: their escapes have been read.
  package enum Piece: Sendable, Equatable {
    case octets([UInt8])
    /// `${name}`.
    case variable(String)
  }

  /// In order; put one behind the other they are the text.
  package var pieces: [Piece] = []

  package init(_ pieces: [Piece] = []) { self.pieces = pieces }
  /// A text that is taken as it is: neither escapes nor variables are read in it.
  package init(text: String) { pieces = text.isEmpty ? [] : [.octets(Array(text.utf8))] }

  /// The names of the variables in it.
  package var variables: [String] {
    pieces.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }

  /// The octets, where no variable is in it.
  package var literal: [UInt8]? {
    var out: [UInt8] = []
    for piece in pieces {
      guard case .octets(let octets) = piece else { return nil }
      out += octets
    }
    return out
  }
}

/// A line of the wire, sent or expected.
package struct WireLine: Sendable, Equatable {
  /// Without the CRLF that `hasCRLF` stands for.
  package var text: Template
  /// Whether CRLF ends it; what ends a line with `\c` instead stands in its text.
  package var hasCRLF: Bool

  package init(_ text: Template, hasCRLF: Bool = true) {
    self.text = text
    self.hasCRLF = hasCRLF
  }
}

/// How strictly a reply is compared.
package enum MatchLevel: String, Sendable, CaseIterable {
  /// The code, and the enhanced status code where both have one.
  case code
  /// The enhanced status code has to be there, too.
  case enhanced
  /// Every line, octet for octet.
  case text
  case off
}

/// What `:expect` asks for.
package struct Condition: Sendable, Equatable {
  /// The fact that is asked for.
  package enum Subject: Sendable, Equatable {
    case tlsVersion, tlsVerified, tlsCipher, tlsDays
    case capability
    /// Of the last reply.
    case time
    /// A finding since the start.
    case finding
  }

  /// How the fact has to stand to the value.
  package enum Comparison: String, Sendable, CaseIterable {
    case equal = "=", unequal = "!=", atLeast = ">=", atMost = "<=", more = ">", less = "<"
  }

  /// What is looked at when the command's turn comes.
  package let subject: Subject
  /// The opposite has to be the case.
  package let isNegated: Bool
  /// Nil for facts that are there or not: `tls.verified`, `capability` and `finding`.
  package let comparison: Comparison?
  /// A version of TLS, a cipher's name, days, a time such as `2s`, a keyword with its parameters, or the id of
  /// a finding; empty for `tls.verified`.
  package let value: String

  package init(_ subject: Subject, isNegated: Bool, _ comparison: Comparison?, _ value: String) {
    self.subject = subject
    self.isNegated = isNegated
    self.comparison = comparison
    self.value = value
  }
}

/// A `:command` that a session file knows.
package enum SessionFileCommand: Sendable, Equatable {
  case session(version: Int)
  /// A variable; `set` of a setting is a console command.
  case assign(name: String, value: Template)
  case match(MatchLevel)
  case allow([Rule])
  case expect(Condition)
  case capture(name: String, Pattern)
  /// Milliseconds.
  case pause(Int)
  /// Seconds for a reply; nil: RFC 5321's own.
  case timeout(Int?)
  case pipeline
  case repeatTimes(Int)
  /// Ends `:pipeline` or `:repeat`.
  case end
  case include(String)
  /// The next line goes out in writes of so many octets.
  case split(Int)
  /// The next line does not wait for replies that are owed.
  case noWait
  /// Closes the connection in the middle of everything: an orderly end, or a reset.
  case drop
  case reset
  case data(file: String, size: Int?, sha256: String?)
  /// Octets with no line end of ours: a line that goes out like a `C:` line with `\c`.
  case send(Template)
  case console(ConsoleCommand)
  /// A command with variables in its arguments.
  indirect case late(LateCommand)

  /// What kind of command it is; of one with variables, a command with something else in their place.
  package var shape: SessionFileCommand {
    if case .late(let late) = self { return late.shape }
    return self
  }
}

/// A command whose arguments have variables in them. It is made when it is its turn.
package struct LateCommand: Sendable, Equatable {
  /// The name of its row.
  package let name: String
  /// Its arguments, a template each: a value with spaces in it stays one argument.
  package let words: [Template]
  /// The same command with something else in the place of each variable.
  package let shape: SessionFileCommand

  package init(name: String, words: [Template], shape: SessionFileCommand) {
    self.name = name
    self.words = words
    self.shape = shape
  }

  /// The names of its variables.
  package var variables: [String] { words.flatMap(\.variables) }

  /// Why it cannot be made.
  package struct Problem: Error, Equatable, Sendable {
    /// What is wrong, with the command where its values are to blame.
    package let text: String
    /// What to do about it; may be empty.
    package let advice: String

    package init(text: String, advice: String) {
      self.text = text
      self.advice = advice
    }
  }

  /// The command with the values of its variables.
  package func command(_ variables: Variables) throws(Problem) -> SessionFileCommand {
    var texts: [String] = []
    for word in words {
      let octets: [UInt8]
      do throws(Variables.Missing) { octets = try variables.fill(word).octets } catch {
        throw Problem(text: "${\(error.name)} \(error.what)", advice: error.advice)
      }
      guard let text = String(validating: octets, as: UTF8.self), !octets.contains(ASCII.nul) else {
        throw Problem(
          text: "what ${\(word.variables.first ?? "")} stands for is not UTF-8 text",
          advice: "an argument of :\(name) is text")
      }
      texts.append(text)
    }
    switch SessionFileCommands.make(name, texts) {
    case .success(let command): return command
    case .failure(let problem):
      let words = texts.map { Escaping.escape($0) }.joined(separator: " ")
      throw Problem(text: ":\(name) \(words): \(problem.text)", advice: problem.advice)
    }
  }
}

/// One line of a session file.
package struct SessionFileLine: Sendable, Equatable {
  /// What a line is, by the sign that it begins with.
  package enum Content: Sendable, Equatable {
    case sent(WireLine)
    case reply(ReplyLine)
    /// `S~ regex`
    case pattern(Pattern)
    /// `S: eof`
    case endOfFile
    /// With the text as it was written.
    case command(SessionFileCommand, text: String)
    case event(String)
    /// A line that cannot be read as one, for people: the end of a recording that was cut off, or a line of a part.
    case damaged(String)
    case finding(String)
    case remark(String)
    case empty
  }

  /// From 1.
  package let number: Int
  /// The line as it was read.
  package let content: Content

  package init(number: Int, content: Content) {
    self.number = number
    self.content = content
  }
}

/// An expected line: `S: 250-SIZE`.
package struct ReplyLine: Sendable, Equatable {
  /// Nil where the line is no reply line: what a server of another protocol says.
  package let codes: CodePattern?
  /// Another line of the same reply follows.
  package let isContinued: Bool
  /// The whole line, its code included.
  package let line: WireLine

  package init(codes: CodePattern?, isContinued: Bool, line: WireLine) {
    self.codes = codes
    self.isContinued = isContinued
    self.line = line
  }
}

/// Codes that are all right: `250`, `2xx`, `250|251`, `!5xx`.
package struct CodePattern: Sendable, Equatable {
  /// Each of three characters, `x` for any digit.
  package let alternatives: [String]
  /// Codes that none of the alternatives has are right, and so is a reply without a code.
  package let isNegated: Bool

  /// Reads a pattern.
  ///
  /// - Returns: nil for any other text.
  package init?(_ text: some StringProtocol) {
    var rest = text[...]
    isNegated = rest.hasPrefix("!")
    if isNegated { rest = rest.dropFirst() }
    let parts = rest.split(separator: "|", omittingEmptySubsequences: false)
    guard
      parts.allSatisfy({ part in
        let octets = Array(part.utf8)
        return octets.count == 3 && (0x32...0x35).contains(octets[0])
          && octets[1...].allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: "x") }
      })
    else { return nil }
    alternatives = parts.map { String($0) }
  }

  /// What stands in the place of the codes in a line of a reply. What is written as an escape ends it, whether it is one
  /// here or stands as it is.
  package static func head(of line: Substring) -> Substring {
    line.prefix { character in
      character != " " && character != "-" && character != "\\"
        && character.unicodeScalars.allSatisfy(Escaping.isSafe)
    }
  }

  /// Whether it is one code and nothing else.
  package var isPlain: Bool {
    !isNegated && alternatives.count == 1 && !alternatives[0].utf8.contains(UInt8(ascii: "x"))
  }

  /// Whether a code is right; nil, a reply without a code, is so only where the pattern is negated.
  package func holds(_ code: UInt16?) -> Bool {
    guard let code else { return isNegated }
    let isIn = alternatives.contains { pattern in
      // From the last digit to the first.
      var rest = code
      return pattern.utf8.reversed().allSatisfy { wanted in
        defer { rest /= 10 }
        return wanted == UInt8(ascii: "x") || wanted == UInt8(ascii: "0") + UInt8(rest % 10)
      }
    }
    return isIn != isNegated
  }

  package var description: String { (isNegated ? "!" : "") + alternatives.joined(separator: "|") }
}

/// A session file, read.
package struct SessionFile: Sendable, Equatable {
  /// As the user named it.
  package let name: String
  /// In the file's order, empty ones included.
  package let lines: [SessionFileLine]
  /// What it was read from, for telling whether its form is the canonical one.
  private let source: [UInt8]

  /// Without its source the file counts as written otherwise than any text; see `hasOtherForm(than:)`.
  package init(name: String, lines: [SessionFileLine], source: [UInt8] = []) {
    self.name = name
    self.lines = lines
    self.source = source
  }

  /// Octets that it was read from.
  package var size: Int { source.count }

  /// Whether the times of single lines are in it. The first recordings had times with events only: how long a reply
  /// took is not in them.
  package var knowsTimes: Bool {
    lines.contains { line in
      if case .event(let text) = line.content { Self.isTime(text) } else { false }
    }
  }

  /// Whether an event is nothing but the time of the next line.
  static func isTime(_ event: String) -> Bool { !event.contains(" ") && NotationWriter.time(of: event) != nil }

  /// Whether the recording ends in the middle of a line, as after a crash; that line is a damaged one then.
  package var isCutOff: Bool {
    if case .damaged? = lines.last?.content { true } else { false }
  }

  /// A sentence that says so, for whoever uses the file; nil: it is whole.
  package var warning: String? {
    guard isCutOff, let last = lines.last else { return nil }
    return
      "\(Escaping.escape(name)):\(last.number): the recording was cut off here; it counts up to the line before"
  }

  /// Whether the file was written otherwise than `text`.
  package func hasOtherForm(than text: String) -> Bool { source != Array(text.utf8) }

  /// The source is not compared: two forms of the same lines are equal.
  package static func == (a: SessionFile, b: SessionFile) -> Bool { a.name == b.name && a.lines == b.lines }

  /// The version of the format that it says it has; 1 where it says none.
  package var version: Int {
    for line in lines { if case .command(.session(let version), _) = line.content { return version } }
    return 1
  }

  /// The format's newest version.
  package static let version = NotationWriter.version
}

/// A mistake in a session file: where, what, and what to do.
package struct SessionFileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// As the user named it, not escaped.
  package let file: String
  /// From 1; 0: the file as a whole.
  package let line: Int
  /// Characters from 1; 0: the line as a whole.
  package let column: Int
  /// The line as it stands, escaped.
  package let source: String
  /// What is wrong, in a few words.
  package let text: String
  /// What to do about it.
  package let advice: String

  /// The same mistake with another text of its line.
  func quoting(_ source: String) -> SessionFileProblem {
    SessionFileProblem(file: file, line: line, column: column, source: source, text: text, advice: advice)
  }

  package var description: String {
    let file = Escaping.escape(file)
    let place = line == 0 ? file : column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    var out = "\(place): \(text)\n"
    if line > 0 {
      // A caret that stands where people see it: a long line shows its part around the place.
      let characters = Array(source)
      let start = max(0, min(column - 40, characters.count - 70))
      let shown = String(characters[start..<min(characters.count, start + 100)])
      out += "  \(shown)\n"
      if column > 0 { out += "  " + String(repeating: " ", count: max(0, column - 1 - start)) + "^ " }
    }
    return out + (line > 0 && column > 0 ? advice : "  " + advice)
  }
}
