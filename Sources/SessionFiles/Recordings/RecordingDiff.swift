// Two conversations side by side: the same commands are put beside each other, and of their replies, and of the TLS
// facts of both, is said what differs.

import SMTP
import Transcript

/// Compares two session files.
package struct RecordingDiff {
  /// A command and the reply to it.
  struct Exchange: Equatable {
    /// Nil for the greeting and for replies that nobody asked for.
    let command: String?
    /// What the reply answers.
    let answers: Awaited
    var reply: [[UInt8]]
    let line: Int
    /// Nanoseconds to its first octet; nil where the file does not say.
    var time: Int64?
  }

  /// One thing that differs.
  package struct Difference: Sendable, Equatable {
    /// What it is about: a command, `greeting`, `TLS`.
    package let about: String
    /// What is other, in a few words: `only in the first`.
    package let text: String
    /// The line in each file; nil where it is in the other alone.
    package let first: Int?
    /// The same of the second file.
    package let second: Int?
  }

  /// A session file, and a session that is given in the notation.
  package static func pair(_ path: String, session text: String) -> Result<
    (recorded: SessionFile, mine: SessionFile), SessionFileProblems
  > {
    SessionFileLoader.parse(file: path).flatMap { recorded in
      SessionFileParser.parse(Array(text.utf8), name: "this session").map { (recorded, $0) }
    }
  }

  /// Everything that differs, in the order of the conversation.
  package static func differences(_ first: SessionFile, _ second: SessionFile) -> [Difference] {
    let a = Conversation(first)
    let b = Conversation(second)
    var out: [Difference] = []
    for pair in align(a.exchanges, b.exchanges) {
      switch pair {
      case (let old?, let new?): out += compare(old, new)
      case (let old?, nil):
        out.append(Difference(about: title(old), text: "only in the first", first: old.line, second: nil))
      case (nil, let new?):
        out.append(Difference(about: title(new), text: "only in the second", first: nil, second: new.line))
      case (nil, nil): continue
      }
    }
    return out + facts(a, b)
  }

  /// The differences in lines: what it is about, and under it what is other, with the places in both files.
  package static func lines(_ differences: [Difference]) -> [String] {
    var lines: [String] = []
    var about: String?
    for difference in differences {
      if about != difference.about { lines.append(Escaping.escape(difference.about)) }
      about = difference.about
      let places = "\(difference.first.map { "\($0)" } ?? "-")/\(difference.second.map { "\($0)" } ?? "-")"
      lines.append("  \(places): \(difference.text)")
    }
    return lines
  }

  // MARK: Side by side

  /// A line of each conversation; nil where it is in the other alone.
  package struct Row: Sendable, Equatable {
    /// With its sign in front: `C: `, `S: ` or `* `.
    package let first: String?
    /// The same of the second conversation.
    package let second: String?
    /// False where both are the same, or `differences` finds nothing between the two replies.
    package let differs: Bool
  }

  /// Both conversations, line beside line: commands, replies, and the facts of TLS at the end.
  package static func rows(_ first: SessionFile, _ second: SessionFile) -> [Row] {
    let a = Conversation(first)
    let b = Conversation(second)
    var out: [Row] = []
    for (old, new) in align(a.exchanges, b.exchanges) {
      if old?.command != nil || new?.command != nil {
        let left = old?.command.map { "C: " + $0 }
        let right = new?.command.map { "C: " + $0 }
        out.append(Row(first: left, second: right, differs: left != right))
      }
      // What only names a code is met by any reply with it.
      let isSame = old.flatMap { old in new.map { compare(old, $0).isEmpty } } ?? false
      out += replyRows(old, new).map { isSame ? Row(first: $0.first, second: $0.second, differs: false) : $0 }
    }
    for index in 0..<max(a.tls.count, b.tls.count) {
      let left = index < a.tls.count ? a.tls[index].facts : []
      let right = index < b.tls.count ? b.tls[index].facts : []
      for line in 0..<max(left.count, right.count) {
        let old = line < left.count ? "* " + left[line] : nil
        let new = line < right.count ? "* " + right[line] : nil
        out.append(Row(first: old, second: new, differs: old != new))
      }
    }
    return out
  }

  /// The lines of two replies; of an EHLO reply those with the same keyword belong together.
  private static func replyRows(_ old: Exchange?, _ new: Exchange?) -> [Row] {
    let left = old?.reply ?? []
    var right: [[UInt8]?] = new?.reply ?? []
    func shown(_ line: [UInt8]?) -> String? { line.map { "S: " + Escaping.wire($0) } }
    guard let answers = old?.answers, answers == .command(.ehlo) || answers == .command(.lhlo) else {
      return (0..<max(left.count, right.count)).map { index in
        let a = index < left.count ? left[index] : nil
        let b = index < right.count ? right[index] : nil
        return Row(first: shown(a), second: shown(b), differs: a != b)
      }
    }
    var rows: [Row] = []
    for (index, line) in left.enumerated() {
      let place = right.indices.first { other in
        guard let found = right[other] else { return false }
        // The first line is the server's name.
        return index == 0 || other == 0 ? index == other : keyword(found) == keyword(line)
      }
      let found = place.flatMap { right[$0] }
      if let place { right[place] = nil }
      rows.append(
        Row(
          first: shown(line), second: shown(found),
          differs: found.map { $0.dropFirst(4) != line.dropFirst(4) || $0.prefix(3) != line.prefix(3) } ?? true)
      )
    }
    return rows + right.compactMap { $0 }.map { Row(first: nil, second: shown($0), differs: true) }
  }

  private static func keyword(_ line: [UInt8]) -> String? { ReplyWords.keyword(line.dropFirst(4)) }

  private static func title(_ exchange: Exchange) -> String {
    if let command = exchange.command { return command }
    switch exchange.answers {
    case .connection: return "greeting"
    case .nothing: return "unasked reply"
    default: return exchange.answers.name
    }
  }

  private static func compare(_ old: Exchange, _ new: Exchange) -> [Difference] {
    func difference(_ text: String) -> Difference {
      Difference(about: title(old), text: text, first: old.line, second: new.line)
    }
    guard !old.reply.isEmpty, !new.reply.isEmpty else {
      return old.reply.isEmpty == new.reply.isEmpty
        ? [] : [difference(old.reply.isEmpty ? "answered only in the second" : "answered only in the first")]
    }
    var parser = ReplyParser()
    parser.feed(new.reply.flatMap { $0 + [ASCII.cr, ASCII.lf] })
    guard let reply = parser.next() ?? parser.finish() else { return [] }
    let codes = old.reply.map { CodePattern($0.prefix(3).text) }
    let comparison = ReplyMatch.of(reply, to: old.answers, codes, old.reply, [], .enhanced)
    guard comparison.failure != nil else {
      return comparison.differences.map(difference)
        + (slower(old.time, new.time).map { [difference($0)] } ?? [])
    }
    return [
      difference(
        "\(Escaping.escape(old.reply[old.reply.count - 1])) is now \(Escaping.escape(new.reply[new.reply.count - 1]))"
      )
    ]
  }

  /// Times differ on a network all the time: what counts is more than double and more than 100 ms.
  private static func slower(_ old: Int64?, _ new: Int64?) -> String? {
    guard let old, let new, abs(new - old) > 100_000_000, max(new, old) > 2 * min(new, old) else { return nil }
    return
      "took \(DurationText.text(nanoseconds: old)), now \(DurationText.text(nanoseconds: new))"
  }

  // MARK: TLS and the message

  private static func facts(_ a: Conversation, _ b: Conversation) -> [Difference] {
    var out: [Difference] = []
    for (index, pair) in zip(a.tls, b.tls).enumerated() where pair.0.facts != pair.1.facts {
      let lost = pair.0.facts.filter { !pair.1.facts.contains($0) }.map { "lost: \($0)" }
      let added = pair.1.facts.filter { !pair.0.facts.contains($0) }.map { "added: \($0)" }
      out += (lost + added).map {
        Difference(
          about: a.tls.count > 1 ? "TLS \(index + 1)" : "TLS", text: $0, first: pair.0.line, second: pair.1.line
        )
      }
    }
    if a.tls.count != b.tls.count {
      let isFirst = a.tls.count > b.tls.count
      out.append(
        Difference(
          about: "TLS", text: isFirst ? "only in the first" : "only in the second",
          first: isFirst ? a.tls.last?.line : nil, second: isFirst ? nil : b.tls.last?.line))
    }
    for (old, new) in zip(a.messages, b.messages) where old.lines != new.lines {
      out.append(Difference(about: "message", text: "another one", first: old.line, second: new.line))
    }
    return out
  }

  // MARK: Putting side by side

  /// The longest run of commands that both have in the same order stays together.
  static func align(_ a: [Exchange], _ b: [Exchange]) -> [(Exchange?, Exchange?)] {
    // The table is square: past this, the conversations are taken line by line.
    guard a.count * b.count <= 4_000_000 else {
      return (0..<max(a.count, b.count)).map { ($0 < a.count ? a[$0] : nil, $0 < b.count ? b[$0] : nil) }
    }
    let width = b.count + 1
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        lengths[i * width + j] =
          a[i].command == b[j].command
          ? lengths[(i + 1) * width + j + 1] + 1 : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var out: [(Exchange?, Exchange?)] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, a[i].command == b[j].command {
        out.append((a[i], b[j]))
        (i, j) = (i + 1, j + 1)
      } else if j == b.count || (i < a.count && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
        out.append((a[i], nil))
        i += 1
      } else {
        out.append((nil, b[j]))
        j += 1
      }
    }
    return out
  }

  /// What a file says of a conversation: its lines as the engine takes them, so that BDAT, LMTP and AUTH are what they
  /// are.
  private struct Conversation {
    var exchanges: [Exchange] = []
    var tls: [(facts: [String], line: Int)] = []
    var messages: [(lines: [[UInt8]], line: Int)] = []
    /// The exchange of each entry that was sent.
    private var places: [Int: Int] = [:]
    /// Whether chunks belong to the last message.
    private var isMessageOpen = false
    private let knowsTimes: Bool

    init(_ file: SessionFile) {
      knowsTimes = file.knowsTimes
      let replay = RecordingReplay.entries(
        file.lines.map { ($0, $0.number) }, version: file.version, from: .beginning)
      for (entry, line) in zip(replay.entries, replay.offsets) {
        switch entry.content {
        case .sent(let sent): receive(sent, entry.id, line)
        case .received(let received): receive(received, line)
        case .event(.tls(let facts)):
          let mark = facts.isTrusted ? "✓" : "✗"
          let more = facts.lines(withDaysLeft: false).map { String($0.drop { $0 == " " }) }
          tls.append((["TLS \(mark) \(facts.summary)"] + more, line))
        case .event(let event):
          if let facts = Version1.tlsFacts(event) { tls.append((facts, line)) }
        case .command, .remark: continue
        }
      }
    }

    private mutating func receive(_ sent: TranscriptEntry.Sent, _ id: Int, _ line: Int) {
      let answers: Awaited
      switch sent.kind {
      case .text, .chunk:
        if !isMessageOpen { messages.append(([], line)) }
        isMessageOpen = true
        messages[messages.count - 1].lines.append(sent.octets + sent.lineEnd)
        return
      case .endOfText:
        isMessageOpen = false
        answers = .endOfData
      case .response: answers = .authResponse
      case .command:
        let verb = sent.command?.verb ?? Verb(name: sent.octets.prefix { $0 != ASCII.space }.text)
        // The chunks of a transaction are one message.
        if verb != .bdat { isMessageOpen = false }
        answers = .command(verb)
      }
      exchanges.append(
        Exchange(
          command: String(NotationWriter.line(sent).dropFirst(3)), answers: answers, reply: [], line: line))
      places[id] = exchanges.count - 1
    }

    private mutating func receive(_ received: TranscriptEntry.Received, _ line: Int) {
      let answers = received.context.answers
      let index: Int
      if let place = received.answered.flatMap({ places[$0] }), exchanges[place].reply.isEmpty {
        index = place
      } else {
        // The greeting, a reply that nobody asked for, or one more for the same line: LMTP gives one a recipient.
        let command = received.answered.flatMap { places[$0] }.flatMap { exchanges[$0].command }
        exchanges.append(Exchange(command: command, answers: answers, reply: [], line: line))
        index = exchanges.count - 1
      }
      let reply = received.reply
      exchanges[index].reply = reply.lines.map { Array(reply.octets[Int($0.start)..<Int($0.end)]) }
      // Less than a millisecond is none.
      if knowsTimes, exchanges[index].command != nil { exchanges[index].time = max(0, received.firstOctet) }
      guard reply.code == 354 else { return }
      messages.append(([], line))
      isMessageOpen = true
    }
  }
}
