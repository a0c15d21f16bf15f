import Foundation
import SMTP
import Testing
import Transcript

@testable import SMTPGuide

/// One refusal with all that can be said of one, in all layouts.
struct ExplanationLayoutTests {
  private static func explanation() throws -> Explanation {
    Explanation(
      "It says <no>\u{1B}.", .rfc(5321, "4.2"), fault: .policy, retry: .afterChange,
      remarks: [try #require(Remark(id: "not-logged-in", values: [:]))],
      parts: [
        .init(.part, "554", "refused", .rfc(5321, "4.2.3")),
        .init(.part, "5.7.1", "not *you*", .rfc(3463, "3.8")),
      ],
      cause: "block-list",
      causes: [
        .init(.cause, "wording", "known as: block list", .rfc(5782, "2")), .init(.cause, "list", "ZEN"),
      ],
      product: ProductGuess(name: "Postfix", certainty: .likely, evidence: "the reply says \"x\""),
      advice: [.advice("log in first", command: ":auth plain "), .advice("look <it> up")])
  }

  private static let remark = "The server offers AUTH, and nobody has logged in."

  @Test func text() throws {
    let lines = ExplanationLayout.text(try Self.explanation().lines, prefix: "    ", first: "  ^ ")
    #expect(
      lines == [
        "  ^ It says <no>\\x1B. (RFC 5321 §4.2)",
        "    The server's policy. Asking again the same way will not help.",
        "    here: \(Self.remark) (RFC 4954 §6)", "    554  refused (RFC 5321 §4.2.3)",
        "    5.7.1  not *you* (RFC 3463 §3.8)", "    wording  known as: block list (RFC 5782 §2)",
        "    list  ZEN",
        "    server  Postfix (likely: the reply says \"x\") (Postfix, smtpd(8))",
        "    try: log in first  :auth plain ", "    try: look <it> up",
      ])
    #expect(ExplanationLayout.text(try Self.explanation().lines)[3] == "554  refused (RFC 5321 §4.2.3)")
  }

  @Test func html() throws {
    #expect(
      ExplanationLayout.html(try Self.explanation().lines) == """
        <p>It says &lt;no&gt;\\x1B. (RFC 5321 §4.2) The server&#39;s policy. Asking again the same way will not help.</p>
        <ul>
        <li>here: \(Self.remark) <span class="source">(RFC 4954 §6)</span></li>
        <li><b>554</b> refused <span class="source">(RFC 5321 §4.2.3)</span></li>
        <li><b>5.7.1</b> not *you* <span class="source">(RFC 3463 §3.8)</span></li>
        <li><b>wording</b> known as: block list <span class="source">(RFC 5782 §2)</span></li>
        <li><b>list</b> ZEN</li>
        <li><b>server</b> Postfix (likely: the reply says &quot;x&quot;) <span class="source">(Postfix, smtpd(8))</span></li>
        <li>try: log in first <code>:auth plain </code></li>
        <li>try: look &lt;it&gt; up</li>
        </ul>
        """)
  }

  @Test func markdown() throws {
    #expect(
      ExplanationLayout.markdown(try Self.explanation().lines) == [
        "It says \\<no\\>\\\\x1B. (RFC 5321 §4.2) The server's policy. Asking again the same way will not help.",
        "",
        "- here: \(Self.remark) (RFC 4954 §6)", "- **554** refused (RFC 5321 §4.2.3)",
        "- **5.7.1** not \\*you\\* (RFC 3463 §3.8)", "- **wording** known as: block list (RFC 5782 §2)",
        "- **list** ZEN", "- **server** Postfix (likely: the reply says \"x\") (Postfix, smtpd(8))",
        "- try: log in first `:auth plain `", "- try: look \\<it\\> up",
      ])
  }

  @Test func json() throws {
    let text = JSONValue.object(ExplanationLayout.json(try Self.explanation())).text
    #expect(
      text == #"""
        {"meaning":"It says <no>\u001b.","source":"RFC 5321 §4.2","party":"policy","retry":"after-change",\#
        "cause":"block-list",\#
        "server":{"name":"Postfix","certainty":"likely","evidence":"the reply says \"x\""},\#
        "here":[{"id":"not-logged-in","text":"\#(Self.remark)","source":"RFC 4954 §6"}],\#
        "parts":[{"label":"554","text":"refused","source":"RFC 5321 §4.2.3"},\#
        {"label":"5.7.1","text":"not *you*","source":"RFC 3463 §3.8"},\#
        {"label":"wording","text":"known as: block list","source":"RFC 5782 §2"},{"label":"list","text":"ZEN"},\#
        {"label":"server","text":"Postfix (likely: the reply says \"x\")","source":"Postfix, smtpd(8)"}],\#
        "try":[{"text":"log in first","command":":auth plain "},{"text":"look <it> up"}]}
        """#)
    let bare = JSONValue.object(ExplanationLayout.json(Explanation("s"))).text
    #expect(bare == #"{"meaning":"s","retry":"not-needed","parts":[]}"#)
  }

  /// Each layout says everything, and in the order of the outline.
  @Test func noLayoutLeavesOutOrReorders() throws {
    let explanation = try Self.explanation()
    #expect(Set(explanation.lines.map(\.role)) == Set(Explanation.Role.allCases))
    let layouts = [
      ExplanationLayout.text(explanation.lines).joined(separator: "\n"),
      ExplanationLayout.html(explanation.lines),
      ExplanationLayout.markdown(explanation.lines).joined(separator: "\n"),
    ]
    // A word of each line that no layout escapes.
    let marks = [
      "It says", "policy.", "Asking again", "nobody has logged in", "refused", "5.7.1", "known as", "ZEN",
      "Postfix (",
      "log in first", "look ",
    ]
    #expect(marks.count == explanation.lines.count)
    for layout in layouts {
      var rest = layout[...]
      for mark in marks {
        let found = try #require(rest.firstRange(of: mark), "\(mark) in its place: \(layout)")
        rest = rest[found.upperBound...]
      }
      #expect(layout.contains(":auth plain "))
    }
  }
}
