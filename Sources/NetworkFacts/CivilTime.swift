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

  /// `2026-11-23T15:04:05Z` (RFC 3339 §5.6).
  package static func iso(_ seconds: Int64) -> String {
    let (date, clock) = split(seconds)
    return "\(date)T\(clock)Z"
  }

  /// Reads what `iso` writes.
  ///
  /// - Returns: seconds since 1970; nil for any other text.
  package static func seconds(_ iso: String) -> Int64? {
    let octets = Array(iso.utf8)
    guard octets.count == 20, octets[10] == 0x54, octets[19] == 0x5A else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      guard octets[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return octets[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
    guard octets[4] == 0x2D, octets[7] == 0x2D, octets[13] == 0x3A, octets[16] == 0x3A,
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
      (1...days(of: month, in: year)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// - Parameters:
  ///   - month: 1 to 12.
  private static func days(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
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
    // Four digits, as RFC 3339 §5.6 has them: a certificate can name any year from 0 on.
    let written = (0...999).contains(year) ? String("000\(year)".suffix(4)) : "\(year)"
    return (
      "\(written)-\(two(month))-\(two(day))",
      "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    )
  }
}
