import SMTP
import Testing

struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("AUTH", "AUTH", 0), ("AUTH", "AUT", 1), ("AUTH", "AUTHX", 1), ("AUTH", "ANTH", 1),
    ("AUTH", "AUHT", 2),
    ("", "AUTH", 4), ("kitten", "sitting", 3),
  ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(EditDistance.between(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(EditDistance.between(Array(b.utf8), Array(a.utf8)) == distance)
  }
}
