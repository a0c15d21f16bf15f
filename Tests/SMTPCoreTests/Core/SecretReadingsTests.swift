import SMTP
import Testing

@testable import SMTPCore

struct SecretReadingsTests {
  private func forms(_ secret: String, isUserName: Bool = false, isTyped: Bool = true) -> Set<String> {
    let readings = SecretReadings(
      of: Array(secret.utf8), called: "secret:x", isUserName: isUserName, isTyped: isTyped)
    return Set(readings.all.map(\.octets.text))
  }

  private func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)).text }

  @Test func aResponseHoldsItsPassword() {
    #expect(forms(base64("\0alice\0wonderland")).isSuperset(of: ["wonderland", base64("wonderland")]))
    #expect(forms(base64("user=a\u{1}auth=Bearer abcdefghij\u{1}\u{1}")).contains("abcdefghij"))
    #expect(forms(base64("alice 0123456789abcdef")).contains("0123456789abcdef"))
  }

  /// Whatever people write between the attributes of SCRAM and of DIGEST-MD5, or leave out.
  @Test(arguments: [
    "c=biws,r=abc,p=%", "c=biws;r=abc;p=%", "c=biws r=abc p=%", "c=biws, r=abc, p = %", "c=biws\nr=abc\np=%",
    "c=biws&r=abc&P=%", "c=biws,r=abc,proof=%", "c=biws,r=abc,p%", "c=biws,r=abc,%", "p=%", "c=biws|p=\"%\"",
    "username=\"alice\",response=%,qop=auth",
  ])
  func theProofIsFound(_ response: String) {
    let proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    #expect(forms(base64(response.replacing("%", with: proof))).contains(proof))
  }

  @Test func namesNoncesAndChannelBindingsAreNoSecrets() {
    let scram = forms(base64("p=tls-server-end-point,,n=alice,r=fyko+d2lbbFgONRv9qkxdawL"))
    #expect(!scram.contains("fyko+d2lbbFgONRv9qkxdawL") && !scram.contains("tls-server-end-point"))
    let digest = forms(
      base64("username=\"alice\",nonce=\"OA6MG9tEQGm2hhOA6M\",response=d388dad90d4bbd760a152321"))
    #expect(digest.contains("d388dad90d4bbd760a152321") && !digest.contains("OA6MG9tEQGm2hhOA6M"))
  }

  /// With something in front of it, with a name, in quotation marks.
  @Test(arguments: [
    "PLAIN/%", "PLAIN%", "PLAIN\\r\\n%", "alice:wonderland", "pass=wonderland", "\"wonderland\"",
    "<wonderland>",
    "a wonderland", "a\rwonderland", "a\u{B}wonderland",
  ])
  func whatPeopleWriteAroundIt(_ written: String) {
    for encoded in [base64("\0alice\0wonderland"), base64("wonderland")] {
      #expect(forms(written.replacing("%", with: encoded)).contains("wonderland"), "\(encoded)")
    }
  }

  @Test func aTokenIsFoundBehindWhatIsWrittenAroundIt() {
    let response = base64("user=a\u{1}auth=Bearer ya29.abcdefgh\u{1}\u{1}")
    #expect(forms("\"\(response)\\r\\n\"").isSuperset(of: ["ya29.abcdefgh", response]))
  }

  @Test func theNameInFrontOfAValueIsNoSecret() {
    #expect(!forms("user=wonderland").contains("wonderland"))
    #expect(!forms("from=alice@client.example").contains("alice@client.example"))
  }

  /// Servers read and write characters beyond ASCII in their own way.
  @Test func charactersBeyondASCIIHaveOtherOctets() {
    for (secret, isTyped) in [
      ("Pässwörd", false), (base64("Pässwörd"), true), (base64("\0alice\0Pässwörd"), true),
    ] {
      let readings = SecretReadings(of: Array(secret.utf8), called: "x", isUserName: false, isTyped: isTyped)
        .all
      let latin1: [UInt8] = [0x50, 0xE4, 0x73, 0x73, 0x77, 0xF6, 0x72, 0x64]
      for form in [
        Array("PÄSSWÖRD".utf8), Array("pässwörd".utf8), Array("PÃ¤sswÃ¶rd".utf8), latin1, Base64.encode(latin1),
        latin1.flatMap { [$0, 0] }, latin1.flatMap { [0, $0] },
      ] { #expect(readings.contains { $0.octets == form }, "\(form.text) of \(secret)") }
    }
    #expect(
      SecretReadings(of: [0xE4, 0xF6], called: "x", isUserName: false, isTyped: false).all.contains {
        $0.octets.text == "äö"
      })
  }

  /// A variable that is several words is a secret as a whole.
  @Test func theWordsOfAPhraseAreNoSecrets() {
    let phrase = SecretReadings(
      of: Array("please accept this".utf8), called: "x", isUserName: false, isTyped: false)
    #expect(!phrase.all.contains { $0.octets.text == "accept" })
    #expect(phrase.phrases.map { $0.map(\.text) } == [["please", "accept", "this"]])
    #expect(
      forms("please accept this").contains("accept"), "which of the typed words is the password is not known")
  }

  @Test(arguments: [
    ("alice", true), ("bob42", true), ("Alice", true), ("svc-mail.a_b", true), ("alice@client.example", true),
    ("Tr0ubad0ur", true), ("tr0ubaD0ur", false), ("s3cret!", false), ("two words", false), ("4711abc", false),
  ])
  func whatIsAUserName(_ text: String, _ isName: Bool) {
    #expect(SecretReadings.isName(Array(base64(text).utf8)) == isName)
  }
}
