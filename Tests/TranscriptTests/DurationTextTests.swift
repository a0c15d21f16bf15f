import Testing
import Transcript

struct DurationTextTests {
  @Test(
    arguments: [
      (0, "0.0 ms"), (340_000, "0.3 ms"), (31_000_000, "31 ms"), (2_450_000_000, "2.4 s"),
      (60_000_000_000, "1 min"),
      (200_000_000_000, "3 min 20 s"), (-5, "0.0 ms"),
    ] as [(Int64, String)])
  func durations(_ nanoseconds: Int64, _ text: String) {
    #expect(DurationText.text(nanoseconds: nanoseconds) == text)
  }

  @Test func secondsForRecords() { #expect(DurationText.seconds(nanoseconds: 1_002_999_999) == "1.002") }

  @Test(arguments: [300_000, 31_000_000, 2_400_000_000, 200_000_000_000, 120_000_000_000] as [Int64])
  func durationsAreReadBack(_ nanoseconds: Int64) {
    #expect(DurationText.nanoseconds(of: DurationText.text(nanoseconds: nanoseconds)) == nanoseconds)
  }

  @Test(arguments: ["", "ms", "3", "3 h", "x ms", "-3 ms", "1.23 ms", "99999999999 s"])
  func whatIsNoDuration(_ text: String) { #expect(DurationText.nanoseconds(of: text) == nil) }
}
