// What Tests/Benchmarks/run measures inside a process: parsing, memory, and a console with a long transcript.
// Not part of the tests: they say nothing about speed.

import Console
import NIOPosix
import SessionFiles
import SMTP
import SMTPCore
import SMTPSession
import Transcript

import Glibc

@main
enum Benchmarks {
  static func main() throws {
    switch CommandLine.arguments.dropFirst().first {
    case "parse": parse()
    case "files": files()
    case "entries": entries()
    case "console": try console()
    default: print("usage: smtpscope-benchmarks parse|files|entries|console")
    }
  }

  static func seconds(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    let duration = clock.measure(work)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  // MARK: Session files

  /// Parsing a recording, without printing it.
  static func files() {
    var text = ":session 1\n:connect mx.example\nS: 220 mx.example\nC: EHLO client.example\nS: 250 mx.example\n"
    var number = 0
    while text.utf8.count < 20_000_000 {
      number += 1
      text += "C: MAIL FROM:<sender\(number)@client.example> SIZE=10240\nS: 250 2.1.0 Ok\n* \(number).250\n"
      text += "C: RCPT TO:<recipient\(number)@elsewhere.example>\n"
      text += "S: 550 5.1.1 <recipient\(number)@elsewhere.example>: Recipient address rejected: User unknown\n"
    }
    let octets = Array(text.utf8)
    let times = (0..<5).map { _ in seconds { _ = SessionFileParser.parse(octets, name: "x") } }.sorted()
    print("files: \(Int(Double(octets.count) / 1e6 / times[2])) MB/s of session file")
  }

  // MARK: Parsing

  /// The replies of a session as servers send them, again and again.
  static func replies(octets: Int) -> [UInt8] {
    let session = Array(
      """
      220 mx.example ESMTP Postfix
      250-mx.example
      250-PIPELINING
      250-SIZE 10240000
      250-VRFY
      250-ETRN
      250-STARTTLS
      250-AUTH PLAIN LOGIN CRAM-MD5
      250-ENHANCEDSTATUSCODES
      250-8BITMIME
      250-DSN
      250-SMTPUTF8
      250 CHUNKING
      250 2.1.0 Ok
      250 2.1.5 Ok
      550 5.1.1 <nobody@mx.example>: Recipient address rejected: User unknown in local recipient table
      554 5.7.1 <someone@elsewhere.example>: Relay access denied
      354 End data with <CR><LF>.<CR><LF>
      250 2.0.0 Ok: queued as 4XyZ1234567

      """.replacing("\n", with: "\r\n").utf8)
    var out: [UInt8] = []
    out.reserveCapacity(octets + session.count)
    while out.count < octets { out += session }
    return out
  }

  static func parse() {
    let input = replies(octets: 64_000_000)
    let chunk = 64 * 1024
    var best = (ours: Double.infinity, floor: Double.infinity)
    var count = 0
    var lines = 0
    for _ in 0..<5 {
      best.floor = min(
        best.floor,
        seconds {
          lines = 0
          input.withUnsafeBytes { octets in
            guard var place = octets.baseAddress else { return }
            let end = place + octets.count
            while let found = memchr(place, 0x0A, end - place) {
              lines += 1
              place = UnsafeRawPointer(found) + 1
            }
          }
        })
      best.ours = min(
        best.ours,
        seconds {
          count = 0
          var parser = ReplyParser()
          var start = 0
          while start < input.count {
            let end = min(start + chunk, input.count)
            parser.feed(input[start..<end])
            while parser.next() != nil { count += 1 }
            start = end
          }
        })
    }
    let size = Double(input.count) / 1e6
    print(
      "parse: \(Int(size / best.ours)) MB/s, \(count) replies in \(lines) lines;",
      "memchr alone: \(Int(size / best.floor)) MB/s, ours takes \(tenths(best.ours / best.floor)) times as long"
    )
  }

  // MARK: Memory

  /// A session of `count` entries, half of them replies.
  static func transcript(_ count: Int) -> [TranscriptEntry] {
    var options = SessionOptions()
    options.helloName = "client.example"
    var conversation = SessionCore(kind: .smtp, options: options, firstID: 0)
    var entries: [TranscriptEntry] = []
    entries.reserveCapacity(count)
    var time: Int64 = 0
    func take(_ actions: [SessionCore.Action]) { entries += conversation.takeEntries() }
    func say(_ line: String, _ reply: String) {
      time += 1_000_000
      take(conversation.receive(.send(Outgoing(line)), at: time))
      time += 1_500_000
      take(conversation.receive(.received(Array((reply + "\r\n").utf8)), at: time))
    }
    conversation.receive(.connected(isTLS: false), at: 0)
    take(conversation.receive(.received(Array("220 mx.example ESMTP Postfix\r\n".utf8)), at: 1))
    say("EHLO client.example", "250-mx.example\r\n250-SIZE 10240000\r\n250-DSN\r\n250 STARTTLS")
    var number = 0
    while entries.count < count {
      number += 1
      say("MAIL FROM:<sender\(number)@client.example>", "250 2.1.0 Ok")
      say("RCPT TO:<recipient\(number)@elsewhere.example>", "554 5.7.1 <recipient>: Relay access denied")
      say("RCPT TO:<alice@mx.example>", "250 2.1.5 Ok")
      say("RSET", "250 2.0.0 Ok")
    }
    return Array(entries.prefix(count))
  }

  static func resident() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  static func entries() {
    let before = resident()
    var store = TranscriptStore()
    store.append(transcript(100_000))
    let after = resident()
    var words = 0
    let time = seconds { for entry in store.entries { words += entry.explanation?.summary.utf8.count ?? 0 } }
    print(
      "entries: 100000 in \(tenths(Double(after - before) / 1e6)) MB of memory;",
      "all \(store.entries.count / 2) explanations once: \(Int(time * 1e9) / (store.entries.count / 2)) ns each"
    )
    if words == 0 { print("no explanation") }
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: The console

  /// The console with 100,000 entries and no connection; for key presses and for idling.
  static func console() throws {
    let updates = try UpdateQueue<SessionUpdate>()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let session = Session(on: group.next(), options: SessionOptions(), recording: .none) { updates.put($0) }
    updates.put(
      SessionUpdate(
        entries: transcript(100_000), pendingLines: [], status: SessionStatus(options: SessionOptions())))
    _ = try MainActor.assumeIsolated {
      try ConsoleFront.run(session, updates, SessionOptions(), theme: .dark, tour: false, recording: false)
    }
  }
}
