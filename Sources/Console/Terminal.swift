// The terminal through ncurses: paints a Screen, and turns what is typed into keys.

import CNcurses
import SMTP

/// The terminal while the console has it.
@MainActor
final class Terminal {
  private let looks: [(attributes: Int32, pair: Int32)]
  private var pasted: String?
  /// A key that came right behind an escape and belongs to itself.
  private var pushedBack: Int32?

  /// Takes the terminal.
  ///
  /// - Throws: that there is none, or no library to draw with.
  init(theme: Theme) throws(NoTerminal) {
    _ = cnc_set_locale()
    let opened = cnc_open()
    switch opened {
    case 1: break
    case -1: throw .noLibrary(String(cString: cnc_problem()))
    case -2:
      let name = String(cString: cnc_problem())
      cnc_close()
      throw .unknownTerminal(name)
    default: throw .noTerminal
    }
    let fitting = theme.fitting(colours: Int(cnc_colours()))
    var looks: [(Int32, Int32)] = []
    for (index, style) in Style.allCases.enumerated() {
      let look = fitting.look(style)
      var pair: Int32 = 0
      if look.colour >= 0 {
        pair = Int32(index + 1)
        cnc_define_pair(pair, Int32(look.colour), -1)
      }
      looks.append((Int32(look.attributes.rawValue), pair))
    }
    self.looks = looks
  }

  /// Gives the terminal back as it was.
  func close() { cnc_close() }

  var input: Int32 { cnc_input() }

  var size: Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    cnc_size(&rows, &columns)
    return Size(columns: Int(columns), rows: Int(rows))
  }

  /// Paints a screen; ncurses sends what has changed.
  func paint(_ screen: Screen) {
    cnc_erase()
    let columns = screen.size.columns
    for row in 0..<screen.size.rows {
      var column = 0
      while column < columns {
        // A run of one style.
        let style = screen[row, column].style
        var end = column
        var wide: [wchar_t] = []
        var isBlank = true
        while end < columns, screen[row, end].style == style {
          if let character = screen[row, end].character {
            for scalar in character.unicodeScalars {
              wide.append(wchar_t(truncatingIfNeeded: scalar.value))
              isBlank = isBlank && scalar == " "
            }
          }
          end += 1
        }
        if style != .normal || !isBlank {
          let look = looks[Int(style.rawValue)]
          cnc_put(Int32(row), Int32(column), wide, Int32(wide.count), look.attributes, look.pair)
        }
        column = end
      }
    }
    if let cursor = screen.cursor {
      cnc_show(Int32(cursor.row), Int32(cursor.column))
    } else {
      cnc_show(-1, 0)
    }
  }

  func repaint() { cnc_repaint() }
  func suspend() { cnc_suspend() }

  /// Puts text on the clipboard of the terminal (OSC 52).
  func copy(_ text: String) {
    let octets = "\u{1B}]52;c;".utf8 + Base64.encode(Array(text.utf8)) + "\u{7}".utf8
    octets.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { cnc_raw($0.baseAddress, $0.count) }
  }

  /// What the terminal has sent; nil when nothing is left.
  func next() -> Input? {
    while true {
      let key = pushedBack ?? cnc_key()
      pushedBack = nil
      if key == CNC_NONE.rawValue { return nil }
      if let input = read(key) { return input }
    }
  }

  /// A key or a new size.
  enum Input {
    case key(Key)
    case resize
  }

  private func read(_ key: Int32) -> Input? {
    if pasted != nil, key != CNC_PASTE_END.rawValue {
      if key < CNC_KEY_BASE.rawValue, let scalar = Unicode.Scalar(UInt32(key)),
        (pasted?.utf8.count ?? 0) < 4 << 20
      {
        pasted?.unicodeScalars.append(scalar)
      }
      return nil
    }
    switch key {
    case CNC_RESIZE.rawValue: return .resize
    case CNC_PASTE_BEGIN.rawValue:
      pasted = ""
      return nil
    case CNC_PASTE_END.rawValue:
      defer { pasted = nil }
      return pasted.map { .key(.paste($0)) }
    case 27:
      let second = cnc_key()
      if second == CNC_NONE.rawValue { return .key(.escape) }
      if second >= 32, second < CNC_KEY_BASE.rawValue, let scalar = Unicode.Scalar(UInt32(second)) {
        return .key(.alt(Character(scalar)))
      }
      pushedBack = second
      return .key(.escape)
    default: return Self.key(key).map(Input.key)
    }
  }

  private static let named: [Int32: Key] = [
    CNC_UP.rawValue: .up, CNC_DOWN.rawValue: .down, CNC_LEFT.rawValue: .left, CNC_RIGHT.rawValue: .right,
    CNC_HOME.rawValue: .home, CNC_END.rawValue: .end, CNC_PAGE_UP.rawValue: .pageUp,
    CNC_PAGE_DOWN.rawValue: .pageDown, CNC_BACKSPACE.rawValue: .backspace, CNC_DELETE.rawValue: .delete,
    CNC_BACKTAB.rawValue: .backtab, CNC_ENTER.rawValue: .enter, CNC_WHEEL_UP.rawValue: .wheelUp,
    CNC_WHEEL_DOWN.rawValue: .wheelDown, 13: .enter, 10: .enter, 9: .tab, 127: .backspace, 8: .backspace,
  ]

  private static func key(_ key: Int32) -> Key? {
    if let named = named[key] { return named }
    if key > CNC_F0.rawValue { return .function(Int(key - CNC_F0.rawValue)) }
    if key >= 1, key < 27 { return .control(Character(Unicode.Scalar(UInt8(key + 96)))) }
    guard key >= 32, key < CNC_KEY_BASE.rawValue, let scalar = Unicode.Scalar(UInt32(key)) else { return nil }
    return .character(Character(scalar))
  }
}
