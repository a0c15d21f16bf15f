import SMTP
import Testing

struct ReplyWordsTests {
  @Test(
    arguments: [
      ("SIZE 1000", ["SIZE", "1000"]), ("SIZE\t1000", ["SIZE", "1000"]), ("  a \t b  ", ["a", "b"]), ("", []),
      (" \t", []), ("x", ["x"]),
    ] as [(String, [String])])
  func words(_ text: String, _ wanted: [String]) {
    #expect(ReplyWords(Array(text.utf8)[...]).map(\.text) == wanted)
    #expect(ReplyWords(Array("250-\(text)".utf8)[4...]).map(\.text) == wanted)
  }

  /// `AUTH=` is another line than `AUTH`, whatever stands behind the sign.
  @Test(
    arguments: [
      ("size 1000", "SIZE"), ("SIZE\t1000", "SIZE"), ("AUTH PLAIN", "AUTH"), ("auth=LOGIN PLAIN", "AUTH="),
      ("AUTH=", "AUTH="), ("X=Y", "X=Y"), (" ", nil),
    ] as [(String, String?)])
  func keywords(_ text: String, _ wanted: String?) {
    #expect(ReplyWords.keyword(Array(text.utf8)[...]) == wanted)
  }
}
