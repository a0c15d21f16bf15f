// One reply of the server as a value: the exact octets, the lines in them, and what they say. Made by
// ReplyParser; nothing after it parses replies again.

/// A server's reply (RFC 5321 §4.2), single or multi-line.
package struct Reply: Sendable, Equatable {
  /// How a line ended on the wire.
  package enum LineEnd: UInt8, Sendable {
    case crlf, lf
    /// The line was cut at `Limits.replyLineCut`, or the connection ended in it.
    case none
  }

  /// One line. Offsets are into `octets`.
  package struct Line: Sendable, Equatable {
    /// Where the line begins, with its code.
    package let start: Int32
    /// Where the line's text ends and its end of line begins.
    package let end: Int32
    /// How the line ended; `none` where it was cut.
    package let lineEnd: LineEnd
    /// How many octets of the line are code and separator: 4, 3 for a bare code, 0 for a malformed line.
    package let prefix: UInt8
    /// The line's own code; 0 where it has none.
    package let code: UInt16

    package init(start: Int32, end: Int32, lineEnd: LineEnd, prefix: UInt8, code: UInt16) {
      self.start = start
      self.end = end
      self.lineEnd = lineEnd
      self.prefix = prefix
      self.code = code
    }
  }

  /// What came over the wire, line ends included.
  package let octets: [UInt8]
  /// In order.
  package let lines: [Line]
  /// The reply's code: that of its last line. Nil where the line has none.
  package let code: UInt16?
  /// The enhanced status code of the first line that has one.
  package let enhanced: EnhancedStatusCode?
  /// What is wrong with the reply by itself, whatever it answers.
  package let findings: [Finding]

  package init(
    octets: [UInt8], lines: [Line], code: UInt16?, enhanced: EnhancedStatusCode?, findings: [Finding]
  ) {
    self.octets = octets
    self.lines = lines
    self.code = code
    self.enhanced = enhanced
    self.findings = findings
  }

  /// The first digit (RFC 5321 §4.2.1), 2 to 5; nil for a reply without a usable code.
  package var severity: Int? {
    guard let code, (200...599).contains(code) else { return nil }
    return Int(code / 100)
  }

  /// 2yz: what was asked is done.
  package var isPositive: Bool { severity == 2 }
  /// 3yz: the server waits for more.
  package var isIntermediate: Bool { severity == 3 }
  /// 4yz or 5yz.
  package var isNegative: Bool { severity == 4 || severity == 5 }
  /// Whether what was asked is not done: a negative reply, or something that is no reply at all.
  package var isRefusal: Bool { isNegative || code == nil }

  /// A line as it came, without its end.
  package func lineOctets(_ index: Int) -> ArraySlice<UInt8> {
    octets[Int(lines[index].start)..<Int(lines[index].end)]
  }

  /// A line's text behind code and separator.
  package func text(_ index: Int) -> ArraySlice<UInt8> {
    let line = lines[index]
    return octets[(Int(line.start) + Int(line.prefix))..<Int(line.end)]
  }

  /// The text of all lines joined with spaces, enhanced status codes left out. For matching wording.
  package var joinedText: String {
    var parts: [String] = []
    for index in lines.indices {
      let text = text(index)
      if let (_, length) = EnhancedStatusCode.parse(text) {
        parts.append(text.dropFirst(length).drop { $0 == ASCII.space }.text)
      } else {
        parts.append(text.text)
      }
    }
    return parts.joined(separator: " ")
  }
}
