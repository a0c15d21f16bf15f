// Other programs' logs: converted and explained.

import SMTP
import SMTPCore
import SessionFiles
import Transcript

/// The octets are a log.
enum LogsTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 20_000 else { return }
    if let file = LogImporter.read(octets, nil, name: "x.log") {
      SessionFilesTarget.goRound(file, "what convert prints")
      Forms.check(RecordingReplay.entries(file), octets.count)
    }
    let isConversation = LogImporter.isConversation(octets)
    // A form that was named reads what is not of it, too.
    let form = LogFormat.allCases[Int(octets.last ?? 0) % LogFormat.allCases.count]
    if let file = LogImporter.read(octets, form, name: "x.log") {
      SessionFilesTarget.goRound(file, "what convert --from \(form) prints")
    }
    guard !isConversation else { return }
    let text = explain([octets], isJSON: false)
    Finding.expectClean(shown: text, "explain")
    let json = explain([octets], isJSON: true)
    Finding.expectClean(json, "explain as JSON")
    let size = 1 + octets.count / 3
    let pieces = stride(from: 0, to: octets.count, by: size).map {
      Array(octets[$0..<min(octets.count, $0 + size)])
    }
    Finding.expect(text, equals: explain(pieces, isJSON: false), "explain depends on the pieces of its input")
  }

  private static func explain(_ pieces: [[UInt8]], isJSON: Bool) -> String {
    var explainer = LogExplainer(isJSON: isJSON)
    var out: [UInt8] = []
    for piece in pieces { explainer.receive(piece, into: &out) }
    explainer.finish(into: &out)
    guard let text = String(validating: out, as: UTF8.self) else {
      Finding.stop("explain writes what is no UTF-8")
    }
    return text
  }
}
