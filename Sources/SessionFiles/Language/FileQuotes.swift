// What may be quoted of a session file, in mistakes and in reports: a login that stands there in the open is not carried
// on into what people paste elsewhere, wherever in the file it stands again.

import SMTP
import SMTPCore
import Transcript

/// Quotes the lines of a file, which it is given in their order.
struct FileQuotes {
  private var dialogue = PastedDialogue()
  private var masking = Masking()

  /// Learns what the logins of a file show to be secret: lines in front of them may quote it.
  mutating func learn(_ lines: some Sequence<SessionFileLine>) {
    masking = FileMask(lines, after: masking).masking
  }

  /// The printed form of a line without its secrets.
  mutating func text(of line: SessionFileLine) -> String {
    let text = SessionFilePrinter.line(line)
    switch line.content {
    case .sent: return quote(text).text
    case .reply(let reply):
      if let codes = reply.codes, codes.isPlain, let code = UInt16(codes.alternatives[0]) {
        dialogue.received(code: code, isContinued: reply.isContinued)
      }
      return scrubbed(text)
    case .command(.assign, _), .command(.send, _): return scrubbed(LoginSecrets.shown(text))
    default: return scrubbed(text)
    }
  }

  /// A line as it stands in a file, without its secrets. What was meant as a `C:` line may lack its colon, and a command
  /// may be mistyped.
  ///
  /// - Returns: the line, and where a column of it, from 1, is then.
  mutating func quote(_ source: String) -> (text: String, column: (Int) -> Int) {
    let indent = source.prefix { $0 == " " || $0 == "\t" }
    var head = source.prefix(indent.count + 2)
    if source.dropFirst(head.count).first == " " { head = source.prefix(head.count + 1) }
    let isSent = source.dropFirst(indent.count).hasPrefix("C:")
    if !isSent { head = "" }
    let body = Array(source.utf8.dropFirst(head.utf8.count))
    var login: LoginSecrets.Secret?
    let line = dialogue.read(body)
    if !dialogue.isMailText {
      login = dialogue.secret(in: line, body)
      if let found = login, Self.isVariable(body[found.range]) { login = nil }
    }
    if login == nil, !dialogue.isMailText, let found = Self.login(inCommand: source) { login = found }
    if isSent { dialogue.sent(line, body) }
    let secrets = masking.secrets(of: Outgoing(body), login)
    if secrets.isEmpty, !isSent, !dialogue.isMailText, !Self.hasSign(source.dropFirst(indent.count)) {
      return (Self.withoutResponses(body).text, { $0 })
    }
    guard !secrets.isEmpty else { return (source, { $0 }) }
    let shown = Shown(body, hiding: secrets)
    let start = head.count + 1
    return (
      head + shown.octets.text,
      { column in
        // Columns are characters; in front of a secret they are octets in nearly every line.
        let offset = column - start
        return offset < 0 ? column : start + shown.range(offset..<offset).lowerBound
      }
    )
  }

  /// Whether a line begins as those of session files do.
  private static func hasSign(_ line: Substring) -> Bool {
    ["S:", "S~", ":", "*", "!", "#"].contains(where: line.hasPrefix)
  }

  /// A line of something else, with asterisks for words that look like the Base64 of a response, whatever stands in
  /// front of them.
  private static func withoutResponses(_ line: [UInt8]) -> [UInt8] {
    var line = line
    for word in line.split(whereSeparator: { Base64.digit($0) == nil && $0 != ASCII.equals })
    where LoginAttempt.isResponse(word) {
      for place in word.indices { line[place] = ASCII.asterisk }
    }
    return line
  }

  /// What stands behind `:auth`, in whichever form it was begun: a password that somebody wrote there is found nowhere
  /// else.
  private static func login(inCommand source: String) -> LoginSecrets.Secret? {
    let line = source.drop { $0 == " " || $0 == "\t" }
    guard line.first == ":", CommandTable.isLogin(line.dropFirst()) else { return nil }
    let behind = line.drop { $0 != " " }.drop { $0 == " " }
    guard !behind.isEmpty, SASLMechanism(named: behind) == nil else { return nil }
    let start = source.utf8.distance(from: source.utf8.startIndex, to: behind.startIndex)
    return LoginSecrets.Secret(
      range: start..<source.utf8.count, variable: "secret:auth", isUserName: false)
  }

  /// A line without what logins before it have shown to be secret.
  private func scrubbed(_ text: String) -> String {
    let octets = Array(text.utf8)
    let scrubbed = masking.scrub(octets, nil)
    return scrubbed == octets ? text : scrubbed.text
  }

  /// Whether octets are one variable, which is no secret by itself.
  private static func isVariable(_ octets: ArraySlice<UInt8>) -> Bool {
    octets.starts(with: Array("${".utf8)) && octets.firstIndex(of: UInt8(ascii: "}")) == octets.indices.last
  }
}
