import SMTP
import Testing

@testable import Console

struct ModelTests {
  @Test func placesGoThroughEveryLine() {
    let model = Stage.inTransaction().model
    var place = Position(entry: 0, line: 0)
    var count = 1
    while let next = model.after(place) {
      #expect(model.before(next) == place && place < next)
      place = next
      count += 1
    }
    #expect(place == model.last)
    // 220, EHLO, five lines of its reply, MAIL, 250.
    #expect(count == 9)
  }

  @Test func theGuideSpeaksOfTheNewestReply() {
    var stage = Stage.inTransaction()
    #expect(stage.model.guided == Position(entry: 4, line: 0))
    stage.type("RSET")
    #expect(stage.model.guided == Position(entry: 4, line: 0), "typing changes nothing")
    stage.enter("")
    #expect(stage.model.guided == Position(entry: 4, line: 0), "a command is not a reply")
  }

  @Test func theLineIsJudgedWhileItIsTyped() {
    var stage = Stage.inTransaction()
    stage.type("DATA")
    #expect(stage.model.judgement.map(\.rule) == [.dataBeforeRcpt])
    stage.press(.control("u"))
    stage.type(":help")
    #expect(stage.model.judgement.isEmpty, "a console command is not SMTP")
  }
}
