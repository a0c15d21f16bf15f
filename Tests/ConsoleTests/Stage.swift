// A console without a terminal: keys and server lines go in, the screen comes out as text.

import NetworkFacts
import SMTP
import SMTPCore
import Testing
import Transcript

@testable import Console

import Glibc

/// Drives model, update and view, with a conversation in place of the network.
struct Stage {
  var model: Model
  var conversation: SessionCore
  var effects: [Effect] = []
  var time: Int64 = 0

  init(
    _ columns: Int = 80, _ rows: Int = 24, history: [String] = [], tour: Bool = false, connected: Bool = true,
    isTLS: Bool = false
  ) {
    setlocale(LC_ALL, "C.UTF-8")
    model = Model(options: Self.options, history: History(history), tour: tour ? Tour() : nil)
    model.size = Size(columns: columns, rows: rows)
    conversation = SessionCore(kind: .smtp, options: Self.options, firstID: 0)
    guard connected else { return }
    model.status.connection = .open
    model.status.target = Target(scheme: .smtp, endpoint: .host("mx.example", port: 25))
    conversation.receive(.connected(isTLS: isTLS), at: 0)
    publish([])
  }

  private static var options: SessionOptions {
    var options = SessionOptions()
    options.helloName = "client.example"
    return options
  }

  private mutating func publish(_ actions: [SessionCore.Action]) {
    let entries = conversation.takeEntries()
    var status = model.status
    status.dialogue = conversation.dialogue
    status.wait = conversation.wait
    status.waitStart = conversation.waitStart
    take(.session(SessionUpdate(entries: entries, pendingLines: conversation.pendingLines, status: status)))
  }

  mutating func take(_ event: ConsoleEvent) {
    for effect in ConsoleUpdate.update(&model, event) {
      effects.append(effect)
      if case .send(let lines) = effect {
        for line in lines { publish(conversation.receive(.send(Outgoing(line)), at: time)) }
      }
    }
  }

  mutating func server(_ lines: String...) {
    time += 2_000_000
    publish(conversation.receive(.received(Array(lines.map { $0 + "\r\n" }.joined().utf8)), at: time))
  }

  mutating func press(_ keys: Key...) { for key in keys { take(.key(key)) } }

  mutating func type(_ text: String) { for character in text { take(.key(.character(character))) } }

  /// Types a line and Enter.
  mutating func enter(_ line: String) {
    type(line)
    press(.enter)
  }

  /// As far as an answered EHLO.
  static func greeted(_ columns: Int = 80, _ rows: Int = 24, isTLS: Bool = false, offer: String = "STARTTLS")
    -> Stage
  {
    var stage = Stage(columns, rows, isTLS: isTLS)
    stage.server("220 mx.example ESMTP")
    stage.enter("EHLO client.example")
    stage.server("250-mx.example", "250-AUTH PLAIN CRAM-MD5", "250 \(offer)")
    return stage
  }

  /// As far as an accepted RCPT.
  static func inTransaction(_ columns: Int = 80, _ rows: Int = 24) -> Stage {
    var stage = Stage(columns, rows)
    stage.server("220 mx.example ESMTP")
    stage.enter("EHLO client.example")
    stage.server("250-mx.example", "250-SIZE 10240000", "250-AUTH PLAIN CRAM-MD5", "250-DSN", "250 STARTTLS")
    stage.enter("MAIL FROM:<a@client.example>")
    stage.server("250 2.1.0 Ok")
    return stage
  }

  var screen: Screen { ConsoleView.view(model) }
  var text: String { screen.text }

  /// What was sent since the start.
  var sent: [String] {
    effects.flatMap { effect -> [String] in
      if case .send(let lines) = effect { return lines.map { $0.text } }
      return []
    }
  }
}
