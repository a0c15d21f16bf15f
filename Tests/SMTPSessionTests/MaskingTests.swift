import SMTP
import SMTPSession
import Testing

struct MaskingTests {
  private func mask(_ masking: inout Masking, _ line: String) -> String {
    let octets = Array(line.utf8)
    return masking.mask(.command(Command(octets)), octets: octets).octets.text
  }

  @Test func initialResponsesAreReplaced() {
    var masking = Masking()
    #expect(mask(&masking, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=") == "AUTH PLAIN ${secret:auth-plain}")
    #expect(mask(&masking, "AUTH PLAIN") == "AUTH PLAIN")
    #expect(mask(&masking, "AUTH PLAIN =") == "AUTH PLAIN =")
    #expect(mask(&masking, "MAIL FROM:<a@client.example>") == "MAIL FROM:<a@client.example>")
  }

  @Test func responsesAreReplacedOneByOne() {
    var masking = Masking()
    _ = mask(&masking, "AUTH LOGIN")
    for step in 1...2 {
      let octets = Array("d29uZGVybGFuZA==".utf8)
      #expect(masking.mask(.response(octets), octets: octets).octets.text == "${secret:auth-login-\(step)}")
    }
    #expect(masking.mask(.response([0x2A]), octets: [0x2A]).octets == [0x2A], "a cancel is no secret")
  }

  @Test(arguments: [
    "535 5.7.8 bad AGFsaWNlAHdvbmRlcmxhbmQ=\r\n", "535 5.7.8 bad wonderland\r\n",
    "500 x wonderland wonderland\r\n",
  ])
  func aSecretThatTheServerSaysBackIsHidden(_ line: String) throws {
    var masking = Masking()
    _ = mask(&masking, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    var parser = ReplyParser()
    parser.feed(Array(line.utf8))
    let next = parser.next()
    let scrubbed = masking.scrub(try #require(next))
    #expect(!scrubbed.octets.text.contains("wonderland") && !scrubbed.octets.text.contains("AGFsaWNl"))
    #expect(scrubbed.octets.count == line.utf8.count, "length for length")
    #expect(scrubbed.code == next?.code)
  }

  @Test func aSwitchShowsSecrets() {
    var masking = Masking(isOff: true)
    #expect(mask(&masking, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=") == "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
  }
}
