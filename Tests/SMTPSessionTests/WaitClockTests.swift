import NIOCore
import NIOEmbedded
@testable import SMTPSession
import Testing

struct WaitClockTests {
  /// A clock on a loop whose time stands still, and how often it has rung.
  private final class Bench {
    let loop = EmbeddedEventLoop()
    let clock: WaitClock
    var rings = 0

    init() {
      clock = WaitClock(on: loop)
      clock.ring = { [unowned self] in rings += 1 }
    }

    func set(_ seconds: Int64) { clock.set(loop.now + .seconds(seconds)) }
    func pass(_ seconds: Int64) { loop.advanceTime(by: .seconds(seconds)) }
  }

  @Test func itRingsOnceAtTheEnd() {
    let bench = Bench()
    bench.set(300)
    bench.pass(299)
    #expect(bench.rings == 0)
    bench.pass(1)
    bench.pass(1000)
    #expect(bench.rings == 1)
  }

  @Test func aWaitThatIsOverIsSilent() {
    let bench = Bench()
    bench.set(5)
    bench.clock.set(nil)
    bench.pass(1000)
    #expect(bench.rings == 0)
  }

  @Test func theNewestWaitCounts() {
    let bench = Bench()
    bench.set(300)
    bench.pass(100)
    bench.set(300)
    bench.pass(299)
    #expect(bench.rings == 0)
    // A shorter one, as after `:timeout`.
    bench.set(10)
    bench.pass(9)
    #expect(bench.rings == 0)
    bench.pass(1)
    #expect(bench.rings == 1)
  }

  @Test func itCanBeTakenBack() {
    let bench = Bench()
    bench.set(5)
    bench.clock.cancel()
    bench.pass(1000)
    #expect(bench.rings == 0)
    bench.set(5)
    bench.pass(5)
    #expect(bench.rings == 1, "and used again")
  }
}
