// Replies as logs and bounces have them: all lines of one in a row, with the code again in front of each, as in
// `550-5.1.1 No such user 550 5.1.1 here`.

extension Reply {
  /// Reads a reply that stands in one line.
  ///
  /// - Parameter text: begins with the code; at most `Limits.replyLineCut` octets of it are read.
  /// - Returns: nil where no reply code stands at its start.
  package init?(joined text: [UInt8]) {
    let octets = text.count > Limits.replyLineCut ? Array(text[..<Limits.replyLineCut]) : text
    guard ReplyCode.read(octets, at: 0)?.isReply == true else { return nil }
    var starts = [0]
    var place = 3
    // Another line begins where the code stands again with a hyphen, or with an enhanced status code behind it.
    let view = octets.span
    while place < view.count - 5 {
      guard view[place] == ASCII.space else {
        place += 1
        continue
      }
      if octets[place + 1] == octets[0], octets[place + 2] == octets[1],
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
    // In one pass without a branch, since hardly any text has one.
    let breaks = octets.withUnsafeBufferPointer { octets in
      octets.reduce(UInt8(0)) { $0 | ($1 == ASCII.cr ? 1 : 0) | ($1 == ASCII.lf ? 1 : 0) }
    }
    var wire: [UInt8] = []
    wire.reserveCapacity(octets.count + 3 * starts.count)
    for (index, start) in starts.enumerated() {
      let isLast = index + 1 == starts.count
      var end = isLast ? octets.count : starts[index + 1] - 1
      while octets[end - 1] == ASCII.space { end -= 1 }
      wire += octets[start..<min(end, start + 3)]
      // All but the last are continued, whatever the log has made of them.
      if !isLast || end - start > 3 { wire.append(isLast ? ASCII.space : ASCII.hyphen) }
      let begin = wire.count
      wire += octets[min(end, start + 4)..<end]
      if breaks != 0 {
        for place in begin..<wire.count where wire[place] == ASCII.cr || wire[place] == ASCII.lf {
          wire[place] = ASCII.space
        }
      }
      wire.append(ASCII.cr)
      wire.append(ASCII.lf)
    }
    var parser = ReplyParser()
    parser.feed(wire)
    guard let reply = parser.next(), reply.code != nil else { return nil }
    self = reply
  }
}
