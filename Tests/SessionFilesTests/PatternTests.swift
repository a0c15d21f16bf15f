import SessionFiles
import Testing

struct PatternTests {
  private func match(_ pattern: String, _ text: String) throws -> [String?]? {
    let octets = Array(text.utf8)
    return try Pattern(pattern).firstMatch(in: octets)?.map { range in
      range.map { String(decoding: octets[$0], as: UTF8.self) }
    }
  }

  @Test(arguments: [
    ("queued as (\\S+)", "250 2.0.0 Ok: queued as 4XyZ1", ["queued as 4XyZ1", "4XyZ1"]),
    ("^250", "250 Ok", ["250"]), ("Ok$", "250 Ok", ["Ok"]),
    ("a|ab", "ab", ["a"]), ("a*", "aaa", ["aaa"]), ("a*?b", "aab", ["aab"]), ("a+?", "aaa", ["a"]),
    ("(?i)relay ACCESS", "Relay access denied", ["Relay access"]),
    ("[0-9]{3}", "x 250", ["250"]), ("x{2,3}", "xxxx", ["xxx"]), ("x{2,}", "xxxx", ["xxxx"]),
    ("[^ ]+", "ab cd", ["ab"]), ("[]a]+", "]a", ["]a"]), ("\\d\\.\\d", "5.7.1", ["5.7"]),
    ("(?:ab)+", "abab", ["abab"]), ("", "x", [""]),
  ])
  func whatMatches(_ pattern: String, _ text: String, _ groups: [String]) throws {
    #expect(try match(pattern, text) == groups.map { $0 })
  }

  @Test func aGroupThatTookNoPart() throws {
    #expect(try match("(a)|(b)", "b") == ["b", nil, "b"])
  }

  @Test(arguments: [("^Ok", "250 Ok"), ("a{3}", "aa"), ("ok", "OK"), ("a$", "ab")])
  func whatDoesNot(_ pattern: String, _ text: String) throws { #expect(try match(pattern, text) == nil) }

  @Test(arguments: [
    ("(a", 0, "without its )"), ("a)", 1, "without its ("), ("*a", 0, "nothing stands before"),
    ("[a", 0, "without its ]"), ("a{2", 1, "without its }"), ("a{3,2}", 1, "the smaller one first"),
    ("\\q", 1, "not known"), ("(?=a)", 1, "only (?:"), ("(?:a{1000}){1000}", 17, "too large"),
  ])
  func problemsHaveAPlace(_ pattern: String, _ offset: Int, _ text: String) {
    do {
      _ = try Pattern(pattern)
      Issue.record("\(pattern) was taken")
    } catch let problem {
      #expect(problem.offset == offset && problem.text.contains(text), "\(problem)")
    }
  }

  /// A backtracking engine would not come back from this one.
  @Test func nothingExplodes() throws {
    #expect(try match("(a*)*b", String(repeating: "a", count: 5_000)) == nil)
    #expect(try match("(x+x+)+y", String(repeating: "x", count: 5_000)) == nil)
  }
}
