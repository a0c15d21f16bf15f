import Testing

@testable import Sandbox

struct GreylistTests {
  // RFC 6647 §2: client, sender and recipient together.
  @Test func eachTripletWaitsForItself() {
    let list = Greylist()
    func wait(_ recipient: String, at now: Double) -> Int? {
      list.wait(client: "192.0.2.1", sender: "a@b.example", recipient: recipient, seconds: 5, now: now)
    }
    #expect(wait("x@c.example", at: 0) == 5)
    #expect(wait("x@c.example", at: 2.5) == 3)
    #expect(wait("y@c.example", at: 4) == 5)
    #expect(wait("X@c.example", at: 5) == nil)
  }
}
