import SMTP
import Testing

struct MechanismFactsTests {
  @Test func everyNameStandsOnceAndSaysSomething() {
    let names = MechanismFacts.table.map(\.name)
    #expect(Set(names).count == names.count)
    for row in MechanismFacts.table { #expect(!row.responses.isEmpty && !"\(row.source)".isEmpty) }
  }

  @Test func whatThisProgramSpeaksIsAmongThem() {
    for mechanism in SASLMechanism.table { #expect(MechanismFacts.row(mechanism.name) != nil) }
    #expect(MechanismFacts.row(.gssapi) == nil)
  }

  @Test func mechanismsThatShowThePassword() {
    let open = MechanismFacts.table.filter(\.sendsPassword).map(\.name)
    #expect(open == [.plain, .login, .xoauth2, .oauthBearer])
    #expect(MechanismFacts.sendsPassword("PLAIN") && MechanismFacts.sendsPassword("XOAUTH2"))
    #expect(!MechanismFacts.sendsPassword("CRAM-MD5") && !MechanismFacts.sendsPassword("SCRAM-SHA-256"))
    #expect(!MechanismFacts.sendsPassword("plain") && !MechanismFacts.sendsPassword(""))
  }
}
