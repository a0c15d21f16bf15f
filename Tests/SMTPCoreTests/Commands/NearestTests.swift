import SMTPCore
import Testing

struct NearestTests {
  @Test func theNearestName() {
    #expect(Nearest.of("conect", in: ["close", "connect"]) == "connect")
    #expect(Nearest.of("xyz", in: ["close", "connect"]) == nil)
    #expect(Nearest.of("x", in: ["y"]) == nil, "nothing of the word would be left")
  }
}
