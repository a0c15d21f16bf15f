import Runner
import SMTPCore
import Testing

@testable import CLI

struct ExitStatusTests {
  /// What scripts go by.
  @Test func theNumbersAreFixed() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 64, 71, 74, 130])
  }

  /// TLS before the connection that it ended, and both before what a server said.
  @Test func theGravestProblemOfASessionCounts() {
    var status = SessionStatus(options: SessionOptions())
    #expect(ExitStatus(status) == .ok)
    status.worstReply = 4
    #expect(ExitStatus(status) == .refused)
    status.problems.insert(.file)
    #expect(ExitStatus(status) == .file)
    status.problems.insert(.connection)
    #expect(ExitStatus(status) == .connection)
    status.problems.insert(.tls)
    #expect(ExitStatus(status) == .tls)
    status.problems.insert(.output)
    #expect(ExitStatus(status) == .output)
  }

  @Test func whatARunCameTo() {
    #expect(
      ExitStatus(.passed) == .ok && ExitStatus(.failed) == .refused && ExitStatus(.interrupted) == .interrupted)
    #expect(ExitStatus(RunOutcome.connection) == .connection && ExitStatus(RunOutcome.tls) == .tls)
  }
}
