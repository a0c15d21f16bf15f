import SMTP
import SessionFiles
import Testing

struct VariablesTests {
  private func fill(_ pieces: [Template.Piece], _ variables: Variables) throws -> String {
    try variables.fill(Template(pieces)).octets.text
  }

  @Test func valuesAreFilledIn() throws {
    var variables = Variables()
    variables.set("user", Outgoing("alice"))
    variables.set(secret: "pw", Array("wonderland".utf8))
    #expect(
      try fill([.octets(Array("<".utf8)), .variable("user"), .variable("secret:pw")], variables)
        == "<alicewonderland")
    #expect(try fill([.variable("uuid")], variables).count == 36)
    #expect(try fill([.variable("date")], variables).hasSuffix(" +0000"))
    #expect(try !fill([.variable("hostname")], variables).isEmpty)
  }

  @Test(arguments: [
    ("C: NOOP wonderland", "C: NOOP ${secret:pw}"), ("C: FOO d29uZGVybGFuZA==", "C: FOO ${secret:pw-base64}"),
    ("WonderLand", "${secret:pw}"), ("a b\\n c", "${secret:line} c"), ("x pin y", "x ${secret:pin} y"),
    ("C: NOOP", "C: NOOP"),
  ])
  func aTextShowsNoSecret(_ text: String, _ shown: String) {
    var variables = Variables()
    variables.set(secret: "pw", Array("wonderland".utf8))
    variables.set(secret: "line", Array("a b\n".utf8))
    variables.set(secret: "pin", Array("pin".utf8))
    #expect(variables.shown(text) == shown)
  }

  @Test func whatTheCommandLineSaysStays() throws {
    var variables = Variables()
    variables.fix("domain", Array("a.example".utf8))
    variables.set("domain", Outgoing("b.example"))
    #expect(try fill([.variable("domain")], variables) == "a.example")
  }

  @Test(arguments: [
    ("nobody", ":set nobody VALUE"), ("secret:auth-plain", "SMTPSCOPE_SECRET_AUTH_PLAIN"),
    ("env:SMTPSCOPE_NOT_THERE", "no SMTPSCOPE_NOT_THERE"),
  ])
  func aMissingOneSaysWhatToDo(_ name: String, _ advice: String) {
    do {
      _ = try Variables().fill(Template([.variable(name)]))
      Issue.record("\(name) has a value")
    } catch let missing {
      #expect(missing.name == name && missing.advice.contains(advice))
    }
  }

  @Test(arguments: [
    ("a.b-c_1", true), ("env:HOME", true), ("secret:x", true), ("", false), ("env:", false), ("a b", false),
  ])
  func names(_ name: String, _ isOne: Bool) { #expect(Variables.isName(name) == isOne) }
}
