// The console commands: one row a command with its parameters, its key and its help. The `:` prompt, plain
// mode, completion, the help screen and the manual page are all made from these rows.

import NetworkFacts
import SMTP
import Transcript

/// What a parameter is: how it is read and what completes it.
package enum ParameterKind: Sendable {
  case target, file, mechanism, user, domain, setting, value, topic, octets, command

  /// How it is called in help.
  package var label: String {
    switch self {
    case .target: return "SERVER"
    case .file: return "FILE"
    case .mechanism: return "MECHANISM"
    case .user: return "USER"
    case .domain: return "DOMAIN"
    case .setting: return "SETTING"
    case .value: return "VALUE"
    case .topic: return "TOPIC"
    case .octets: return "TEXT"
    case .command: return "COMMAND"
    }
  }
}

/// Why a console command cannot be read.
package struct CommandProblem: Error, Sendable, Equatable {
  /// What is wrong, in a few words.
  package let text: String
  /// Characters from the start of the line, the colon not counted.
  package let offset: Int
  /// What to do.
  package let advice: String

  package init(text: String, offset: Int, advice: String) {
    self.text = text
    self.offset = offset
    self.advice = advice
  }
}

/// One command's row.
package struct CommandRow: Sendable {
  /// In full, without the colon; people may type its beginning.
  package let name: String
  /// In the order in which they are typed. The last one takes the rest of the line.
  package let parameters: [ParameterKind]
  /// How many of the parameters must be there.
  package let required: Int
  /// The key that does the same in the console; nil for none.
  package let key: String?
  /// Whether what stands behind the name is shown to nobody, and kept nowhere, where it is not what it should be: a
  /// password, as people mistype it. A secret may be told it.
  package var takesSecret = false
  /// One line for the list of commands, without a full stop.
  package let help: String
  /// More than the line, for `:help NAME` and the manual page.
  package let detail: String
  /// Makes the command of its words, at least `required` and at most one for each parameter.
  package let make: @Sendable ([String]) -> Result<ConsoleCommand, CommandProblem>

  /// `:connect [SERVER]`.
  package var usage: String {
    ([":" + name]
      + parameters.enumerated().map { $0.offset < required ? $0.element.label : "[\($0.element.label)]" })
      .joined(separator: " ")
  }
}

/// The table of console commands.
package enum CommandTable {
  /// In the order in which help shows them.
  package static let rows: [CommandRow] = [
    CommandRow(
      name: "connect", parameters: [.target], required: 0, key: nil,
      help: "connect to a server, or to the same again",
      detail:
        "Closes the connection that stands. SERVER is host, host:port, [v6]:port, smtp://, submission://, smtps://, lmtp://, or unix:/path."
    ) { words in
      guard let text = words.first else { return .success(.connect(nil)) }
      do throws(Target.Problem) { return .success(.connect(try Target(parsing: text))) } catch {
        return .failure(CommandProblem(text: error.what, offset: 8 + error.offset, advice: error.advice))
      }
    },
    CommandRow(
      name: "close", parameters: [], required: 0, key: nil, help: "close the connection without QUIT",
      detail: "What was received stays in the transcript."
    ) { _ in .success(.close) },
    CommandRow(
      name: "starttls", parameters: [], required: 0, key: nil, help: "send STARTTLS and start the handshake",
      detail: "Typing STARTTLS does the same. :set starttls off sends the command without a handshake."
    ) { _ in .success(.starttls) },
    CommandRow(
      name: "tls", parameters: [], required: 0, key: "F3", help: "show the TLS report of this connection",
      detail: "Protocol, cipher, key exchange, the certificates as presented, and whether they can be trusted."
    ) { _ in .success(.tls) },
    CommandRow(
      name: "auth", parameters: [.mechanism, .user], required: 0, key: nil, takesSecret: true,
      help: "log in; the password is asked for",
      detail:
        "\(SASLMechanism.names()). Without MECHANISM the safest that the server offers. The password comes from the terminal without echo, or from SMTPSCOPE_PASSWORD. Over a connection without TLS it asks first, with every mechanism and on loopback, too; a script or a session file is refused, unless --allow-cleartext-auth says otherwise. A Unix socket counts as private."
    ) { words in
      guard let name = words.first else { return .success(.auth(mechanism: nil, user: nil)) }
      guard let mechanism = SASLMechanism(named: name) else {
        // What stands there is not quoted: it can be anything, a password too.
        return .failure(
          CommandProblem(
            text: "there is no such mechanism", offset: 5,
            advice: "write :auth MECHANISM USER with \(SASLMechanism.names("or")), or the AUTH line itself"))
      }
      return .success(.auth(mechanism: mechanism, user: words.count > 1 ? words[1] : nil))
    },
    CommandRow(
      name: "data", parameters: [.file], required: 0, key: nil, help: "send DATA, and the message in FILE",
      detail:
        "Lines of the file may end in LF or CRLF; they go out with CRLF and dot-stuffed. The file streams: its size does not matter."
    ) { words in .success(.data(file: words.first)) },
    CommandRow(
      name: "send", parameters: [.octets], required: 1, key: nil,
      help: "send exact octets; \\r \\n \\t \\xHH, no line end is added",
      detail:
        "For what must be wrong on purpose: :send NOOP\\n sends a bare LF. A text that begins with a colon goes out this way too."
    ) { words in
      let (octets, bad) = Escaping.unescape(words[0])
      guard let bad else { return .success(.send(octets)) }
      return .failure(
        CommandProblem(
          text: "this is no escape", offset: 5 + bad, advice: "write \\r \\n \\t \\\\ or \\x and two digits"))
    },
    CommandRow(
      name: "mx", parameters: [.domain], required: 1, key: nil,
      help: "look up which hosts take mail for a domain",
      detail: "The order is that of the preferences; a domain without MX records is its own mail host."
    ) { words in
      // What looks like a login is not looked up, and not noted.
      guard !words[0].contains(where: { $0 == "@" || $0 == ":" || $0 == "/" }) else {
        return .failure(
          CommandProblem(
            text: "this is no domain", offset: 3, advice: "write the part behind the @ of an address"))
      }
      return .success(.mx(words[0]))
    },
    CommandRow(
      name: "caps", parameters: [], required: 0, key: "F2", help: "show what the server offers, in words",
      detail: "From the last EHLO or LHLO reply."
    ) { _ in .success(.caps) },
    CommandRow(
      name: "timing", parameters: [], required: 0, key: nil, help: "show how long each phase took",
      detail: "DNS, TCP, TLS, greeting, and each command to its first and last octet."
    ) { _ in .success(.timing) },
    CommandRow(
      name: "set", parameters: [.setting, .value], required: 0, key: nil, help: "show or change a setting",
      detail: "Without arguments all settings are shown."
    ) { words in
      guard let name = words.first else { return .success(.set(name: nil, value: nil)) }
      guard Setting.row(name) != nil else {
        let near = Nearest.of(name, in: Setting.table.map(\.name))
        return .failure(
          CommandProblem(
            // What else stands there may be a secret with its name.
            text: near != nil || name.allSatisfy({ $0.isLetter || $0 == "-" })
              ? "there is no setting \"\(name)\"" : "there is no such setting", offset: 4,
            advice: near.map { "did you mean \($0)?" } ?? ":set shows all of them"))
      }
      if let row = Setting.row(name), row.takesSecret, words.count > 1, !row.values.contains(words[1]) {
        // Somebody gives it the secret itself.
        let values = row.values.joined(separator: " or ")
        return .failure(
          CommandProblem(
            text: "\(name) are \(values)", offset: name.count + 5,
            advice: ":set \(name) \(row.values.first ?? "")"))
      }
      return .success(.set(name: name, value: words.count > 1 ? words[1] : nil))
    },
    CommandRow(
      name: "record", parameters: [.file], required: 0, key: nil,
      help: "record to FILE from here on; off ends it",
      detail: "Without FILE it says where this session is recorded."
    ) { words in .success(.record(words.first)) },
    CommandRow(
      name: "save", parameters: [.file], required: 1, key: nil,
      help: "write the session so far to FILE, as a session file that runs",
      detail:
        "What was sent stands there as C: lines, what came back as S: lines that a run expects. An existing file is not overwritten."
    ) { words in .success(.save(words[0])) },
    CommandRow(
      name: "save-screen", parameters: [.file], required: 1, key: nil, help: "write the screen as text to FILE",
      detail: "For tickets. In plain mode the transcript is written."
    ) { words in .success(.saveScreen(words[0])) },
    CommandRow(
      name: "run", parameters: [.file, .target], required: 0, key: nil,
      help: "run a session file: a step, all of it, or to the next failure",
      detail:
        "Without SERVER it goes where the file says, else over the connection that stands; a file that begins with the greeting connects to the same server again. In the console it pauses before each step: Enter or s does one, a all of them, f those up to the next failure, Esc puts the file aside until :run, Ctrl-C ends it. Plain mode runs all of it. What does not hold is noted, and the run goes on."
    ) { words in
      guard words.count > 1 else { return .success(.run(file: words.first, server: nil)) }
      do throws(Target.Problem) {
        return .success(.run(file: words[0], server: try Target(parsing: words[1])))
      } catch {
        return .failure(
          CommandProblem(
            text: error.what, offset: 5 + words[0].count + error.offset, advice: error.advice))
      }
    },
    CommandRow(
      name: "compare", parameters: [.file], required: 1, key: nil,
      help: "put a session file and this session side by side",
      detail:
        "What differs is marked: commands, codes, texts, the server's offer, TLS facts, and times that changed a lot."
    ) { words in .success(.compare(words[0])) },
    CommandRow(
      name: "explain", parameters: [.topic], required: 0, key: nil,
      help: "explain a code, an extension, a command, a finding",
      detail:
        ":explain 550, :explain 452 after RCPT, :explain 5.7.1, :explain STARTTLS, :explain rcpt-before-mail, or a whole reply; without TOPIC the last reply."
    ) { words in .success(.explain(words.first)) },
    CommandRow(
      name: "help", parameters: [.command], required: 0, key: "F1", help: "show the commands and keys",
      detail: ":help NAME shows more about one command."
    ) { words in .success(.help(words.first)) },
    CommandRow(
      name: "quit", parameters: [], required: 0, key: "Ctrl-D", help: "leave; QUIT is not sent",
      detail: "Type QUIT to end the SMTP session in good order first."
    ) { _ in .success(.quit) },
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })

  /// The row of a command's full name; nil: there is none. `matching` takes beginnings of names, too.
  package static func row(_ name: String) -> CommandRow? { byName[name] }

  /// Reads a console command.
  ///
  /// - Parameter line: without the colon.
  package static func parse(_ line: String) -> Result<ConsoleCommand, CommandProblem> {
    words(line).flatMap { row, words in row.make(words.map(\.text)) }
  }

  /// One word behind a command's name.
  package struct Word: Sendable, Equatable {
    /// As typed; spaces are part of a command's last word.
    package let text: String
    /// Characters from the start of the line, the colon not counted.
    package let offset: Int

    package init(_ text: String, at offset: Int) {
      self.text = text
      self.offset = offset
    }
  }

  /// Finds a command's row and its words, which nobody has looked at yet.
  ///
  /// - Parameter line: without the colon.
  package static func words(_ line: String) -> Result<(row: CommandRow, words: [Word]), CommandProblem> {
    let trimmed = line.drop { $0 == " " }
    let name = trimmed.prefix { $0 != " " }
    guard !name.isEmpty else {
      return .failure(CommandProblem(text: "no command", offset: 0, advice: ":help shows all of them"))
    }
    guard let row = matching(String(name)) else {
      let near = Nearest.of(String(name), in: rows.map(\.name))
      return .failure(
        CommandProblem(
          text: near != nil || name.allSatisfy({ $0.isLetter || $0 == "-" })
            ? "there is no command :\(Escaping.escape(LoginSecrets.shown(String(name))))"
            : "there is no such command", offset: 0,
          advice: near.map { "did you mean :\($0)?" } ?? ":help shows all of them"))
    }
    var rest = trimmed.dropFirst(name.count).drop { $0 == " " }
    var words: [Word] = []
    while !rest.isEmpty {
      let offset = line.distance(from: line.startIndex, to: rest.startIndex)
      // The last parameter takes the rest of the line: file names and texts may hold spaces.
      if words.count == row.parameters.count - 1, case .user = row.parameters[words.count] {
        switch userName(trimEnd(rest), at: offset) {
        case .success(let word): words.append(word)
        case .failure(let problem): return .failure(problem)
        }
        rest = ""
      } else if words.count == row.parameters.count - 1 {
        words.append(Word(String(row.parameters.last?.isVerbatim == true ? rest : trimEnd(rest)), at: offset))
        rest = ""
      } else {
        let word = rest.prefix { $0 != " " }
        words.append(Word(String(word), at: offset))
        rest = rest.dropFirst(word.count).drop { $0 == " " }
      }
      if words.count > row.parameters.count {
        return .failure(
          CommandProblem(
            text: ":\(row.name) takes no more than that",
            offset: row.name.count + 1,
            advice: row.usage))
      }
    }
    guard words.count >= row.required else {
      return .failure(
        CommandProblem(
          text: "\(row.parameters[words.count].label) is missing", offset: line.count, advice: row.usage))
    }
    return .success((row, words))
  }

  /// Reads the user name of a login, the last of its line. What stands behind a blank is a password more often than the
  /// rest of a name, as what stands behind a colon is, and a name is shown and kept: so these need quotes, and the mistake
  /// quotes nothing.
  private static func userName(_ text: Substring, at offset: Int) -> Result<Word, CommandProblem> {
    var (name, start) = (text, offset)
    if text.count > 1, text.first == "\"", text.last == "\"", !text.dropFirst().dropLast().contains("\"") {
      (name, start) = (text.dropFirst().dropLast(), offset + 1)
    } else if text.contains(where: { $0.isWhitespace || $0 == ":" }) {
      return .failure(
        CommandProblem(
          text: "more than a user name", offset: offset,
          advice:
            "the password is asked for, never typed in the line; a name with a blank or a colon stands in \"\"")
      )
    }
    return .success(Word(String(name), at: start))
  }

  /// The line that logs in, as it may be typed again.
  package static func login(_ mechanism: SASLMechanism, user: String) -> String {
    let needsQuotes = user.contains { $0.isWhitespace || $0 == ":" }
    return ":auth \(mechanism.name.rawValue.lowercased()) \(needsQuotes ? "\"\(user)\"" : user)"
  }

  /// Whether a line, without the colon, is meant as a login, whatever stands behind the command's name.
  package static func isLogin(_ line: some StringProtocol) -> Bool {
    let name = line.drop { $0 == " " }.prefix { $0 != " " }
    return matching(String(name))?.takesSecret == true
  }

  /// A command by its name or by a beginning that only one has.
  package static func matching(_ name: String) -> CommandRow? {
    if let row = byName[name] { return row }
    let fitting = rows.filter { $0.name.hasPrefix(name) }
    return fitting.count == 1 ? fitting[0] : nil
  }

  private static func trimEnd(_ text: Substring) -> Substring {
    var text = text
    while text.last == " " { text = text.dropLast() }
    return text
  }
}

extension ParameterKind {
  fileprivate var isVerbatim: Bool { if case .octets = self { return true } else { return false } }
}
