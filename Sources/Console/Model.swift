// Everything the screen shows, as a value. `update` changes it, `view` draws it; neither touches a terminal, a
// socket or a clock.

import SessionFiles
import SMTP
import SMTPCore
import SMTPGuide
import Transcript

/// A place in the transcript: an entry, and for replies one of its lines.
package struct Position: Sendable, Comparable {
  /// An index of the store's entries.
  package var entry: Int
  /// A line of the reply, from 0; 0 for other entries.
  package var line: Int

  package static func < (a: Position, b: Position) -> Bool { (a.entry, a.line) < (b.entry, b.line) }
}

/// The console's state.
package struct Model: Sendable {
  /// Where keys go.
  package enum Focus: Sendable { case line, transcript }

  /// A question that takes the command line's place.
  package enum Ask: Sendable, Equatable {
    case search
    case historySearch(match: Int?)
    case password(SASLMechanism, user: String)
    /// Whether to log in over a connection that is not encrypted.
    case cleartext(SASLMechanism, user: String)
    case drop
    case leave
    case paste([String])
    /// A session file runs, or is paused before a step.
    case script
    /// A secret that the file needs.
    case secret(String)
  }

  /// As of the session's last news; what was typed since is in `ahead`.
  package var status: SessionStatus
  /// The entries that can be scrolled to.
  package var store = TranscriptStore()
  /// Lines of a reply whose end has not come, without their ends.
  package var pendingLines: [[UInt8]] = []
  /// Of the terminal, as of the last resize.
  package var size = Size(columns: 80, rows: 24)
  package var focus = Focus.line
  /// The command line; a question has `answer`.
  package var editor = LineEditor()
  /// The line under the questions: search text, password.
  package var answer = LineEditor()
  /// The question that is open; nil: keys go to `focus`.
  package var ask: Ask?
  /// Lines that Up goes back to.
  package var history: History
  /// What Tab offers beside what follows from the session.
  package var known = Completion.Knowledge()
  /// What is selected; nil: the newest.
  package var selection: Position?
  /// What stands in the first row of the transcript; nil: the end stands in the last.
  package var top: Top?
  /// What is laid over the transcript; nil: nothing.
  package var overlay: Overlay?
  /// A line that the guard has held back; the same line again is sent.
  package var held: String?
  /// A line for the user, until the next key; nil: none.
  package var message: String?
  /// Candidates that Tab goes through, and which one is shown.
  package var candidates: [String] = []
  /// An index of `candidates`: the one that stands in the line; nil: none does.
  package var candidate: Int?
  /// What was searched for last; empty: nothing yet.
  package var searchText = ""
  /// Lines of a paste that wait for their turn.
  package var queue: [String] = []
  /// A line was handed to the session and no news of it has come.
  package var expectsNews = false
  /// The conversation as it will be once the session has taken what was typed; nil: it has taken everything.
  package var ahead: Dialogue?
  /// Lines for the history that the session has not taken yet: what it makes of them shows whether they are secrets.
  package var typed: [String] = []
  /// The session's count of calls (`Session.requested`), as of the last effect.
  package var requested = 0
  /// A console command is typed while mail text is due.
  package var isCommandInText = false
  /// Nanoseconds since the session began, as of the last event.
  package var now: Int64 = 0
  /// Nil: no tour is shown.
  package var tour: Tour?
  /// Where the entries stand in a recording that is looked at through a window.
  package var archive: ArchiveView?
  /// The session file that is being run.
  package var script: RunState?
  /// It waits until `:run` goes on with it.
  package var isScriptPaused = false

  /// A row of the transcript.
  package struct Top: Sendable, Equatable {
    /// The item that the first row of the screen belongs to.
    package var position: Position
    /// Rows of that item above the first row of the screen.
    package var skipped: Int
  }

  /// A console without a connection.
  package init(options: SessionOptions, history: History = History(), tour: Tour? = nil) {
    status = SessionStatus(options: options)
    self.history = history
    self.tour = tour
  }

  // MARK: What follows from the state

  /// Two columns from 100 columns up.
  package var hasGuidePane: Bool { size.columns >= 100 && size.rows >= 10 }

  /// Mail text is being typed.
  package var isMailText: Bool { status.phase == .mailText && !isCommandInText }

  /// What the typed line would break; of `:auth` what its AUTH line would.
  package var judgement: [Finding] {
    let text = editor.text
    guard let dialogue = status.dialogue, status.connection == .open, !text.isEmpty else { return [] }
    if let login = typedLogin { return LoginGuard.findings(login, status) }
    if text.hasPrefix(":"), !isMailText {
      // A line that a command sends is judged as if it had been typed.
      guard case .success(let command) = CommandTable.parse(String(text.dropFirst())), let line = command.line,
        dialogue.phase != .mailText
      else { return [] }
      return dialogue.check(dialogue.read(line))
    }
    if text.hasPrefix("#"), !isMailText { return [] }
    return dialogue.check(dialogue.read(Array(text.utf8)))
  }

  /// The mechanism of a login that is typed as a console command; nil: something else is typed.
  package var typedLogin: SASLMechanism? {
    guard !isMailText, editor.text.hasPrefix(":"),
      case .success(.auth(let mechanism?, _)) = CommandTable.parse(String(editor.text.dropFirst()))
    else { return nil }
    return mechanism
  }

  /// The newest place.
  package var last: Position? {
    guard let entry = store.entries.indices.last else { return nil }
    return Position(entry: entry, line: lineCount(entry) - 1)
  }

  /// How many lines of its own an entry has.
  package func lineCount(_ entry: Int) -> Int {
    if case .received(let received) = store.entries[entry].content { return max(1, received.reply.lines.count) }
    return 1
  }

  /// The place below; nil: there is none.
  package func after(_ position: Position) -> Position? {
    if position.line + 1 < lineCount(position.entry) {
      return Position(entry: position.entry, line: position.line + 1)
    }
    return position.entry + 1 < store.entries.count ? Position(entry: position.entry + 1, line: 0) : nil
  }

  /// The place above; nil: there is none.
  package func before(_ position: Position) -> Position? {
    if position.line > 0 { return Position(entry: position.entry, line: position.line - 1) }
    guard position.entry > 0 else { return nil }
    return Position(entry: position.entry - 1, line: lineCount(position.entry - 1) - 1)
  }

  /// What the guide speaks of: the selection, else the newest reply, event or command.
  package var guided: Position? {
    if let selection { return selection }
    let index = store.entries.lastIndex { entry in
      switch entry.content {
      case .received: return true
      case .event(let event): return event.level == .bad
      case .sent, .command, .remark: return false
      }
    }
    return index.map { Position(entry: $0, line: lineCount($0) - 1) }
  }

  /// The advice for what the guide speaks of.
  package var suggestions: [Explanation.Line] {
    guard let guided, case .received(let received) = store.entries[guided.entry].content else { return [] }
    return GuideView.explanation(received, line: guided.line)[.advice]
  }
}

/// Something that happened.
package enum ConsoleEvent: Sendable {
  case key(Key)
  case session(SessionUpdate)
  case resize(Size)
  /// Nanoseconds since the session began; only while something is waited for.
  case tick(Int64)
  /// An effect has something to say.
  case notice(String)
  case script(RunNews)
  /// A page that an effect has made.
  case page(Overlay)
  /// A part of a recording, and what of it is to be shown.
  case window(RecordingArchive.Window, size: Int, ArchivePlace)
}

/// Something to be done outside.
package enum Effect: Sendable {
  case send([[UInt8]])
  case command(ConsoleCommand)
  case remark(String)
  case authenticate(SASLMechanism, user: String, password: String)
  case interrupt
  case close
  /// A new file with this text.
  case save(String, text: String)
  case copy(String)
  case keep(history: String)
  case script(RunOrder)
  case archive(ArchiveOrder)
  /// A session file beside this session, which is given in the notation.
  case compare(String, text: String)
  case suspend
  case repaint
  case leave
}
