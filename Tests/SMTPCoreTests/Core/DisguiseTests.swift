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

  @Test func escapesOfURLsJSONAndHTMLAreRead() {
    #expect(source(of: "a&b", in: "x a&amp;b y") == "a&amp;b")
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
