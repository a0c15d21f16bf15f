// Replies as logs and bounces have them: all lines of one in a row, with the code again in front of each, as in
// `550-5.1.1 No such user 550 5.1.1 here`.

extension Reply {
  /// Reads a reply that stands in one line.
  ///
  /// - Parameter text: begins with the code; at most `Limits.replyLineCut` octets of it are read.
  /// - Returns: nil where no reply code stands at its start.
  package init?(joined text: some Collection<UInt8>) {
    let octets = Array(text.prefix(Limits.replyLineCut))
    guard octets.count >= 3, (0x32...0x35).contains(octets[0]), octets[1].isASCIIDigit, octets[2].isASCIIDigit,
      octets.count == 3 || octets[3] == ASCII.space || octets[3] == ASCII.hyphen
    else { return nil }
    var starts = [0]
    var place = 3
    // Another line begins where the code stands again with a hyphen, or with an enhanced status code behind it.
    while place + 5 < octets.count {
      if octets[place] == ASCII.space, octets[place + 1] == octets[0], octets[place + 2] == octets[1],
        octets[place + 3] == octets[2]
      {
        let rest = octets[(place + 5)...]
        if octets[place + 4] == ASCII.hyphen
          || octets[place + 4] == ASCII.space
            && EnhancedStatusCode.parse(rest.drop { $0 == ASCII.space }.prefix { $0 != ASCII.space }) != nil
          || octets[place + 4] == ASCII.space && octets[starts[starts.count - 1] + 3] == ASCII.hyphen
        {
          starts.append(place + 1)
          place += 4
        }
      }
      place += 1
    }
    var wire: [UInt8] = []
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] - 1 : octets.count
      var line = Array(octets[start..<end])
      while line.last == ASCII.space { line.removeLast() }
      // All but the last are continued, whatever the log has made of them.
      if line.count > 3 {
        line[3] = index + 1 < starts.count ? ASCII.hyphen : ASCII.space
      } else if index + 1 < starts.count {
        line.append(ASCII.hyphen)
      }
      wire += line.map { $0 == ASCII.cr || $0 == ASCII.lf ? ASCII.space : $0 } + [ASCII.cr, ASCII.lf]
    }
    var parser = ReplyParser()
    parser.feed(wire)
    guard let reply = parser.next(), reply.code != nil else { return nil }
    self = reply
  }
}
