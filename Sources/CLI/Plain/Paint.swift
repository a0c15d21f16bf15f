// Colours on standard output, for what is printed line by line. They only underline what the words already say.

import Platform

import Glibc

/// Gives text a colour, or leaves it as it is.
struct Paint: Sendable {
  /// `--color`.
  enum Choice: String, CaseIterable {
    case auto, always, never
  }

  enum Colour: String {
    case good = "32", bad = "31", warning = "33", sent = "36", dim = "2"
  }

  let isOn: Bool

  /// With `auto` there are colours on a terminal that has some, unless `NO_COLOR` is set (no-color.org).
  init(_ choice: Choice) {
    switch choice {
    case .always: isOn = true
    case .never: isOn = false
    case .auto:
      isOn =
        isatty(STDOUT_FILENO) == 1 && Environment.value("NO_COLOR")?.isEmpty ?? true
        && Environment.value("TERM") != "dumb"
    }
  }

  func callAsFunction(_ text: String, _ colour: Colour) -> Output.Painted {
    isOn ? .init(text, from: "\u{1B}[\(colour.rawValue)m", to: "\u{1B}[m") : .init(text)
  }

  /// A line of the notation.
  func callAsFunction(notation line: String) -> Output.Painted {
    guard isOn else { return .init(line) }
    if line.hasPrefix("C: ") { return self(line, .sent) }
    if line.hasPrefix("S: 4") || line.hasPrefix("S: 5") { return self(line, .bad) }
    if line.hasPrefix("! ") { return self(line, .warning) }
    if line.hasPrefix("* ") || line.hasPrefix("# ") { return self(line, .dim) }
    return .init(line)
  }
}
