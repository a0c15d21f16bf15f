// `smtpscope explain`: what a code, a word or a whole reply means; what the tables know; or a log, line by line.

import Platform
import SMTP
import SMTPCore
import SMTPGuide
import SessionFiles
import Transcript

import Glibc

/// Explains.
enum ExplainCommand {
  enum Form: String, CaseIterable { case text, json, markdown }

  static let subcommand = Subcommand(
    name: "explain", summary: "Say what a reply, a code, an EHLO keyword, a command or a finding means.",
    more:
      "A code is 550 or 5.7.26. Without TOPIC standard input is annotated: a log of Postfix, Exim, Sendmail or qmail, a bounce message, or what smtpscope convert reads.",
    operands: .init(
      label: "[TOPIC…]", name: "a topic", kind: .text("TOPIC"), count: 0...Int.max,
      help: "what to explain; several words are one reply, quoted or not"),
    flags: [.after, .list, .explainFormat]
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let words: [String]
    let answers: Awaited?
    let list: Listing?
    let form: Form

    init(_ parsed: Parsed) throws(UseProblem) {
      words = parsed.words
      list = parsed.text(.list).flatMap(Listing.init(rawValue:))
      form = parsed.text(.explainFormat).flatMap(Form.init(rawValue:)) ?? .text
      answers = parsed.text(.after).flatMap(Awaited.init(named:))
      if let text = parsed.text(.after), answers == nil {
        throw parsed.notExpected(.after, text, "a command, connection, end-of-data or auth-response")
      }
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
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
      Output.complain(
        "not known: \(Escaping.escape(LoginSecrets.shown(topic)))\n\(near(topic))smtpscope explain --list KIND shows what is\n"
      )
      return .refused
    }
    switch arguments.form {
    case .json:
      let topic: [(String, JSONValue?)] = [("topic", .string(topic))]
      Output.write(JSONValue.object(topic + ExplanationLayout.json(explanation)).text + "\n")
    case .text, .markdown:
      Output.write(ExplanationLayout.text(explanation.lines).map { $0 + "\n" }.joined())
    }
    return .ok
  }

  private static func near(_ topic: String) -> String {
    let names = Listing.extensions.rows.map(\.label) + Listing.findings.rows.map(\.label)
    return Nearest.of(topic, in: names + names.map { $0.lowercased() }).map { "did you mean \($0)?\n" } ?? ""
  }

  private static func print(_ list: Listing, _ form: Form) {
    switch form {
    case .markdown: Output.write(list.page)
    case .json:
      for row in list.rows {
        let pairs: [(String, JSONValue?)] = [
          ("label", .string(row.label)), ("text", .string(row.text)),
          ("source", .string(row.source.description)),
        ]
        Output.write(JSONValue.object(pairs).text + "\n")
      }
    case .text:
      let rows = list.rows
      let width = min(30, rows.map(\.label.count).max() ?? 0)
      Output.write(
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
      try SessionFileLoader.check(input)
      // What convert reads is a conversation: explained in its order, with what is known of its state.
      if LogImporter.isConversation(input) {
        try SessionFileLoader.readRest(of: STDIN_FILENO, into: &input)
        guard let file = LogImporter.read(input, nil, name: "-") else { return .file }
        for entry in RecordingReplay.entries(file) {
          let lines = form == .json ? [JSONWriter.line(entry)] : NotationWriter.annotated(entry)
          guard Output.write(lines.map { $0 + "\n" }.joined()) else { return .ok }
        }
        return .ok
      }
      var explainer = LogExplainer(isJSON: form == .json)
      var out: [UInt8] = []
      while isMore {
        explainer.receive(input, into: &out)
        guard Output.write(out) else { return .ok }
        input.removeAll(keepingCapacity: true)
        out.removeAll(keepingCapacity: true)
        isMore = try SessionFileLoader.readPiece(of: STDIN_FILENO, into: &input)
      }
      explainer.finish(into: &out)
      guard Output.write(out) else { return .ok }
      if explainer.replies == 0 { Output.complain("no reply in it that refuses something\n") }
      return .ok
    } catch {
      Output.complain("standard input: \(error.text)\n  \(error.advice)\n")
      return .file
    }
  }
}
