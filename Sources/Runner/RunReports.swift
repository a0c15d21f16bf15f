// Runs as reports: for people, and in the forms that CI systems read. Every failure carries the file's line, the reply
// that came, and what the guide says of it, so that it explains itself to somebody who was not there.

import SMTP
import SMTPGuide
import Transcript

/// Forms of a report.
package enum ReportFormat: String, Sendable, CaseIterable {
  case junit, tap, json, html
}

/// Makes reports.
package enum RunReports {
  /// A report on all runs in one text; JSON is one object a line, one line a file.
  package static func text(_ results: [RunResult], _ form: ReportFormat) -> String {
    switch form {
    case .junit: return junit(results)
    case .tap: return tap(results)
    case .html: return html(results)
    case .json: return results.map { json($0).text + "\n" }.joined()
    }
  }

  /// One line a file: `passed FILE, 7 expectations, 12 ms`.
  ///
  /// - Parameters:
  ///   - isEscaped: false for an event, which escapes its words itself.
  package static func summary(_ result: RunResult, isEscaped: Bool = true) -> String {
    let word: String
    switch result.outcome {
    case .passed: word = "passed"
    case .failed: word = "FAILED"
    case .connection: word = "NO CONNECTION"
    case .tls: word = "NO TLS"
    case .interrupted: word = "interrupted"
    }
    let count = result.expectations
    return
      "\(word) \(isEscaped ? Escaping.escape(result.file) : result.file), \(count) expectation\(count == 1 ? "" : "s"), \(DurationText.text(nanoseconds: result.duration))"
  }

  /// A failure in lines: where, what was expected, what came, and what that means.
  package static func lines(_ check: ExpectationResult) -> [String] {
    guard let failure = check.failure else { return [] }
    var lines = [
      "\(Escaping.escape(check.place.file)):\(check.place.line): \(Escaping.line(check.place.text))",
      "  \(Escaping.line(failure))",
    ]
    guard let received = check.received else { return lines }
    for index in received.reply.lines.indices.prefix(12) {
      lines.append("  got: \(NotationWriter.line(received.reply, index))")
    }
    if received.reply.lines.count > 12 { lines.append("  … \(received.reply.lines.count - 12) more lines") }
    let explanation = Guide.explain(received.reply, received.context)
    lines += ExplanationLayout.text(explanation.lines, prefix: "  ")
    return lines
  }

  // MARK: Machines

  private static func junit(_ results: [RunResult]) -> String {
    let total = results.reduce(0) { $0 + $1.checks.count }
    let failed = results.reduce(0) { $0 + $1.failures.count }
    var out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"\(total)\" failures=\"\(failed)\">\n"
    for result in results {
      let seconds = DurationText.seconds(nanoseconds: result.duration)
      out +=
        "  <testsuite name=\"\(xml(result.file))\" tests=\"\(result.checks.count)\" failures=\"\(result.failures.count)\" time=\"\(seconds)\">\n"
      for check in result.checks {
        let name = "\(check.place.line): \(check.place.text)"
        out += "    <testcase classname=\"\(xml(check.place.file))\" name=\"\(xml(name))\""
        guard let failure = check.failure else {
          out += "/>\n"
          continue
        }
        out +=
          ">\n      <failure message=\"\(xml(failure))\">\(xml(lines(check).joined(separator: "\n")))</failure>\n"
        out += "    </testcase>\n"
      }
      if result.outcome != .passed {
        let tail = result.store.entries.suffix(200).flatMap(NotationWriter.annotated).joined(separator: "\n")
        out += "    <system-out>\(xml(tail))</system-out>\n"
      }
      out += "  </testsuite>\n"
    }
    return out + "</testsuites>\n"
  }

  private static func xml(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { HTMLWriter.escape(String($0)) }
      .joined(separator: "\n")
  }

  private static func html(_ results: [RunResult]) -> String {
    var body = ""
    for result in results {
      let style = result.outcome == .passed ? "good" : "bad"
      body += "<h2 class=\"\(style)\">\(HTMLWriter.escape(summary(result)))</h2>\n"
      for check in result.failures {
        let place = "\(check.place.file):\(check.place.line): \(check.place.text)"
        body += "<div class=\"box\">\n<h3><code>\(HTMLWriter.escape(place))</code></h3>\n"
        body += "<p>\(HTMLWriter.escape(check.failure ?? ""))</p>\n"
        if let received = check.received {
          let lines = received.reply.lines.indices.prefix(50).map { NotationWriter.line(received.reply, $0) }
          body += "<pre>\(lines.map(HTMLWriter.escape).joined(separator: "\n"))</pre>\n"
          let explanation = Guide.explain(received.reply, received.context)
          body += ExplanationLayout.html(explanation.lines) + "\n"
        }
        body += "</div>\n"
      }
      for check in result.checks where check.failure == nil && !check.differences.isEmpty {
        let text = "line \(check.place.line): different: \(check.differences.joined(separator: "; "))"
        body += "<p class=\"warning\">\(HTMLWriter.escape(text))</p>\n"
      }
      body += HTMLWriter.conversation(Array(result.store.entries.suffix(2_000)), refusals: false) + "\n"
    }
    return HTMLWriter.page(title: "SMTP sessions", body: body)
  }

  private static func tap(_ results: [RunResult]) -> String {
    var lines = ["TAP version 13", "1..\(results.reduce(0) { $0 + $1.checks.count })"]
    var number = 0
    for check in results.flatMap(\.checks) {
      number += 1
      let name = Escaping.line("\(check.place.file):\(check.place.line) \(check.place.text)")
        .replacing("#", with: "\\#")
      lines.append("\(check.failure == nil ? "ok" : "not ok") \(number) - \(name)")
      if check.failure != nil {
        lines += ["  ---", "  message: |"] + Self.lines(check).map { "    " + $0 } + ["  ..."]
      }
    }
    return Escaping.visible(lines.joined(separator: "\n") + "\n")
  }

  private static func json(_ result: RunResult) -> JSONValue {
    .object([
      ("file", .string(result.file)), ("outcome", .string(result.outcome.rawValue)),
      ("seconds", .seconds(nanoseconds: result.duration)),
      ("expectations", .array(result.checks.map(json))),
    ])
  }

  private static func json(_ check: ExpectationResult) -> JSONValue {
    var pairs: [(String, JSONValue?)] = [
      ("file", .string(check.place.file)), ("line", .integer(Int64(check.place.line))),
      ("text", .string(check.place.text)), ("held", .bool(check.failure == nil)),
      ("failure", check.failure.map(JSONValue.string)),
      ("differences", check.differences.isEmpty ? nil : .array(check.differences.map(JSONValue.string))),
    ]
    if check.failure != nil, let received = check.received {
      let lines = received.reply.lines.indices.map { NotationWriter.line(received.reply, $0) }
      pairs.append(("came", .array(lines.map(JSONValue.string))))
      pairs += ExplanationLayout.json(Guide.explain(received.reply, received.context))
    }
    return .object(pairs)
  }
}
