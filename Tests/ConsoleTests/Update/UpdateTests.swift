import SMTP
import Testing

@testable import Console

struct UpdateTests {
  @Test func pagesOpenScrollAndClose() {
    var stage = Stage.inTransaction()
    stage.press(.function(2))
    #expect(stage.text.contains("The server's offer") && stage.text.contains("messages up to 10.2 MB"))
    stage.press(.function(1))
    #expect(stage.text.contains("Plain text is SMTP"))
    stage.press(.pageDown)
    #expect(!stage.text.contains("Plain text is SMTP"))
    for _ in 0..<20 { stage.press(.pageDown) }
    #expect(stage.text.contains(":quit"), "the end stays on the screen")
    stage.press(.escape)
    #expect(stage.model.overlay == nil && stage.text.contains("S: 250 2.1.0 Ok"))
  }

  @Test func everyKeyAndCommandStandsInTheHelp() {
    let help = HelpPage.lines.joined(separator: "\n")
    for row in KeyTable.rows { #expect(help.contains(row.help)) }
  }

  @Test func ctrlCGivesUpTheWaitThenAsks() {
    var stage = Stage.inTransaction()
    stage.enter("NOOP")
    stage.press(.control("c"))
    guard case .interrupt? = stage.effects.last else {
      Issue.record("no interrupt")
      return
    }
    stage.server("250 Ok")
    stage.press(.control("c"))
    #expect(stage.text.contains("drop the connection? y or n"))
    stage.press(.character("n"))
    #expect(stage.model.ask == nil)
    stage.press(.control("c"), .character("y"))
    guard case .close? = stage.effects.last else {
      Issue.record("not closed")
      return
    }
  }

  @Test func leavingAsksWhileConnected() {
    var stage = Stage.inTransaction()
    stage.press(.control("d"))
    #expect(stage.text.contains("leave and drop the connection?"))
    stage.press(.character("y"))
    guard case .leave? = stage.effects.last else {
      Issue.record("not left")
      return
    }
    var idle = Stage(connected: false)
    idle.press(.control("d"))
    #expect(idle.effects.count == 1)
  }

  @Test func aTickChangesTheClockOnly() {
    var stage = Stage.inTransaction()
    stage.enter("NOOP")
    stage.take(.tick(stage.time + 65_000_000_000))
    #expect(stage.text.contains("NOOP 65 s of 5 min (RFC 5321 §4.5.3.2)"))
  }
}
