// `smtpscope explain`: what a code, a word or a whole reply means; what the tables know; or a log, line by line.

import Platform
import SessionFiles
import SMTP
import SMTPCore
import SMTPGuide
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Explains.
enum ExplainCommand {
  static let name = "explain"

  enum Form: String { case text, json, markdown }

  struct Arguments {
    var words: [String] = []
    var answers: Awaited?
    var list: Listing?
    var form = Form.text
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope explain [options] [TOPIC…]",
      abstract:
        "Say what a reply code (550), an enhanced status code (5.7.26), an EHLO keyword, a command, a finding or a whole reply means. Without TOPIC standard input is annotated: a log of Postfix, Exim, Sendmail or qmail, a bounce message, or what smtpscope convert reads.",
      operand: Option("a topic", "TOPIC…", "what to explain; several words are one reply, quoted or not") {
        values, text in
        values.words.append(text)
        return nil
      },
      takesMany: true,
      options: [
        Option("after", "COMMAND", "what the reply answers: RCPT, connection, end-of-data, auth-response, …") {
          values, text in
          guard let answers = Awaited(named: text) else {
            return "a command, connection, end-of-data or auth-response"
          }
          values.answers = answers
          return nil
        },
        Option("list", "KIND", "all that is known: \(Listing.allCases.map(\.rawValue).joined(separator: ", "))")
        {
          values, text in
          guard let kind = Listing(rawValue: text) else {
            return Listing.allCases.map(\.rawValue).joined(separator: ", ")
          }
          values.list = kind
          return nil
        },
        Option("format", "FORM", "text, json (an object a line), or markdown (of lists)") { values, text in
          guard let form = Form(rawValue: text) else { return "text, json or markdown" }
          values.form = form
          return nil
        },
      ])
  }

  static func run(_ words: [String]) throws -> ExitStatus {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) { return status }
    if let list = arguments.list {
      print(list, arguments.form)
      return .ok
    }
    guard arguments.form != .markdown else {
      throw UseProblem(text: "--format markdown is for lists", advice: "add --list KIND")
    }
    guard !arguments.words.isEmpty else {
      if isatty(STDIN_FILENO) == 1 {
        throw UseProblem(
          text: "explain what?", advice: "smtpscope explain 550, smtpscope explain <mail.log, or --list KIND")
      }
      return explainInput(arguments.form)
    }
    let topic = arguments.words.joined(separator: " ")
    guard let explanation = Guide.explain(topic, after: arguments.answers) else {
      if access(topic, F_OK) == 0 {
        throw UseProblem(
          text: "\(Escaping.escape(topic)) is a file, not a topic",
          advice: "a log is read from standard input: smtpscope explain <\(Escaping.escape(topic))")
      }
      Smtpscope.complain(
        "not known: \(Escaping.escape(topic))\n\(near(topic))smtpscope explain --list KIND shows what is\n")
      return .refused
    }
    switch arguments.form {
    case .json:
      let topic: [(String, JSONValue?)] = [("topic", .string(topic))]
      Smtpscope.say(JSONValue.object(topic + ExplanationLayout.json(explanation)).text + "\n")
    case .text, .markdown:
      Smtpscope.say(ExplanationLayout.text(explanation.lines).map { $0 + "\n" }.joined())
    }
    return .ok
  }

  private static func near(_ topic: String) -> String {
    let names = Listing.extensions.rows.map(\.label) + Listing.findings.rows.map(\.label)
    return Nearest.of(topic, in: names + names.map { $0.lowercased() }).map { "did you mean \($0)?\n" } ?? ""
  }

  private static func print(_ list: Listing, _ form: Form) {
    switch form {
    case .markdown: Smtpscope.say(list.page)
    case .json:
      for row in list.rows {
        let pairs: [(String, JSONValue?)] = [
          ("label", .string(row.label)), ("text", .string(row.text)),
          ("source", .string(row.source.description)),
        ]
        Smtpscope.say(JSONValue.object(pairs).text + "\n")
      }
    case .text:
      let rows = list.rows
      let width = min(30, rows.map(\.label.count).max() ?? 0)
      Smtpscope.say(
        rows.map { row in
          let gap = String(repeating: " ", count: max(2, width + 2 - row.label.count))
          return row.label + gap + row.text + " (\(row.source))\n"
        }.joined())
    }
  }

  // MARK: Logs

  private static func explainInput(_ form: Form) -> ExitStatus {
    do throws(SessionFileLoader.ReadProblem) {
      var input: [UInt8] = []
      var isMore = try SessionFileLoader.readPiece(of: STDIN_FILENO, into: &input)
      // What convert reads is a conversation: explained in its order, with what is known of its state.
      if LogImporter.isConversation(input) {
        try SessionFileLoader.readRest(of: STDIN_FILENO, into: &input)
        guard let file = LogImporter.read(input, nil, name: "-") else { return .file }
        for entry in RecordingReplay.entries(file) {
          let lines = form == .json ? [JSONWriter.line(entry)] : NotationWriter.annotated(entry)
          guard TextFile.write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO) else { return .ok }
        }
        return .ok
      }
      var explainer = LogExplainer(isJSON: form == .json)
      var out: [UInt8] = []
      while isMore {
        explainer.take(input, into: &out)
        guard TextFile.write(out, to: STDOUT_FILENO) else { return .ok }
        input.removeAll(keepingCapacity: true)
        out.removeAll(keepingCapacity: true)
        isMore = try SessionFileLoader.readPiece(of: STDIN_FILENO, into: &input)
      }
      explainer.finish(into: &out)
      guard TextFile.write(out, to: STDOUT_FILENO) else { return .ok }
      if explainer.replies == 0 { Smtpscope.complain("no reply in it that refuses something\n") }
      return .ok
    } catch {
      Smtpscope.complain("standard input: \(error.text)\n  \(error.advice)\n")
      return .file
    }
  }
}
