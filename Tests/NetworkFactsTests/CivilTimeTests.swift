import NetworkFacts
import Testing

struct CivilTimeTests {
  // Checked against date -u -d @SECONDS.
  @Test(
    arguments: [
      (0, "1970-01-01 00:00:00Z"), (1_709_164_799, "2024-02-28 23:59:59Z"),
      (1_709_164_800, "2024-02-29 00:00:00Z"),
      (1_795_446_245, "2026-11-23 15:04:05Z"), (4_102_444_800, "2100-01-01 00:00:00Z"),
      (-1, "1969-12-31 23:59:59Z"),
    ] as [(Int64, String)])
  func dates(_ seconds: Int64, _ text: String) { #expect(CivilTime.text(seconds) == text) }

  /// RFC 3339 §5.6: a year has four digits. Certificates can name any from 0 to 9999 (RFC 5280 §4.1.2.5.2).
  @Test(arguments: [-62_167_219_200, -61_000_000_000, -30_000_000_000, 0, 253_402_300_799] as [Int64])
  func anyYearIsReadBack(_ seconds: Int64) { #expect(CivilTime.seconds(CivilTime.iso(seconds)) == seconds) }

  /// Each month has its own days (RFC 3339 §5.7), and digits are digits.
  @Test(
    arguments: [
      "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T-1:00:00Z",
      "2026-01-01T24:00:00Z",
    ])
  func impossibleDatesAreNone(_ text: String) { #expect(CivilTime.seconds(text) == nil) }

  @Test func leapDaysAreDays() {
    #expect(CivilTime.seconds("2024-02-29T00:00:00Z") == 1_709_164_800)
    #expect(CivilTime.seconds("2000-02-29T00:00:00Z") == 951_782_400)
  }

  @Test func compactTimeSorts() { #expect(CivilTime.compact(1_795_446_245) == "20261123T150405Z") }
}
