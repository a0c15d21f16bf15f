// The arguments of commands in session files: escapes and variables in them, and which commands show theirs to nobody.

import NetworkFacts
import SMTP
import SMTPCore
import Transcript

extension SessionFileCommands {
  // MARK: Arguments

  enum Arguments {
    /// Nothing in them is anything but itself.
    case none
    /// Escapes were in them.
    case literal([CommandTable.Word])
    /// Variables are in them; and what stands in their place for now.
    case late([Template], [CommandTable.Word])
  }

  /// Whether nobody is shown the arguments of a command; its name is that of its row. Those of all others are shown, and
  /// stand in recordings and reports.
  package static func isHidden(_ name: String) -> Bool { CommandTable.row(name)?.takesSecret == true }

  /// Reads escapes and variables.
  static func arguments(
    _ name: String, _ words: [CommandTable.Word], _ standIn: (Int, [String]) -> String?
  ) -> Result<Arguments, CommandProblem> {
    guard words.contains(where: { $0.text.contains("\\") || $0.text.contains("${") }) else {
      return .success(.none)
    }
    var templates: [Template] = []
    var now: [CommandTable.Word] = []
    for (index, word) in words.enumerated() {
      func problem(_ text: String, _ advice: String) -> CommandProblem {
        let within = word.text.firstRange(of: "${")?.lowerBound ?? word.text.startIndex
        return CommandProblem(
          text: text, offset: word.offset + word.text.distance(from: word.text.startIndex, to: within),
          advice: advice)
      }
      let template: Template
      do throws(CommandProblem) { template = try Template(parsing: word.text[...]) } catch {
        return .failure(
          CommandProblem(text: error.text, offset: word.offset + error.offset, advice: error.advice))
      }
      templates.append(template)
      if let literal = template.literal {
        guard let text = String(validating: literal, as: UTF8.self) else {
          return .failure(problem("not UTF-8 text", "an argument of :\(name) is text"))
        }
        now.append(.init(text, at: word.offset))
        continue
      }
      guard let text = standIn(index, words.map(\.text)) else {
        return .failure(
          problem(
            "a variable cannot stand here", "write it out; a ${ that is meant is written \\x24{"))
      }
      if !isHidden(name), template.variables.contains(where: { $0.hasPrefix("secret:") }) {
        return .failure(
          problem(
            "a secret cannot stand here: what :\(name) is told is shown",
            "secrets go into C: lines, S: lines, :send, :auth and :set of a variable"))
      }
      now.append(.init(text, at: word.offset))
    }
    return .success(templates.contains { $0.literal == nil } ? .late(templates, now) : .literal(now))
  }

  /// `:set` of a name that is no setting: a variable. Nil: the console's own `:set` reads it.
  static func assignment(_ text: String, _ offset: Int) -> Result<SessionFileCommand, CommandProblem>? {
    let name = text.prefix { $0 != " " }
    guard !name.isEmpty, Setting.row(String(name)) == nil else { return nil }
    guard Variables.isName(name), !name.contains(":") else {
      return .failure(
        CommandProblem(
          text: "this is no name of a variable", offset: offset, advice: "letters, digits, dots and hyphens"))
    }
    var value = text.dropFirst(name.count).drop { $0 == " " }
    while value.last == " " { value.removeLast() }
    do throws(CommandProblem) {
      return .success(.assign(name: String(name), value: try Template(parsing: value)))
    } catch {
      let before = text.distance(from: text.startIndex, to: value.startIndex)
      return .failure(
        CommandProblem(text: error.text, offset: offset + before + error.offset, advice: error.advice))
    }
  }
}
