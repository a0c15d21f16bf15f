import SMTP
import Testing

@testable import Console

struct CommandViewTests {
  @Test func thePlaceOfAFlawIsMarked() {
    var stage = Stage.inTransaction()
    stage.type("RCPT TO: <b@c.example>")
    let row = stage.model.size.rows - 2
    #expect(stage.screen[row, 3 + 8].style == .mark)
  }

  @Test func severalFindingsAreCounted() {
    var stage = Stage.inTransaction()
    stage.type("MAIL FROM: <b@c.example>")
    #expect(stage.text.contains("! 1 of 2: no space"))
  }

  @Test func aConsoleCommandShowsItsUse() {
    var stage = Stage.inTransaction()
    stage.type(":save ")
    #expect(stage.text.contains(":save FILE   write the session so far to FILE"))
  }
}
