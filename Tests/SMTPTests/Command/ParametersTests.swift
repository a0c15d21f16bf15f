import SMTP
import Testing

struct ParametersTests {
  @Test func rowsAreUnique() {
    let keys = Parameter.table.map { "\($0.verb.rawValue) \($0.keyword)" }
    #expect(Set(keys).count == keys.count)
  }

  @Test func anUnknownParameterIsCheckedForFormOnly() {
    let command = Command("MAIL FROM:<a@client.example> XFOO=bar")
    #expect(command.findings == [])
    #expect(command.parameters.map(\.keyword) == ["XFOO"])
    #expect(Parameter.row("XFOO", of: .mail) == nil)
  }

  @Test func offsetsPointAtTheParameter() {
    let line = "MAIL FROM:<a@client.example> SIZE=1 BODY=7BIT"
    for parameter in Command(line).parameters {
      #expect(line.utf8.dropFirst(parameter.range.lowerBound).starts(with: parameter.keyword.utf8))
    }
  }
}
