import Testing
import Transport

struct MXLookupTests {
  /// A name that no resolver is asked for: it is too long for the DNS (RFC 1035 §2.3.4).
  @Test func aNameThatIsNoneHasNoHosts() {
    let answer = MXLookup.query(String(repeating: "a", count: 300) + ".example")
    if case .hosts = answer { Issue.record("\(answer)") }
  }
}
