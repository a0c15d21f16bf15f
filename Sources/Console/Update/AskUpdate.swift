// Questions in the place of the command line: search, a password, whether to drop the connection, what to do
// with a paste.

import SMTPCore
import SMTP

/// The questions' part of the update.
enum AskUpdate {
  static func handle(_ key: Key, _ model: inout Model) -> [Effect] {
    guard let ask = model.ask else { return [] }
    if ask == .script { return RunUpdate.handle(key, &model) }
    if key == .escape || key == .control("c") || key == .control("g") {
      model.ask = nil
      model.answer.set("")
      guard case .secret = ask else { return [] }
      model.message = "nothing was sent"
      return [.script(.stop)]
    }
    switch ask {
    case .script: return []
    case .secret(let name):
      guard let secret = hidden(key, &model) else { return [] }
      model.ask = nil
      return [.script(.secret(name, value: secret))]
    case .drop, .leave:
      model.ask = nil
      guard key == .character("y") || key == .character("Y") else { return [] }
      return ask == .drop ? [.close] : [.leave]
    case .paste(let lines): return paste(key, lines, &model)
    case .search:
      guard key == .enter else {
        _ = model.answer.handle(key)
        return []
      }
      model.ask = nil
      model.searchText = model.answer.text
      return TranscriptUpdate.search(forward: false, &model)
    case .cleartext(let mechanism, let user): return cleartext(key, mechanism, user, &model)
    case .password(let mechanism, let user):
      guard let password = hidden(key, &model) else { return [] }
      model.ask = nil
      guard !password.isEmpty else {
        model.message = "no password, nothing sent"
        return []
      }
      model.expectsNews = true
      return [
        // What it sends is in the recording: as a command it would be sent twice.
        .remark(CommandTable.login(mechanism, user: user)),
        .authenticate(mechanism, user: user, password: password),
      ]
    case .historySearch(let match): historySearch(key, match, &model)
    }
    return []
  }

  /// STARTTLS first, the login all the same, or nothing.
  private static func cleartext(
    _ key: Key, _ mechanism: SASLMechanism, _ user: String, _ model: inout Model
  ) -> [Effect] {
    let canStartTLS = LoginGuard.canStartTLS(model.status)
    switch key {
    case .character("a"), .character("A"):
      model.ask = .password(mechanism, user: user)
      return []
    case .character("y"), .character("Y"), .character("s"), .character("S"):
      guard canStartTLS else { return [] }
      model.ask = nil
      // What the server offered before TLS does not count any more (RFC 3207 §4.2).
      model.queue = ["STARTTLS", "EHLO \(model.status.options.helloName)"]
      model.editor.set(CommandTable.login(mechanism, user: user))
      model.message = "Enter logs in once TLS is up"
      return ConsoleUpdate.nextOfQueue(&model)
    default:
      model.ask = nil
      model.message = "nothing was sent"
      return []
    }
  }

  /// A key of an answer that is not shown; the answer at Enter.
  private static func hidden(_ key: Key, _ model: inout Model) -> String? {
    guard key == .enter else {
      if case .paste(let text) = key {
        model.answer.insert(text.filter { !$0.isNewline })
      } else {
        _ = model.answer.handle(key)
      }
      return nil
    }
    let secret = model.answer.text
    model.answer = LineEditor()
    return secret
  }

  private static func paste(_ key: Key, _ lines: [String], _ model: inout Model) -> [Effect] {
    model.ask = nil
    switch key {
    case .character("o"), .character("O"):
      model.queue = lines
      return ConsoleUpdate.nextOfQueue(&model)
    case .character("p"), .character("P"):
      model.expectsNews = true
      return [.send(lines.map { Array($0.utf8) })]
    default:
      model.message = "the paste was thrown away"
      return []
    }
  }

  private static func historySearch(_ key: Key, _ match: Int?, _ model: inout Model) {
    switch key {
    case .enter, .tab, .right, .end:
      if let match { model.editor.set(model.history.lines[match]) }
      model.ask = nil
      model.answer.set("")
    case .control("r"):
      model.ask = .historySearch(match: model.history.search(model.answer.text, before: match) ?? match)
    default:
      _ = model.answer.handle(key)
      model.ask = .historySearch(match: model.history.search(model.answer.text))
    }
  }
}
