import SMTP
import Testing

@testable import SMTPCore

struct SecretFormsTests {
  private static func matches(_ secrets: [String], in text: String) -> [String] {
    var forms = SecretForms()
    for secret in secrets { forms.insert(.init(octets: Array(secret.utf8), variable: "x")) }
    let octets = Array(text.utf8)
    var found: [String] = []
    forms.eachMatch(in: octets, octets.indices) { found.append(octets[$0].text) }
    return found
  }

  @Test func eachFormIsFoundWhereverItStandsInAnyCase() {
    #expect(
      Self.matches(["abc", "bcd", "ABCDE"], in: "x abcd ABC aBcDe") == [
        "abc", "bcd", "ABC", "aBc", "aBcDe", "BcD",
      ])
    #expect(Self.matches(["aa"], in: "aaa") == ["aa", "aa"])
    #expect(Self.matches(["abc"], in: "ab") == [] && Self.matches([], in: "abc") == [])
  }

  @Test func theLongestStandsFirstAndEachOnce() {
    var forms = SecretForms()
    for text in ["ab", "abcd", "abc", "ab"] { forms.insert(.init(octets: Array(text.utf8), variable: text)) }
    #expect(forms.byLength.map(\.variable) == ["abcd", "abc", "ab"])
  }

  /// It is bounded in octets: the oldest go.
  @Test func theOldestAreForgottenFirst() {
    var forms = SecretForms()
    for number in 0..<5 {
      forms.insert(.init(octets: Array(repeating: UInt8(number) + 0x61, count: 1 << 20), variable: "\(number)"))
    }
    #expect(forms.byLength.map(\.variable).sorted() == ["1", "2", "3", "4"])
    let octets = Array(repeating: UInt8(ascii: "a"), count: 1 << 20)
    forms.eachMatch(in: octets, octets.indices) { Issue.record("\($0)") }
  }

  @Test func lettersAreFoundWhateverStandsBetween() {
    func spelled(_ text: String) -> [String] {
      var forms = SecretForms()
      forms.insert(.init(octets: Array("wonderland".utf8), variable: "x"))
      var found: [String] = []
      let octets = Array(text.utf8)
      forms.eachSpelledMatch(in: octets, octets.indices) { found.append(octets[$0].text) }
      return found
    }
    #expect(spelled("x w.o-n d\\e r(L)a'n'D y") == ["w.o-n d\\e r(L)a'n'D"])
    #expect(spelled("wonder    land wonderland") == ["wonder    land", "wonderland"])
    #expect(spelled("wonder     land wonder\u{0}\u{8}lan") == [], "too far from each other, or not all of it")
  }

  @Test func oneIsForgotten() {
    var forms = SecretForms()
    for text in ["abc", "abd", "x"] { forms.insert(.init(octets: Array(text.utf8), variable: text)) }
    forms.remove(Array("abc".utf8))
    forms.remove(Array("nothing".utf8))
    var found: [String] = []
    forms.eachMatch(in: Array("abc abd x".utf8), 0..<9) { found.append("\($0)") }
    #expect(found == ["4..<7", "8..<9"] && forms.byLength.map(\.variable) == ["abd", "x"])
  }
}
