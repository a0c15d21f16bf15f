import Testing
import Transcript

struct VersionTests {
  /// Semantic versioning: three numbers.
  @Test func threeNumbers() {
    let numbers = Version.text.split(separator: ".")
    #expect(numbers.count == 3 && numbers.allSatisfy { Int($0) != nil })
  }
}
