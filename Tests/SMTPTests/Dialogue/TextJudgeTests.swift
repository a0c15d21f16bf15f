import SMTP
import Testing

struct TextJudgeTests {
  private func findings(_ text: [UInt8], body: Transaction.Body? = nil, cut: Int? = nil) -> [Finding] {
    var judge = TextJudge(body: body)
    for start in stride(from: 0, to: text.count, by: cut ?? max(1, text.count)) {
      judge.judge(Array(text[start..<min(text.count, start + (cut ?? text.count))]))
    }
    return judge.finish()
  }

  private static let long = String(repeating: "x", count: 1_200)

  @Test(arguments: [
    ("Subject: x\n\nhello\n", []), ("Subject: x\r\n\r\nhello\r\n", []), ("", []), ("no end", []),
    ("a\nü\nb\nü ü\n", ["text-8bit-undeclared 2x2"]), ("a\n\u{0}\n", ["text-nul 2x1"]),
    ("a\rb\nc\r\r\nd\r", ["text-bare-cr 1x3"]), (long + "\n" + long, ["text-line-too-long 1x2"]),
    (String(repeating: "x", count: 998) + "\r\n", []), (String(repeating: "x", count: 998) + "\n", []),
    (String(repeating: "x", count: 999) + "\n", ["text-line-too-long 1x1"]),
  ])
  func whatAMessageBreaks(_ text: String, _ expected: [String]) {
    func words(_ findings: [Finding]) -> [String] {
      findings.map { finding in
        guard case .text(let line, let count)? = finding.place else { return finding.id }
        return "\(finding.id) \(line)x\(count)"
      }
    }
    let octets = Array(text.utf8)
    #expect(words(findings(octets)) == expected)
    // However it is cut.
    for cut in [1, 2, 3, 7, 64] { #expect(words(findings(octets, cut: cut)) == expected, "cut at \(cut)") }
  }

  @Test func declaredTextMayHaveEightBits() {
    #expect(findings(Array("ü\n".utf8), body: .eightBitMIME).isEmpty)
    #expect(findings(Array("ü\n".utf8), body: .binaryMIME).isEmpty)
    #expect(findings(Array("ü\n".utf8), body: .sevenBit).map(\.rule) == [.text8BitUndeclared])
  }

  @Test func theLongestLineIsTold() {
    let text = Array((Self.long + "\n" + String(repeating: "x", count: 2_000) + "\n").utf8)
    #expect(findings(text).first?.detail == .limit(1_000, found: 2_002, .octetsWithCRLF))
  }
}
