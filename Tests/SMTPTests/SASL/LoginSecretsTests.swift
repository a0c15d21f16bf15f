import SMTP
import Testing

struct LoginSecretsTests {
  private func secret(_ line: String, after earlier: [String] = [], isWhole: Bool = true) -> String? {
    var logins = LoginSecrets()
    for text in earlier { logins.note(.command(Command(text)), octets: Array(text.utf8)) }
    let octets = Array(line.utf8)
    return logins.secret(in: .command(Command(octets)), octets: octets, isWhole: isWhole).map {
      octets[$0.range].text
    }
  }

  @Test(arguments: [
    ("AUTH PLAIN AGFi", "AGFi"), ("AUTH PLAIN", nil), ("AUTH", nil), ("AUTH PLAIN =", nil),
    ("AUTH AGFi", "AGFi"),
    ("AUTHPLAIN AGFi", "AGFi"), ("HTUA PLAIN AGFi", "AGFi"), ("NOOP AGFi", nil),
    ("HELP AUTH PLAIN AGFi", "AGFi"),
    ("AUTH PLAIN  \tAGFi x ", "AGFi x"), ("FROB", nil),
    ("QUIT", nil),
    ("YQ==", "YQ=="), ("frob", nil), ("FROBFROB", nil), ("YWJjZA==", "YWJjZA=="),
  ])
  func byItself(_ line: String, _ hidden: String?) { #expect(secret(line) == hidden) }

  @Test func inALogin() {
    #expect(secret("hunter2", after: ["AUTH LOGIN"]) == "hunter2")
    #expect(secret("hunter2", after: ["AUTH LOGIN", "NOOP"]) == "hunter2", "its responses are still to come")
    #expect(secret("hunter2", after: ["AUTH PLAIN AGFi", "NOOP"]) == nil, "all that PLAIN needs was sent")
    #expect(secret("C: hunter2", after: ["AUTH LOGIN"]) == "hunter2", "pasted out of a transcript")
    #expect(secret("hunter2", after: ["USER alice"]) == "hunter2", "as for POP")
    #expect(secret("MIAL FROM:<a@b.example>", after: ["AUTH LOGIN"]) == nil, "meant as a command")
    #expect(secret("correct horse battery", after: ["AUTH LOGIN"]) == "correct horse battery")
    #expect(secret("*", after: ["AUTH LOGIN"]) == nil && secret("", after: ["AUTH LOGIN"]) == nil)
  }

  /// Of a line that goes on, what could still become a secret is one.
  @Test func ofALineThatGoesOn() {
    #expect(secret("AUTH PLAIN", isWhole: false) == nil && secret("AUTH PLA", isWhole: false) == nil)
    #expect(secret("AUTH AG", isWhole: false) == "AG" && secret("AUTH PLAIN A", isWhole: false) == "A")
  }

  @Test func aLoginThatIsOverIsOver() {
    var logins = LoginSecrets()
    let frob = Dialogue.Line.command(Command("hunter2"))
    func isSecret() -> Bool { logins.secret(in: frob, octets: Array("hunter2".utf8)) != nil }
    logins.note(.command(Command("AUTH LOGIN")), octets: Array("AUTH LOGIN".utf8))
    logins.noteReply(code: 235)
    #expect(isSecret(), "two responses are still to come")
    for response in ["YWxpY2U=", "d29uZGVybGFuZA=="] {
      logins.note(.response(Array(response.utf8)), octets: Array(response.utf8))
    }
    logins.noteReply(code: 535)
    #expect(isSecret(), "it was refused, and somebody may try again")
    logins.noteReply(code: 235)
    #expect(!isSecret())
  }

  @Test func whatItIsCalled() {
    var logins = LoginSecrets()
    func variable(_ line: String) -> String? {
      let octets = Array(line.utf8)
      return logins.secret(in: .response(octets), octets: octets)?.variable
    }
    #expect(variable("x") == "secret:auth-1")
    logins.note(.command(Command("auth Login")), octets: Array("auth Login".utf8))
    #expect(variable("x") == "secret:auth-login-1")
    logins.note(.response(Array("x".utf8)), octets: Array("x".utf8))
    #expect(variable("x") == "secret:auth-login-2")
  }
}
