import SMTP
import Testing

struct OutgoingTests {
  private var line: Outgoing {
    var line = Outgoing("NOOP ")
    line.append(Outgoing(secret: Array("abc".utf8), variable: "secret:a"))
    line.append(Array(" x".utf8))
    return line
  }

  @Test func secretsKeepTheirPlace() {
    #expect(line.octets.text == "NOOP abc x")
    #expect(line.secrets == [.init(5..<8, variable: "secret:a")])
    var stuffed = line
    stuffed.prepend([ASCII.dot])
    #expect(stuffed.octets.text == ".NOOP abc x" && stuffed.secrets.map(\.range) == [6..<9])
    #expect(Outgoing(secret: [], variable: "secret:a").secrets.isEmpty)
  }

  @Test func aPartHasWhatReachesIntoIt() {
    #expect(line[0..<5].secrets.isEmpty && line[8..<10].secrets.isEmpty)
    #expect(line[0..<6].secrets.map(\.range) == [5..<6])
    #expect(line[6..<10].octets.text == "bc x" && line[6..<10].secrets.map(\.range) == [0..<2])
  }
}
