// Dates as text, by arithmetic alone.

/// Dates without locale or time zone.
package enum CivilTime {
  /// `2026-11-23 15:04:05Z` for seconds since 1970 (days to civil date by the usual 400-year arithmetic).
  package static func text(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    return "\(date) \(clock)Z"
  }

  /// `20261123T150405Z`, which sorts and has no character that a file name may not have.
  package static func compact(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    return date.filter { $0 != "-" } + "T" + clock.filter { $0 != ":" } + "Z"
  }

  /// `Mon, 23 Nov 2026 15:04:05 +0000`, a date-time of RFC 5322 §3.3.
  package static func mailDate(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    let parts = date.split(separator: "-")
    let days = Int64((Double(seconds) / 86_400).rounded(.down))
    // 1970-01-01 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(((days % 7) + 7) % 7)]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return date }
    return "\(weekday), \(day) \(months[month - 1]) \(parts[0]) \(clock) +0000"
  }

  private static func split(_ seconds: Int64) -> (date: String, clock: String) {
    let days = Int64((Double(seconds) / 86_400).rounded(.down))
    let second = seconds - days * 86_400
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return (
      "\(year)-\(two(month))-\(two(day))", "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    )
  }
}
