import SMTP
import Testing

@testable import SessionFiles

struct SessionFileConditionsTests {
  @Test(
    arguments: [
      (
        "expect !capability AUTH PLAIN",
        .expect(Condition(.capability, isNegated: true, nil, "AUTH PLAIN"))
      ),
      ("expect tls.version >= TLSv1.2", .expect(Condition(.tlsVersion, isNegated: false, .atLeast, "TLSv1.2"))),
      ("expect time < 2s", .expect(Condition(.time, isNegated: false, .less, "2s"))),
      ("data my file.eml size=3", .data(file: "my file.eml", size: 3, sha256: nil)),
    ] as [(String, SessionFileCommand)])
  func commands(_ text: String, _ command: SessionFileCommand) {
    #expect(SessionFileCommands.parse(text) == .success(command))
  }

  @Test(arguments: [
    ("expect tls.version > 1.5", "tls.version >= TLSv1.2"), ("expect time 2s", "time < 2s"),
    ("capture x y", "write :capture"),
  ])
  func mistakesSayWhatToDo(_ text: String, _ advice: String) {
    guard case .failure(let problem) = SessionFileCommands.parse(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(problem.advice.contains(advice), "\(problem)")
  }
}
