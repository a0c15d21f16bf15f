// How styles look: a theme is one row a style. Signs and words say everything without colour, so a theme only
// underlines.

import CNcurses

/// The look of one style.
package struct Look: Sendable, Equatable {
  /// A terminal colour number; -1 is the terminal's own.
  package let colour: Int
  package let attributes: Attributes

  /// Attributes of a terminal.
  package struct Attributes: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let bold = Attributes(rawValue: Int(CNC_BOLD.rawValue))
    package static let dim = Attributes(rawValue: Int(CNC_DIM.rawValue))
    package static let reverse = Attributes(rawValue: Int(CNC_REVERSE.rawValue))
    package static let underline = Attributes(rawValue: Int(CNC_UNDERLINE.rawValue))
  }

  init(_ colour: Int = -1, _ attributes: Attributes = []) {
    self.colour = colour
    self.attributes = attributes
  }
}

/// A choice of colours.
package enum Theme: String, Sendable, CaseIterable {
  /// 256 colours on a dark ground.
  case dark
  /// 256 colours on a light ground.
  case light
  /// The terminal's own 16 colours.
  case ansi
  /// No colours.
  case mono

  /// The theme that is used on a terminal with so many colours.
  package func fitting(colours: Int) -> Theme {
    if colours < 8 { return .mono }
    return colours < 256 && self != .mono ? .ansi : self
  }

  /// How a style looks in this theme.
  package func look(_ style: Style) -> Look {
    switch style {
    case .normal: return Look()
    case .dim: return Look(pick(245, 244, -1), self == .mono || self == .ansi ? .dim : [])
    case .title: return Look(-1, .bold)
    case .status: return Look(-1, .reverse)
    case .good: return Look(pick(114, 28, 2))
    case .bad: return Look(pick(210, 160, 1), .bold)
    case .warning: return Look(pick(221, 130, 3))
    case .sent: return Look(pick(117, 25, 6), .bold)
    case .received: return Look()
    case .event: return Look(pick(146, 60, 4))
    case .remark: return Look(pick(245, 244, -1), self == .mono || self == .ansi ? .dim : [])
    case .note: return Look(pick(151, 65, 2))
    case .selected: return Look(-1, [.bold, .reverse])
    case .prompt: return Look(pick(117, 25, 6), .bold)
    case .key: return Look(pick(222, 94, 3))
    case .separator: return Look(pick(240, 250, -1), self == .mono || self == .ansi ? .dim : [])
    case .mark: return Look(pick(210, 160, 1), [.bold, .underline])
    }
  }

  private func pick(_ dark: Int, _ light: Int, _ ansi: Int) -> Int {
    switch self {
    case .dark: return dark
    case .light: return light
    case .ansi: return ansi
    case .mono: return -1
    }
  }
}
