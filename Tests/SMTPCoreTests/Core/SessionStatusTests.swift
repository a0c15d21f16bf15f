import NetworkFacts
import SMTP
import SMTPCore
import Testing

@testable import SMTPCore

struct SessionStatusTests {
  private let server = Target(scheme: .smtp, endpoint: .host("mx.example", port: 25))

  /// Copies share what is large; changing one changes no other.
  @Test func aCopyIsACopy() {
    var status = SessionStatus(options: SessionOptions())
    status.target = server
    status.dialogue = Dialogue()
    let before = status
    status.target = nil
    status.options.helloName = "other.example"
    status.dialogue = nil
    #expect(before.target == server && before.options.helloName != "other.example")
    #expect(before.phase == .greeting && status.phase == nil)
  }

  @Test func aNewConnectionForgetsTheOld() {
    var status = SessionStatus(options: SessionOptions())
    status.target = server
    status.connected(to: "192.0.2.1", after: 5)
    #expect(status.address == "192.0.2.1" && status.phases == [.init(name: "TCP", duration: 5)])
    status.beginConnection()
    #expect(status.address == nil && status.phases.isEmpty && status.connection == .connecting)
    #expect(status.target == server, "where to is known still")
  }

  /// Exit statuses count what went wrong in any connection; a run asks about the one that stands.
  @Test func whatWentWrongBelongsToItsConnection() {
    var status = SessionStatus(options: SessionOptions())
    status.problems.insert(.tls)
    status.beginConnection()
    status.problems.insert(.file)
    #expect(status.problems == .file && status.problemsSoFar == [.tls, .file])
    status.beginConnection()
    #expect(status.problems.isEmpty && status.problemsSoFar == [.tls, .file])
  }

  @Test func busyIsWhatAScriptWaitsFor() {
    var status = SessionStatus(options: SessionOptions())
    #expect(!status.isBusy)
    status.connection = .connecting
    #expect(status.isBusy)
    status.connection = .open
    #expect(!status.isBusy)
    status.wait = .row(for: .connection)
    #expect(status.isBusy)
  }
}
