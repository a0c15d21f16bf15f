import Testing

@testable import CLI

struct FlagTests {
  @Test func aLabelIsWhatIsTyped() {
    #expect(Flag(long: "tls", group: .sandbox, help: "x").label == "--tls")
    #expect(
      Flag(long: "out", short: "o", group: .output, value: .file("FILE"), help: "x").label == "-o, --out FILE")
  }

  @Test(arguments: [
    (ValueKind.choice("THEME", ["dark", "light", "mono"]), "dark", "dak", "dark, light or mono"),
    (.number("N", 1...1000), "1000", "1001", "a number from 1 to 1000"),
    (.number("PORT", 0...65_535), "0", "-1", "a port from 0 to 65535"),
    (.number("N", 1...10), "7", "seven", "a number from 1 to 10"),
    (.file("FILE"), "-", "", "a file"),
    (.folder("FOLDER"), ".", "", "a folder"),
  ]) func whatAValueHasToBe(_ kind: ValueKind, _ good: String, _ bad: String, _ expected: String) {
    #expect(kind.objection(to: good) == nil)
    #expect(kind.objection(to: bad) == expected)
  }

  /// Examples are no list of all that is allowed.
  @Test func anyTextIsAText() {
    #expect(ValueKind.text("NAME", examples: ["good"]).objection(to: "shutdown:RCPT") == nil)
  }

  @Test func aSwitchHasNoPlaceholder() {
    #expect(ValueKind.none.placeholder == nil)
    #expect(ValueKind.server("SERVER").placeholder == "SERVER")
  }

  @Test func aListEndsWithItsConjunction() {
    #expect(ValueKind.list(["a"]) == "a")
    #expect(ValueKind.list(["a", "b"]) == "a or b")
    #expect(ValueKind.list(["a", "b", "c"], "and") == "a, b and c")
  }
}
