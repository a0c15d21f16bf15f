import Testing
import Transcript

struct EventReadingTests {
  /// What a stranger's file has for a key is written as it is when it is written again, so it has to be one.
  @Test(arguments: [
    "connect \u{1B}[31m=x", "connect a\u{202E}b=x", "newer a\u{0}=x", "newer \u{301}=x", "t \u{301}=x",
  ])
  func whatIsNoKey(_ text: String) { #expect(EventNotation.line(text) == nil) }

  /// A newer program's tags and keys: the first are kept, the others do no harm.
  @Test func whatIsNotKnown() throws {
    let line = try #require(EventNotation.line("dane usage=3 text=\"a b\" | for people | and more"))
    #expect(line.text == "for people | and more")
    let next = try #require(EventNotation.line("record ttl=5 | five seconds"))
    let event = EventNotation.event(line, [next])
    #expect(event == .unknown(line, more: [next]))
    #expect(
      EventNotation.lines(event).map(EventNotation.text) == [
        "dane usage=3 text=\"a b\" | for people | and more", "record ttl=5 | five seconds",
      ])
    #expect(event.text == "for people | and more" && event.details == ["five seconds"])
    let more = try #require(EventNotation.line("connect address=192.0.2.7 port=25 took=1.000ms via=proxy"))
    #expect(EventNotation.event(more, []) == .connected(address: "192.0.2.7", port: 25, took: 1_000_000))
    let less = try #require(EventNotation.line("connect port=25"))
    // A newer program's reason, or an older one's sentence.
    let newer = try #require(
      EventNotation.line("login stopped=cancelled why=bad-signature | AUTH cancelled: so"))
    #expect(
      EventNotation.lines(EventNotation.event(newer, [])) == [newer]
        && EventNotation.event(newer, []).text == "AUTH cancelled: so")
    #expect(EventNotation.event(less, []) == .unknown(less, more: []))
  }

  @Test(arguments: [
    "", "Connected", "connected to x", "tag x", "tag =x", "tag x=\"y", "tag x=y|z |", "ta\u{1B}g",
  ])
  func whatIsNoLine(_ text: String) {
    let line = EventNotation.line(text)
    #expect(line == nil || line?.fields.isEmpty == false, "\(text)")
  }

  /// A text that was not escaped by this program is no less read to its end.
  @Test func aTextWithABadEscapeStandsAsItIs() throws {
    let line = try #require(EventNotation.line(#"dane path="C:\quit now" | a\zb and more"#))
    #expect(line["path"] == #"C:\quit now"# && line.text == #"a\zb and more"#)
  }

  @Test func theSentenceIsNotReadBack() throws {
    let line = try #require(
      EventNotation.line("closed by=server expected=no | connection closed by failed.example"))
    #expect(EventNotation.event(line, []) == .closed(byServer: true, reason: nil, isExpected: false))
  }
}
