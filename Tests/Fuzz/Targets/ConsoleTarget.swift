// The console without a terminal: keys, sizes, and what happens to a session go in; the screen is looked at after each.

import Console
import NetworkFacts
import SMTP
import SMTPCore
import SessionFiles
import Transcript

import Glibc

/// Octets of ASCII are keys; those from 0x80 are other keys and everything else that can happen.
enum ConsoleTarget {
  static func run(_ octets: [UInt8]) {
    guard octets.count <= 4_000 else { return }
    _ = locale
    var stage = FuzzStage()
    var input = Octets(octets)
    var count = 0
    // Drawing is nearly all of the work.
    while !input.isEmpty, count < 400 {
      count += 1
      let isDrawn = stage.happen(&input) || count % 4 == 0 || input.isEmpty
      guard isDrawn else { continue }
      let screen = ConsoleView.view(stage.model)
      if count % 16 < 4 || input.isEmpty { check(screen, stage.model.size) }
    }
  }

  /// Widths of characters go by it.
  private static let locale: Bool = setlocale(LC_ALL, "C.UTF-8") != nil

  /// The screen is whole: as many cells as it has, behind each wide character its second half, the cursor on it, and
  /// nothing raw.
  private static func check(_ screen: Screen, _ size: Size) {
    Finding.expect(screen.size == size, "the screen has \(screen.size), not \(size)")
    Finding.expect(
      screen.cells.count == max(0, size.columns) * max(0, size.rows),
      "the screen has \(screen.cells.count) cells")
    if let cursor = screen.cursor {
      Finding.expect(
        (0..<max(1, size.rows)).contains(cursor.row) && (0..<max(1, size.columns)).contains(cursor.column),
        "the cursor is in row \(cursor.row), column \(cursor.column) of \(size)")
    }
    for row in 0..<max(0, size.rows) {
      var rest = 0
      for column in 0..<max(0, size.columns) {
        let cell = screen[row, column]
        if let character = cell.character {
          Finding.expect(rest == 0, "half a wide character in row \(row), column \(column): \(screen.text)")
          if let ascii = character.asciiValue, ascii >= 0x20, ascii < 0x7F { continue }
          for scalar in character.unicodeScalars where scalar == "\n" || Finding.isRaw(scalar) {
            Finding.stop("U+\(String(scalar.value, radix: 16)) on the screen: \(screen.lines[row])")
          }
          rest = TextWidth.of(character) - 1
          Finding.expect(rest == 0 || rest == 1, "a character of no width on the screen")
        } else {
          Finding.expect(
            rest == 1, "a half without its character in row \(row), column \(column): \(screen.text)")
          rest = 0
        }
      }
      Finding.expect(rest == 0, "a wide character at the edge of row \(row): \(screen.text)")
    }
  }
}

/// Model and update, with a conversation in place of the network.
struct FuzzStage {
  var model: Model
  private var core: SessionCore
  private var time: Int64 = 0
  private var last: UInt8 = 0

  private static let options = SessionOptions(helloName: "client.example")

  init() {
    model = Model(options: Self.options, history: History(["EHLO client.example", "NOOP"]), tour: nil)
    model.status.connection = .open
    model.status.target = Target(scheme: .smtp, endpoint: .host("mx.example", port: 25))
    core = SessionCore(kind: .smtp, options: Self.options, firstID: 0)
    core.receive(.connected(isTLS: false), at: 0)
    publish()
  }

  private static let keys: [Key] = [
    .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .delete, .backtab, .wheelUp, .wheelDown, .enter,
  ]

  /// - Returns: whether more has changed than a line that is typed.
  mutating func happen(_ input: inout Octets) -> Bool {
    let octet = input.next()
    defer { last = octet }
    switch octet {
    case 0x0A, 0x0D: take(.key(.enter))
    case 0x09: take(.key(.tab))
    case 0x1B: take(.key(.escape))
    case 0x08, 0x7F: take(.key(.backspace))
    case 0x01..<0x1B: take(.key(.control(Character(UnicodeScalar(octet + 0x60)))))
    case 0x20..<0x7F: take(.key(.character(Character(UnicodeScalar(octet)))))
    case 0x80..<0x8D: take(.key(Self.keys[Int(octet) - 0x80]))
    case 0x8D: take(.key(.function(input.next(below: 13))))
    case 0x8E: take(.key(.alt(Character(UnicodeScalar(input.next())))))
    case 0x8F: take(.key(.paste(input.text())))
    case 0x90: take(.resize(Size(columns: input.next(below: 200), rows: input.next(below: 60))))
    case 0x91: server(.received(input.piece()))
    case 0x92: server(.received(input.piece() + [ASCII.cr, ASCII.lf]))
    case 0x93: take(.notice(input.text()))
    case 0x94: take(.tick(time + Int64(input.next()) << 30))
    case 0x95: server(.timedOut)
    case 0x96: server(.interrupted)
    case 0x97:
      server(.closed(byServer: input.next() > 99, reason: nil))
      model.status.connection = .closed
    case 0x98:
      core = SessionCore(
        kind: input.next() > 99 ? .lmtp : .smtp, options: Self.options, firstID: core.nextEntryID, after: core)
      model.status.connection = .open
      server(.connected(isTLS: false))
    case 0x99:
      let facts = TLSFacts(
        version: input.text(), cipher: input.text(), cipherBits: 256, serverName: input.text(),
        chain: [
          CertificateFacts(
            subject: input.text(), issuer: input.text(), altNames: [input.text()], notBefore: 0, notAfter: time,
            key: input.text(), signature: input.text(), sha256: input.text())
        ], nameCheck: .init(name: input.text(), matches: false))
      model.status.tls = facts
      server(.handshake(.success(facts)))
    case 0x9A: server(.note(.event(.note(input.text(), level: .bad, details: [input.text()]))))
    case 0x9B: server(.note(input.next() > 99 ? .remark(input.text()) : .command(input.text())))
    case 0x9C: take(.script(.needs(secret: input.text())))
    case 0x9D: take(.script(.refused([input.text(), input.text()])))
    case 0x9E: take(.script(.over(input.text())))
    case 0x9F:
      let text = input.text()
      take(
        .script(
          .stands(
            RunState(
              file: text, next: input.next() > 99 ? .init(line: 3, text: input.text()) : nil, done: 1,
              steps: input.next(below: 9),
              failures: input.next(below: 3), isAtStep: input.next() > 99,
              warning: input.next() > 200 ? text : nil))))
    case 0xA0:
      model.status.connection = [.closed, .connecting, .handshaking, .open][input.next(below: 4)]
      publish()
    case 0xA1:
      model.status.progress = input.next() > 99 ? .init(sent: Int(input.next()), total: Int(input.next())) : nil
      publish()
    case 0xA2:
      let value = UInt32(input.next()) << 16 | UInt32(input.next()) << 8 | UInt32(input.next())
      if let scalar = Unicode.Scalar(value % 0x11_0000) { take(.key(.character(Character(scalar)))) }
    case 0xA3: if let first = input.text().first { take(.key(.character(first))) }
    case 0xA4: core.receive(.secret(input.piece(), variable: "secret:word"), at: time)
    case 0xA5: model.tour = Tour()
    default: take(.key(.character(Character(UnicodeScalar(octet)))))
    }
    return octet >= 0x80 && last < 0x80
  }

  private mutating func server(_ input: SessionCore.Input) {
    time += 2_000_000
    core.receive(input, at: time)
    publish()
  }

  private mutating func publish() {
    var status = model.status
    var entries: [TranscriptEntry] = []
    let pending = core.report(to: &status, &entries)
    take(.session(SessionUpdate(entries: entries, pendingLines: pending, status: status)))
  }

  private mutating func take(_ event: ConsoleEvent) {
    for effect in ConsoleUpdate.update(&model, event) {
      switch effect {
      case .send(let lines):
        for line in lines {
          core.receive(.send(Outgoing(line)), at: time)
          publish()
        }
      case .remark(let text): server(.note(.remark(text)))
      case .interrupt: server(.interrupted)
      case .close: server(.closed(byServer: false, reason: nil))
      case .command, .authenticate, .save, .copy, .keep, .script, .archive, .compare, .suspend, .repaint,
        .leave:
        continue
      }
    }
  }
}
