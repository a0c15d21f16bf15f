import SMTP
import Testing

@testable import SMTPCore

struct DisguiseTests {
  /// What readings of a text say, and the part of it that stands for `wanted`.
  private func source(of wanted: String, in text: String) -> String? {
    let octets = Array(text.utf8)
    var found: String?
    Disguise.each(in: octets[...]) { disguise in
      guard let range = disguise.octets.firstRange(of: Array(wanted.utf8)) else { return }
      found = octets[disguise.source(of: range)].text
    }
    return found
  }

  @Test(arguments: [
    ("x d29uZGVybGFuZA== y", "d29uZGVybGFuZA=="), ("is-d29uZGVybGFuZA y", "is-d29uZGVybGFuZA"),
    ("5.7.8 776f6e6465726c616e64 y", "776f6e6465726c616e64"),
    ("5 77:6F:6E:64:65:72:6C:61:6E:64.", "77:6F:6E:64:65:72:6C:61:6E:64"),
    ("0x776f6e6465726c616e64", "776f6e6465726c616e64"), ("a wond%65rl%61nd b", "wond%65rl%61nd"),
    ("=77onderland", "=77onderland"), ("a wond\\x65rl\\u0061nd", "wond\\x65rl\\u0061nd"),
    ("wond&#101;rl&#x61;nd", "wond&#101;rl&#x61;nd"),
  ])
  func eachReadingKnowsWhereItCameFrom(_ text: String, _ source: String) {
    #expect(self.source(of: "wonderland", in: text) == source)
  }

  /// Lists of numbers, with whatever people and programs put between and in front.
  @Test(arguments: [
    "77, 6f, 6e, 64, 65, 72, 6c, 61, 6e, 64", "0x77 0x6F 0x6E 0x64 0x65 0x72 0x6C 0x61 0x6E 0x64",
    "0x77, 0x6f, 0x6e, 0x64, 0x65, 0x72, 0x6c, 0x61, 0x6e, 0x64", "77  6f  6e  64  65  72  6c  61  6e  64",
    "776f 6e64 6572 6c61 6e64", "U+0077 U+006F U+006E U+0064 U+0065 U+0072 U+006C U+0061 U+006E U+0064",
    "119 111 110 100 101 114 108 97 110 100", "119,111,110,100,101,114,108,97,110,100",
    "77006f006e006400650072006c0061006e0064", "dwBvAG4AZABlAHIAbABhAG4AZAA=",
    #"\167\157\156\144\145\162\154\141\156\144"#, #"wond\145rland"#, "wond&#101rland", "wond&#x65rland",
    "wond+65rland", #"wond\u{65}rland"#, #"wond\U00000065rland"#, "wond%u0065rland",
  ])
  func listsOfNumbersAreRead(_ list: String) {
    // The first `0x` and `U+00` may stay.
    #expect(
      source(of: "wonderland", in: "no (\(list))").map { list.hasSuffix($0) && $0.count + 4 >= list.count }
        == true)
  }

  @Test func twoSurrogatesAreOneCharacter() {
    #expect(source(of: "a\u{1F600}b", in: #"x a\ud83d\ude00b y"#) == #"a\ud83d\ude00b"#)
    #expect(source(of: "ab", in: #"x a\ud83db y"#) == nil)
  }

  @Test func escapesOfURLsJSONAndHTMLAreRead() {
    #expect(source(of: "a&b", in: "x a&amp;b y") == "a&amp;b")
    #expect(source(of: "a\tb\nc", in: #"x a\tb\nc y"#) == #"a\tb\nc"#)
    #expect(source(of: "a\"b", in: "x a\\\"b y") == "a\\\"b")
    #expect(source(of: "é", in: "x \\u00e9 y") == "\\u00e9")
    #expect(source(of: "é", in: "x %C3%A9 y") == "%C3%A9")
  }

  @Test(arguments: ["535 5.7.8 no", "a=b", "100% of it", "&", "x\\", "%", "%zz", "&#;", "&#x;", "\\u12"])
  func aPlainTextHasNoOtherReading(_ text: String) {
    var readings = 0
    Disguise.each(in: Array(text.utf8)[...]) { _ in readings += 1 }
    #expect(readings == 0)
  }
}
