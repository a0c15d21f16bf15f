// Key presses and the table of keys: one row a key with what it does, in which place. The update functions
// look keys up here, and the help screen is made from it.

/// A key press, or another event of the terminal.
package enum Key: Hashable, Sendable {
  case character(Character)
  case control(Character)
  case alt(Character)
  case enter, tab, backtab, escape, up, down, left, right, home, end, pageUp, pageDown, backspace, delete
  case function(Int)
  case wheelUp, wheelDown
  /// Pasted text, in one piece.
  case paste(String)
}

/// What a key does.
package enum KeyAction: String, Sendable, CaseIterable {
  case up, down, pageUp = "page-up", pageDown = "page-down", top, bottom, search, searchNext = "search-next",
    searchPrevious = "search-previous", open, copy, edit, use, commandLine = "command-line", command, help,
    caps, tls
  case send, historyUp = "history-up", historyDown = "history-down", historySearch = "history-search", complete,
    interrupt, leave, suspend, repaint, transcript
}

/// One key.
package struct KeyRow: Sendable {
  /// Where it works.
  package enum Place: String, Sendable {
    case line = "command line"
    case transcript
    case everywhere
  }

  /// Where the key does that; elsewhere it may do something else.
  package let place: Place
  /// All of them do the same.
  package let keys: [Key]
  /// How the keys are called.
  package let label: String
  /// What is done.
  package let action: KeyAction
  /// A few words for the help page, without a full stop.
  package let help: String

  init(_ place: Place, _ keys: [Key], _ label: String, _ action: KeyAction, _ help: String) {
    self.place = place
    self.keys = keys
    self.label = label
    self.action = action
    self.help = help
  }
}

/// The table of keys.
package enum KeyTable {
  /// In the order in which help shows them.
  package static let rows: [KeyRow] = [
    .init(.everywhere, [.function(1)], "F1", .help, "this help"),
    .init(.everywhere, [.function(2)], "F2", .caps, "what the server offers"),
    .init(.everywhere, [.function(3)], "F3", .tls, "the TLS report"),
    .init(
      .everywhere, [.control("c")], "Ctrl-C", .interrupt,
      "give up a wait; again: drop the connection, after asking"),
    .init(.everywhere, [.control("z")], "Ctrl-Z", .suspend, "back to the shell for a while"),
    .init(.everywhere, [.control("l")], "Ctrl-L", .repaint, "repaint the screen"),
    .init(
      .line, [.enter], "Enter", .send,
      "send; a line that breaks a rule at the second Enter; on the empty line take the advice"),
    .init(.line, [.up, .control("p")], "Up", .historyUp, "earlier lines"),
    .init(.line, [.down, .control("n")], "Down", .historyDown, "later lines"),
    .init(.line, [.control("r")], "Ctrl-R", .historySearch, "search the history"),
    .init(.line, [.tab], "Tab", .complete, "complete from the state and the server's offer"),
    .init(.line, [.escape], "Esc", .transcript, "into the transcript"),
    .init(.line, [.pageUp, .wheelUp], "PgUp", .pageUp, "into the transcript, a page up"),
    .init(.line, [.control("d")], "Ctrl-D", .leave, "leave, on an empty line"),
    .init(.transcript, [.up, .character("k"), .wheelUp], "k, Up", .up, "line up"),
    .init(.transcript, [.down, .character("j"), .wheelDown], "j, Down", .down, "line down"),
    .init(.transcript, [.pageUp, .control("b")], "PgUp", .pageUp, "page up"),
    .init(.transcript, [.pageDown, .character(" "), .control("f")], "PgDn, Space", .pageDown, "page down"),
    .init(.transcript, [.home, .character("g")], "g, Home", .top, "first line"),
    .init(.transcript, [.end, .character("G")], "G, End", .bottom, "last line"),
    .init(.transcript, [.character("/")], "/", .search, "search"),
    .init(.transcript, [.character("n")], "n", .searchNext, "next match"),
    .init(.transcript, [.character("N")], "N", .searchPrevious, "previous match"),
    .init(.transcript, [.enter], "Enter", .open, "open the entry: octets, timing, findings"),
    .init(.transcript, [.character("y")], "y", .copy, "copy the entry"),
    .init(.transcript, [.character("c")], "c", .edit, "put the command on the command line again"),
    .init(.transcript, [.character("t")], "t", .use, "put the first thing to try on the command line"),
    .init(.transcript, [.character(":")], ":", .command, "type a console command, in mail text too"),
    .init(.transcript, [.escape, .character("i"), .tab], "Esc, i", .commandLine, "back to the command line"),
    .init(.transcript, [.character("?")], "?", .help, "this help"),
    .init(.transcript, [.control("d")], "Ctrl-D", .leave, "leave"),
  ]

  /// What a key does in a place.
  package static func action(_ key: Key, in place: KeyRow.Place) -> KeyAction? {
    rows.first { ($0.place == place || $0.place == .everywhere) && $0.keys.contains(key) }?.action
  }
}
