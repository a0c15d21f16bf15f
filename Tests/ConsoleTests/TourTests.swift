import Testing

@testable import Console

struct TourTests {
  @Test func theTourGoesOnWithWhatTheUserDoes() {
    var stage = Stage(tour: true)
    #expect(stage.text.contains("Tour 1 of 9"))
    stage.server("220 sandbox.example")
    #expect(stage.text.contains("Tour 1 of 9"), "a greeting is not a hello")
    stage.enter("EHLO client.example")
    stage.server("250 sandbox.example")
    #expect(stage.text.contains("Tour 2 of 9: Break a rule"))
    stage.enter("RCPT TO:<bob@sandbox.example>")
    #expect(stage.text.contains("Tour 2 of 9"), "the guard has held it back")
    stage.press(.enter)
    #expect(stage.text.contains("Tour 3 of 9"))
  }
}
