// `smtpscope explain`: what a code, a word or a whole reply means; what the tables know; or a log, annotated.

import SMTP
import SMTPGuide
import SMTPSession
import SessionScript
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
    var asked: Asked?
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
          guard let asked = Asked(named: text) else {
            return "a command, connection, end-of-data or auth-response"
          }
          values.asked = asked
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
      return try annotate(arguments.form)
    }
    let topic = arguments.words.joined(separator: " ")
    guard let annotation = Guide.explain(topic, after: arguments.asked) else {
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
      Smtpscope.say(JSONValue.object(topic + JSONForm.explanation(annotation)).text + "\n")
    case .text, .markdown: Smtpscope.say(Reports.annotation(annotation).joined(separator: "\n") + "\n")
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

  /// Octets that are read at a time, and of a log that may be one of a session.
  private static let piece = 256 * 1024

  private static func annotate(_ form: Form) throws -> ExitStatus {
    var input: [UInt8] = []
    var isOver = try read(&input)
    // What convert reads is a conversation: explained in its order, with what is known of its state.
    if let log = LogImporter.detect(input.prefix(piece)), isConversation(log, input) {
      while !isOver, input.count <= ScriptLoader.largestFile { isOver = try read(&input) }
      let file: SessionFile
      if case .success(let parsed) = ScriptParser.parse(input, name: "-"), log == .notation {
        file = parsed
      } else {
        file = LogImporter.convert(input, log, name: "-")
      }
      for entry in SessionReplay.entries(file) {
        let lines = form == .json ? [JSONForm.line(entry)] : NotationForm.annotated(entry)
        guard TextFile.write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO) else { return .ok }
      }
      return .ok
    }
    var explainer = LogExplainer(isJSON: form == .json)
    var out: [UInt8] = []
    while true {
      var start = input.startIndex
      while let end = input[start...].firstIndex(of: ASCII.lf) {
        explainer.take(input[start..<end], into: &out)
        start = end + 1
      }
      // A line without an end does not grow without bounds either.
      if isOver || input.count - start > LogExplainer.longestLine {
        if start < input.endIndex { explainer.take(input[start...], into: &out) }
        start = input.endIndex
      }
      input.removeSubrange(..<start)
      if isOver { explainer.finish(into: &out) }
      guard write(out) else { return .ok }
      out.removeAll(keepingCapacity: true)
      if isOver { break }
      isOver = try read(&input)
    }
    if explainer.replies == 0 { Smtpscope.complain("no reply in it that refuses something\n") }
    return .ok
  }

  /// Both sides of a conversation have to be there: a list of replies is none, and neither is the log of a mail server.
  private static func isConversation(_ form: LogForm, _ input: [UInt8]) -> Bool {
    let file = LogImporter.convert(Array(input.prefix(piece)), form, name: "-")
    let sent = file.lines.count { if case .sent = $0.content { true } else { false } }
    let received = file.lines.count { if case .reply = $0.content { true } else { false } }
    let remarks = file.lines.count { if case .remark = $0.content { true } else { false } }
    return sent > 0 && received > 0 && sent + received > remarks
  }

  /// True: the input is over.
  private static func read(_ input: inout [UInt8]) throws -> Bool {
    let count = input.count
    var result = 0
    input.append(contentsOf: repeatElement(0, count: piece))
    input.withUnsafeMutableBytes { buffer in
      repeat {
        #if canImport(Glibc)
          result = Glibc.read(STDIN_FILENO, buffer.baseAddress.map { $0 + count }, piece)
        #else
          result = Darwin.read(STDIN_FILENO, buffer.baseAddress.map { $0 + count }, piece)
        #endif
      } while result < 0 && errno == EINTR
    }
    input.removeSubrange((count + max(0, result))...)
    guard result >= 0 else {
      throw UseProblem(
        text: "cannot read standard input: \(String(cString: strerror(errno)))", advice: "name a topic")
    }
    return result == 0
  }

  /// False: nobody reads any more.
  private static func write(_ out: [UInt8]) -> Bool { TextFile.write(out, to: STDOUT_FILENO) }
}
