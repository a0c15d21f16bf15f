import NetworkFacts
import SMTP
import Testing
import Transcript

@testable import SMTPCore

/// Logins and other lines with secrets, and what is to be seen of them.
struct MaskingTests {
  /// Plays a conversation: `C:` lines are typed, `S:` lines come, `R:` are exact octets.
  ///
  /// - Returns: everything that is shown or kept of it, in every form.
  private func seen(_ notation: String, secrets: [(String, name: String)] = []) -> String {
    forms(played(notation, secrets: secrets))
  }

  private func played(_ notation: String, secrets: [(String, name: String)] = []) -> Driver {
    var driver = Driver()
    for (secret, name) in secrets {
      driver.conversation.receive(.secret(Array(secret.utf8), variable: "secret:\(name)"), at: driver.time)
    }
    for line in notation.split(separator: "\n") {
      let text = String(line.dropFirst(3))
      switch line.prefix(2) {
      case "S:": driver.server(text + "\r\n")
      case "R:":
        driver.conversation.receive(.observed(Outgoing(Escaping.unescape(text).octets)), at: driver.time)
        driver.take()
      default: driver.client(text)
      }
    }
    return driver
  }

  private func forms(_ driver: Driver) -> String {
    let entries = driver.entries
    return [
      entries.flatMap(NotationWriter.recorded).joined(separator: "\n"),
      entries.flatMap(NotationWriter.annotated).joined(separator: "\n"),
      entries.map(JSONWriter.line).joined(separator: "\n"), HTMLWriter.conversation(entries),
      MarkdownWriter.text(entries, title: "t"), driver.pending.joined(separator: "\n"),
    ].joined(separator: "\n")
  }

  private func sent(_ notation: String) -> [String] {
    let hello =
      "S: 220 mx.example\nC: EHLO client.example\nS: 250-mx.example\nS: 250 AUTH PLAIN LOGIN CRAM-MD5\n"
    return played(hello + notation).notation.filter { $0.hasPrefix("C: ") }.dropFirst().map {
      String($0.dropFirst(3))
    }
  }

  // `AGFsaWNlAHdvbmRlcmxhbmQ=` is PLAIN of alice and wonderland, `d29uZGVybGFuZA==` wonderland alone.
  @Test(arguments: [
    ("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLAIN ${secret:auth-plain}"),
    ("AUTH plian AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH ${secret:auth}"),
    ("auth plain AGFsaWNlAHdvbmRlcmxhbmQ=", "auth plain ${secret:auth-plain}"),
    ("AUTH PLAIN", "AUTH PLAIN"), ("AUTH PLAIN =", "AUTH PLAIN ="), ("AUTH", "AUTH"),
    ("AUTH SCRAM-SHA-256", "AUTH SCRAM-SHA-256"), ("AUTH FOOBAR", "AUTH FOOBAR"),
    ("AUTH  PLAIN  AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH  PLAIN  ${secret:auth-plain}"),
    (" AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", " AUTH PLAIN ${secret:auth-plain}"),
    ("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ= ", "AUTH PLAIN ${secret:auth-plain} "),
    ("AUTH=PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH=PLAIN ${secret:auth-plain}"),
    ("AUTH:PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH:PLAIN ${secret:auth-plain}"),
    ("AUTH PLAIN=AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLAIN=${secret:auth-plain}"),
    ("AUTHPLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTHPLAIN ${secret:auth-plain}"),
    ("AUTHAGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH${secret:auth}"),
    ("AUHT PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUHT PLAIN ${secret:auth-plain}"),
    ("AUT PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUT PLAIN ${secret:auth-plain}"),
    ("AUTH PLIAN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLIAN ${secret:auth-plian}"),
    ("AUTH PLAINN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLAINN ${secret:auth-plainn}"),
    ("AUTH FOOBAR AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH FOOBAR ${secret:auth-foobar}"),
    ("AUTH AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH ${secret:auth}"),
    ("AUTH alice wonderland", "AUTH ${secret:auth}"),
    ("AUTH\tPLAIN\tAGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH\\tPLAIN\\t${secret:auth-plain}"),
    ("d29uZGVybGFuZA==", "${secret:auth-1}"), ("FROB", "FROB"), ("XYZZYABC", "XYZZYABC"),
    ("MAIL FROM:<a@client.example> AUTH=<>", "MAIL FROM:<a@client.example> AUTH=<>"),
  ])
  func aTypedLoginIsReplaced(_ typed: String, _ shown: String) {
    #expect(sent("C: \(typed)\nS: 535 no") == [shown])
  }

  @Test(arguments: [
    // As it should be.
    ("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: d29uZGVybGFuZA==\nS: 235 ok", 2),
    // No TLS, no challenge: the script goes on.
    ("C: AUTH LOGIN\nS: 538 TLS first\nC: YWxpY2U=\nS: 500 what\nC: d29uZGVybGFuZA==\nS: 500 what", 2),
    // Without waiting.
    ("R: AUTH LOGIN\\r\\nYWxpY2U=\\r\\nd29uZGVybGFuZA==\\r\\n\nS: 334 x\nS: 334 x\nS: 235 ok", 2),
    // Success at once: one response is still to come.
    ("C: AUTH LOGIN\nS: 235 ok\nC: YWxpY2U=\nS: 500 what\nC: d29uZGVybGFuZA==\nS: 500 what", 2),
    // Cancelled, and typed all the same; in the open and not in Base64.
    ("C: AUTH PLAIN\nS: 334 \nC: *\nS: 501 cancelled\nC: wonderland\nS: 500 what", 1),
    ("C: AUTH PLAIN\nS: 504 no such\nC: AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 500 what", 1),
    ("C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 535 no\nC: d29uZGVybGFuZA==\nS: 500 what", 2),
  ])
  func aResponseIsOneWhateverTheServerSays(_ conversation: String, _ placeholders: Int) {
    let text = seen("S: 220 mx.example\n" + conversation)
    let recorded = text.split(separator: "\n").prefix { !$0.hasPrefix("{") }
    #expect(!text.contains("wonderland") && !text.contains("d29uZGVybGFuZA") && !text.contains("AGFsaWNl"))
    #expect(recorded.filter { $0.hasPrefix("C: ") && $0.contains("${secret:") }.count == 2 * placeholders)
  }

  @Test func whatIsTypedAfterALoginIsNoResponse() {
    let login = "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 235 ok\n"
    #expect(sent(login + "C: FROB\nS: 500 what").last == "FROB", "all that PLAIN needs was sent")
    let refused = "C: AUTH LOGIN\nS: 535 no\n"
    #expect(
      sent(refused + "C: EHOL client.example\nS: 500 what").last == "EHOL client.example", "a mistyped command")
    #expect(
      sent(refused + "C: NOOP\nS: 250 ok\nC: FROB\nS: 500 what").last == "${secret:auth-login-1}",
      "its responses are still to come, whatever stands between")
    let plain = "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 535 no\n"
    #expect(sent(plain + "C: NOOP\nS: 250 ok\nC: FROB\nS: 500 what").last == "FROB", "a command ends it")
  }

  @Test func aLoginInPiecesIsOneLine() {
    for cut in 1..<"AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=".count {
      let line = "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="
      let text = seen("S: 220 mx.example\nR: \(line.prefix(cut))\nR: \(line.dropFirst(cut))\\r\\n\nS: 535 no")
      #expect(!text.contains("AGFsaW") && !text.contains("wNlAHd"), "cut at \(cut)")
      #expect(!text.contains(String(line.dropFirst(12).prefix(max(1, cut - 12)))) || cut < 15, "cut at \(cut)")
    }
  }

  @Test(arguments: [
    "535 5.7.8 bad AGFsaWNlAHdvbmRlcmxhbmQ=", "535 5.7.8 bad wonderland", "500 x wonderland wonderland",
    "535-no: wonderland\r\n535 really", "535 d29uZGVybGFuZA== is wrong", "535 <wonderland>: no",
  ])
  func aSecretThatTheServerSaysBackIsHidden(_ line: String) {
    let text = seen("S: 220 mx.example\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: \(line)")
    #expect(!text.contains("wonderland") && !text.contains("AGFsaWNl") && !text.contains("d29uZGVy"))
    #expect(text.contains("***"))
  }

  @Test func whatIsStillComingIsScrubbed() {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    driver.server("535-wonderland!\r\n535-more")
    #expect(driver.pending == ["535-**********!"])
  }

  /// Servers break what is long: the first half waits for what comes behind it.
  @Test(arguments: [
    (["535-wond", "535-erland is wrong"], [[], ["535-****", "535-****** is wrong"]]),
    (
      ["535-5.7.8 a WON", "535-5.7.8 der", "535-5.7.8 land, b"],
      [[], [], ["535-5.7.8 a ***", "535-5.7.8 ***", "535-5.7.8 ****, b"]]
    ),
    (["535-show", "535-more"], [[], ["535-show", "535-more"]]),
    (["535-!", "535-more"], [["535-!"], ["535-!", "535-more"]]),
    (["535-wonder", "wall"], [[], []]),
  ])
  func halfASecretThatIsStillComingIsNotShown(_ lines: [String], _ pending: [[String]]) {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    for (line, shown) in zip(lines, pending) {
      driver.server("\(line)\r\n")
      #expect(driver.pending == shown)
    }
  }

  @Test func theTokenOfABearerIsHidden() {
    let token = "ya29.a0AfH6SMBx1234567890"
    let response = Base64.encode(Array("user=alice@client.example\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8))
      .text
    let text = seen("S: 220 mx.example\nC: AUTH XOAUTH2 \(response)\nS: 535 bad token \(token)\nS: 421 bye")
    #expect(!text.contains(token) && !text.contains(response))
  }

  @Test func anAddressAsUserNameStaysReadable() {
    let user = Base64.encode(Array("alice@client.example".utf8)).text
    let text = seen(
      "S: 220 mx.example\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: \(user)\nS: 334 UGFzc3dvcmQ6\nC: d29uZGVybGFuZA==\n"
        + "S: 235 ok\nC: MAIL FROM:<alice@client.example>\nS: 250 alice@client.example is fine")
    #expect(text.contains("S: 250 alice@client.example is fine"))
  }

  @Test func ofAnOfferTheProtocolsOwnWordsStay() {
    let text = seen(
      "S: 220 mx.example\nC: AUTH PLAIN \(Base64.encode(Array("\u{0}a\u{0}STARTTLS".utf8)).text)\nS: 535 STARTTLS\n"
        + "C: EHLO client.example\nS: 250-mx.example\nS: 250-STARTTLS\nS: 250 XSTARTTLS")
    #expect(text.contains("S: 535 ********") && text.contains("S: 250-STARTTLS"))
    #expect(text.contains("S: 250 X********"), "this is no keyword of the protocol")
  }

  @Test func aSwitchShowsSecrets() {
    var driver = Driver { $0.showsSecrets = true }
    driver.server("220 mx.example\r\n")
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    driver.server("535 wonderland\r\n")
    #expect(driver.notation.contains("C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="))
    #expect(driver.notation.contains("S: 535 wonderland"))
  }

  /// What was secret once is so in every line that follows, under a name of its own where it is another value.
  @Test(arguments: [
    ("NOOP wonderland", "NOOP ${secret:auth-plain-password}"),
    ("NOOP WonderLand", "NOOP ${secret:auth-plain-password}"),
    ("wonderland", "${secret:auth-plain-password}"),
    ("VRFY d29uZGVybGFuZA==", "VRFY ${secret:auth-plain-password-base64}"),
    ("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTH PLAIN ${secret:auth-plain}"),
    ("MAIL FROM:<alice@client.example>", "MAIL FROM:<alice@client.example>"),
  ])
  func aSecretThatIsTypedAgainIsReplaced(_ typed: String, _ shown: String) {
    let login = "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 235 ok\n"
    #expect(sent(login + "C: \(typed)\nS: 500 no").last == shown)
  }

  @Test func aUserNameMayStandInAnEnvelope() {
    let login =
      "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: \(Base64.encode(Array("postmaster".utf8)).text)\nS: 334 UGFzc3dvcmQ6\n"
      + "C: d29uZGVybGFuZA==\nS: 235 ok\n"
    #expect(sent(login + "C: RCPT TO:<postmaster>\nS: 250 ok").last == "RCPT TO:<postmaster>")
    #expect(
      sent(login + "C: RCPT TO:<wonderland>\nS: 250 ok").last == "RCPT TO:<${secret:auth-login-2-decoded}>")
  }

  @Test func aVariableIsFoundInTheFormOfALogin() {
    let text = seen(
      "S: 220 mx.example\nC: NOOP d29uZGVybGFuZA==\nS: 250-WONDERLAND\nS: 250 ok\nC: wond\nS: 500 wonderland",
      secrets: [("wonderland", name: "pw"), ("wond", name: "short")])
    #expect(text.contains("C: NOOP ${secret:pw-base64}") && text.contains("C: ${secret:short}"))
    #expect(!text.lowercased().contains("wonderland") && !text.contains("d29u"))
  }

  @Test func aSecretThatContainsAnotherIsHiddenWhole() {
    var driver = Driver()
    for (secret, name) in [("wonder", "a"), ("wonderland", "b")] {
      driver.conversation.receive(.secret(Array(secret.utf8), variable: "secret:\(name)"), at: driver.time)
    }
    driver.server("220 mx.example\r\n")
    driver.client("NOOP wonderland wonder")
    driver.server("250 wonderland wonder\r\n")
    #expect(driver.notation.contains("C: NOOP ${secret:b} ${secret:a}"))
    #expect(driver.notation.contains("S: 250 ********** ******"))
  }

  /// `echo Tr0ubad0ur | base64`, and other ways in which something is encoded with a password.
  @Test(arguments: ["\n", "\r\n", " ", "\t", "\u{0}", "\n\n"])
  func whatIsEncodedWithASecretIsNoPartOfIt(_ end: String) {
    let user = Base64.encode(Array("alice\(end)".utf8)).text
    let password = Base64.encode(Array("wonderland\(end)".utf8)).text
    let plain = Base64.encode(Array("\u{0}alice\u{0}wonderland\(end)".utf8)).text
    for login in ["AUTH LOGIN\nS: 334 x\nC: \(user)\nS: 334 x\nC: \(password)", "AUTH PLAIN \(plain)"] {
      let text = seen(
        "S: 220 mx.example\nC: \(login)\nS: 535-no wonderland for you\nS: 535 d29uZGVybGFuZA==\nC: NOOP wonderland"
      )
      #expect(!text.contains("wonderland") && !text.contains("d29uZGVybGFuZA"), "\(login)")
    }
  }

  /// Servers read such logins, and say what was in them.
  @Test(arguments: [
    "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ", "AUTH PLAIN AGFsaWNl AHdvbmRlcmxhbmQ=",
    "AUTH PLAIN AGFsaWNlAHdv bmRlcmxhbmQ",
    "AUTH PLAIN AGFsaWNlAHdvbm\tRlcmxhbmQ=", "AUTH LOGIN\nC: YWxpY2U\nC: d29uZGVybGFuZA",
    "AGFsaWNlAHdvbmRlcmxhbmQ",
    "NOOP AGFsaWNlAHdvbmRlcmxhbmQ", "d29uZGVybGFuZA",
  ])
  func aLoginIsReadLeniently(_ login: String) {
    let text = seen(
      "S: 220 mx.example\nC: \(login)\nS: 535-no wonderland\nS: 535-d29uZGVybGFuZA==\nS: 535-d29uZGVybGFuZA\nS: 535 \(login)"
    )
    #expect(!text.contains("wonderland") && !text.contains("d29uZGVybGFuZA") && !text.contains("dvbmRlcmxhbmQ"))
  }

  @Test func aSecretIsFoundInTheURLSafeAlphabet() {
    let password = "~~~???>>>"
    let encoded = Base64.encode(Array(password.utf8))
    for sent in [encoded.text, Base64.urlSafe(encoded).text] {
      let text = seen(
        "S: 220 mx.example\nC: AUTH LOGIN\nC: YWxpY2U=\nC: \(sent)\nS: 535-\(password)\nS: 535-\(encoded.text)\nS: 535 "
          + Base64.urlSafe(encoded).text)
      #expect(
        !text.contains(password) && !text.contains(encoded.text) && !text.contains(Base64.urlSafe(encoded).text)
      )
    }
  }

  @Test func anExtensionBehindTheProofIsNotTheProof() {
    let final = Base64.encode(Array("c=biws,r=abcdef,p=dHzbZapWIk4jUhN=,x=ext".utf8)).text
    let text = seen(
      "S: 220 mx.example\nC: AUTH SCRAM-SHA-256\nS: 334 \nC: \(final)\nS: 535-proof dHzbZapWIk4jUhN= is wrong\nS: 535 x=ext"
    )
    #expect(!text.contains("dHzbZapWIk4jUhN"))
    #expect(text.contains("x=ext"))
  }

  /// A challenge, a sentence in one, and whatever else a server makes of a login.
  @Test(arguments: [
    "334 \(Base64.encode(Array("the password wonderland is wrong".utf8)).text)",
    "334 \(Base64.encode(Array("{\"status\":\"401\",\"token\":\"wonderland\"}".utf8)).text)",
    "535 id=\(Base64.encode(Array("x:wonderland:y".utf8)).text)",
    "535 a/\(Base64.encode(Array("ab:wonderland".utf8)).text)",
    "535 \(Base64.encode(Base64.encode(Array("xwonderland".utf8))).text)",
    "535 776f6e6465726c616e64", "535 77 6F 6E 64 65 72 6C 61 6E 64", "535 77:6f:6e:64:65:72:6c:61:6e:64",
    "535 wond%65rl%61nd",
    "535 %77%6F%6E%64%65%72%6C%61%6E%64",
  ])
  func aSecretThatTheServerEncodesIsHidden(_ line: String) {
    let text = seen("S: 220 mx.example\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: \(line)")
    #expect(!text.contains(line) && text.contains("***"))
  }

  @Test func aSecretAcrossLinesIsHidden() {
    let login = "S: 220 mx.example\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n"
    let text = seen(
      login + "S: 535-5.7.8 no wonde\nS: 535-5.7.8 rland\nS: 535 5.7.8 for AGFsaWNl\nC: NOOP\nS: 250 ok")
    #expect(text.contains("S: 535-5.7.8 no *****") && text.contains("S: 535-5.7.8 *****"))
    #expect(text.contains("S: 535 5.7.8 for AGFsaWNl"), "a part alone is not known")
  }

  @Test func whatIsNotASecretStaysReadable() {
    let lines = [
      "334 \(Base64.encode(Array("r=abcdefghijk,s=QSXCR+Q6sek8bf92,i=4096".utf8)).text)",
      "535 5.7.8 Authentication unsuccessful a1b2c3d4e5f6-deadbeefcafe.prod.example 100% of %41",
      "250 2.0.0 queued as 4TnQ8w1J5Hz9rXk",
    ]
    let text = seen(
      "S: 220 mx.example\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: "
        + lines.joined(separator: "\nC: NOOP\nS: "))
    for line in lines { #expect(text.contains("S: " + line)) }
  }

  // MARK: At random

  /// Random numbers that are the same in each run.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int(next() % UInt64(list.count))] }

    /// A secret of 1 to 40 octets; the longer ones now and then with blanks and octets beyond ASCII.
    mutating func secret() -> [UInt8] {
      let count = Int.random(in: 1...40, using: &self)
      return (0..<count).map { _ in UInt8.random(in: 0x21...0x7E, using: &self) }
    }
  }

  /// A server that says everything back: each line as it came, and what is in it.
  private func echo(_ wire: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let line = Array(wire.split(separator: 10, maxSplits: 1).first?.filter { $0 != 13 } ?? [])
    var said = [line]
    for word in line.split(separator: 32) {
      guard let decoded = Base64.decode(word) else { continue }
      said.append(decoded.map { $0 < 32 ? 32 : $0 })
      said += decoded.split { $0 < 2 }.map(Array.init)
    }
    let code = Array(dice.pick(["535", "334", "235", "500", "504", "250", "421"]).utf8)
    var out: [UInt8] = []
    for text in said { out += code + [45] + text.filter { $0 != 10 && $0 != 13 } + [13, 10] }
    return out + code + Array(" end\r\n".utf8)
  }

  @Test(arguments: 0..<600)
  func noSecretIsShownOrKept(_ seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 77_777)
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n")
    let password = dice.secret()
    let encoded = Base64.encode(password)
    let plain = Base64.encode([0] + Array("alice".utf8) + [0] + password)
    let bearer = Base64.encode(Array("user=alice\u{1}auth=Bearer ".utf8) + password + [1, 1])
    var lines: [[UInt8]]
    switch dice.pick([0, 1, 2, 3, 4, 5]) {
    case 0: lines = [Array("AUTH PLAIN ".utf8) + plain]
    case 1: lines = [Array("AUTH PLAIN".utf8), plain]
    case 2: lines = [Array("AUTH LOGIN".utf8), Base64.encode(Array("alice".utf8)), encoded]
    case 3: lines = [Array("AUTH XOAUTH2 ".utf8) + bearer]
    case 4: lines = [Array("AUTH LOGIN ".utf8) + Base64.encode(Array("alice".utf8)), encoded]
    default: lines = [Array("auth cram-md5".utf8), Base64.encode(Array("alice ".utf8) + password)]
    }
    // The first octets of a line that no rule can tell from a command are those of short words.
    let isLong = password.count >= 6
    switch dice.pick([0, 1, 2, 3]) {
    case 0 where isLong: lines.shuffle(using: &dice)
    case 1 where isLong: lines.insert(Array("NOOP".utf8), at: Int.random(in: 0...lines.count, using: &dice))
    default: break
    }
    // And again, where it does not belong.
    if isLong {
      for form in [password, encoded, plain] where form.count >= 8 && dice.pick([true, false]) {
        lines.append(
          Array(dice.pick(["NOOP ", "HELP ", "C: AUTH PLAIN ", "a1 LOGIN alice ", "FROB "]).utf8) + form)
      }
    }
    let way = dice.pick(["typed", "raw", "pieces", "together"])
    for line in way == "together" ? [Array(lines.joined(separator: [13, 10]))] : lines {
      let wire = line + [13, 10]
      switch way {
      case "typed": driver.take(driver.conversation.receive(.send(Outgoing(line)), at: driver.time))
      case "pieces":
        var rest = wire[...]
        while !rest.isEmpty {
          let piece = rest.prefix(Int.random(in: 1...12, using: &dice))
          driver.conversation.receive(.observed(Outgoing(Array(piece))), at: driver.time)
          driver.take()
          rest = rest.dropFirst(piece.count)
        }
      default:
        driver.conversation.receive(.observed(Outgoing(wire)), at: driver.time)
        driver.take()
      }
      for said in wire.split(separator: 10) {
        var rest = echo(Array(said), &dice)[...]
        while !rest.isEmpty {
          let piece = rest.prefix(Int.random(in: 1...60, using: &dice))
          driver.server(piece)
          driver.seen += driver.pending
          rest = rest.dropFirst(piece.count)
        }
      }
    }
    let text = (forms(driver) + "\n" + driver.seen.joined(separator: "\n"))
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
    // Shorter ones are looked for as words in replies to the login only, and may stand in any text by chance.
    if isLong { #expect(!text.contains(Escaping.escape(password)), "the password, \(way)") }
    for form in [encoded, plain, bearer] where form.count >= 8 {
      #expect(!text.contains(form.text), "\(form.text), \(way)")
    }
  }

  /// Logins as people write them, and servers that put back what they have read in whatever form.
  @Test(arguments: 0..<400)
  func noSecretIsShownInAnotherForm(_ seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 55_441)
    let count = Int.random(in: 6...24, using: &dice)
    let password = (0..<count).map { _ in UInt8.random(in: 0x21...0x7E, using: &dice) }
    func encoded(_ octets: [UInt8]) -> [UInt8] {
      var text = Base64.encode(octets + Array(dice.pick(["", "", "\n", "\r\n", " "]).utf8))
      if dice.pick([true, false]) { text.removeAll { $0 == 61 } }
      if dice.pick([true, false]) { text = Base64.urlSafe(text) }
      if dice.pick([true, false, false]) { text.insert(32, at: text.count / 2) }
      return text
    }
    let lines: [[UInt8]] =
      dice.state % 2 == 0
      ? [Array("AUTH PLAIN ".utf8) + encoded([0] + Array("alice".utf8) + [0] + password)]
      : [Array("AUTH LOGIN".utf8), encoded(Array("alice".utf8)), encoded(password)]
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    for line in lines { driver.take(driver.conversation.receive(.send(Outgoing(line)), at: driver.time)) }
    let around = (0..<Int.random(in: 0...5, using: &dice)).map { _ in
      UInt8.random(in: 0x20...0x7E, using: &dice)
    }
    var said = around + password + around
    for _ in 0..<Int.random(in: 1...2, using: &dice) {
      switch dice.pick([0, 1, 2, 3, 4]) {
      case 0: said = Base64.encode(said)
      case 1: said = Base64.urlSafe(Base64.encode(said))
      case 2: said = said.flatMap { Array(($0 < 16 ? "0" : "").utf8) + Array(String($0, radix: 16).utf8) }
      case 3: said = said.flatMap { Array((String($0, radix: 16, uppercase: true) + ":").utf8) }
      default: said = said.flatMap { $0.isLetDig ? [$0] : Array(("%" + String($0, radix: 16)).utf8) }
      }
    }
    driver.server((Array("535 5.7.8 ".utf8) + said + [13, 10])[...])
    let text = driver.notation.joined(separator: "\n")
    let core = said.dropFirst(said.count / 3).prefix(max(4, said.count / 3))
    #expect(
      !text.contains(Escaping.escape(said)) && !text.contains(Escaping.escape(Array(core))), "\(password.text)")
  }

  /// A server that cuts what it quotes, and says it in one of many ways: eight octets of a password do not show, nor twelve
  /// of a response.
  @Test(arguments: 0..<400)
  func noPieceOfASecretIsShown(_ seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 31_337)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!&/".utf8)
    let password = (0..<Int.random(in: 14...40, using: &dice)).map { _ in dice.pick(letters) }
    let response: [UInt8]
    var lines: [[UInt8]]
    switch dice.pick([0, 1, 2]) {
    case 0:
      response = Base64.encode([0] + Array("alice".utf8) + [0] + password)
      lines = [Array("AUTH PLAIN ".utf8) + response]
    case 1:
      response = Base64.encode(password)
      lines = [Array("AUTH LOGIN".utf8), Base64.encode(Array("alice".utf8)), response]
    default:
      response = Base64.encode(Array("user=alice\u{1}auth=Bearer ".utf8) + password + [1, 1])
      lines = [Array("AUTH XOAUTH2 ".utf8) + response]
    }
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    for line in lines { driver.take(driver.conversation.receive(.send(Outgoing(line)), at: driver.time)) }
    let whole = dice.pick([password, response])
    let count = Int.random(in: 12...whole.count, using: &dice)
    let start = Int.random(in: 0...whole.count - count, using: &dice)
    let piece = Array(whole[start..<start + count])
    let said: String =
      switch dice.pick(Array(0..<7)) {
      case 0: piece.text + "..."
      case 1: "..." + piece.text
      case 2: piece.map { String($0, radix: 16) }.joined(separator: ", ")
      case 3: piece.map { String($0) }.joined(separator: " ")
      case 4:
        piece.map { "\\" + String(repeating: "0", count: $0 < 64 ? 1 : 0) + String($0, radix: 8) }.joined()
      case 5: "{\"got\": \"\(piece.text)\"}"
      default: Base64.encode(piece).text
      }
    driver.server("535-5.7.8 cannot decode \(said)\r\n535 5.7.8 (alice)\r\n")
    let text = driver.notation.joined(separator: "\n")
    #expect(text.contains("cannot decode") && text.contains("535 5.7.8 (alice)"), "\(said) \(text)")
    // A few octets at the ends of one are none.
    let middle = said.dropFirst(said.count / 3).prefix(max(6, said.count / 3))
    #expect(!text.contains(middle), "\(said)")
  }

  @Test(arguments: ["alice", "bob42", "svc-mail", "Alice", "postmaster"])
  func theNameOfTheUserStaysReadable(_ user: String) {
    let login =
      "C: AUTH LOGIN\nS: 334 x\nC: \(Base64.encode(Array(user.utf8)).text)\nS: 334 \(user), your password?\n"
      + "C: d29uZGVybGFuZA==\nS: 535 5.7.8 \(user)@server.example: bad password wonderland"
    let lines = played("S: 220 mx.example\n" + login).notation
    #expect(lines.last == "S: 535 5.7.8 \(user)@server.example: bad password **********")
    #expect(!lines.contains("S: 334 \(user), your password?"), "it may be the password in the wrong place")
  }

  @Test func whatIsNoUserNameStaysHiddenInItsPlace() {
    let text = seen(
      "S: 220 mx.example\nC: AUTH LOGIN\nC: \(Base64.encode(Array("tr0ubaD0ur&3x".utf8)).text)\nC: YWxpY2U=\n"
        + "S: 535 tr0ubaD0ur&3x: no such user")
    #expect(!text.contains("tr0ubaD0ur"))
  }

  @Test func theIdentityOfEXTERNALIsAName() {
    let response = Base64.encode(Array("alice@client.example".utf8)).text
    let lines = played("S: 220 mx.example\nC: AUTH EXTERNAL \(response)\nS: 535 no alice@client.example here")
      .notation
    #expect(lines.contains("C: AUTH EXTERNAL ${secret:auth-external}"))
    #expect(lines.last == "S: 535 no alice@client.example here")
  }

  /// Two words of a phrase that is secret are no chance; one is.
  @Test func theWordsOfAPhraseAreHiddenTogether() {
    let secret = [("correct horse battery staple", name: "pw")]
    let login = "S: 220 mx.example\nC: AUTH PLAIN\nS: 535-"
    let text = seen(login + "is it battery\r\n535 or is it horse?", secrets: secret)
    #expect(text.contains("535-is it *******") && text.contains("535 or is it *****?"))
    #expect(
      seen(login + "no\r\n535 the battery is empty", secrets: secret).contains("535 the battery is empty"))
    #expect(seen(login + "no\r\n535 correcthorsebatterystaple", secrets: secret).contains("S: 535 ****"))
  }

  /// Across the lines of a reply, whatever stands at their ends.
  @Test(arguments: [
    "wonde\r\n535-5.7.8 rland", "> wonde\r\n535-5.7.8 > rland", "wonde=\r\n535-rland",
    "AGFsaWNlAHdvbmR\r\n535-lcmxhbmQ=",
  ])
  func aSecretAcrossLinesIsHiddenWhateverIsBetween(_ said: String) {
    let text = seen("S: 220 mx.example\nC: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nS: 535-5.7.8 \(said)\r\n535 no")
    #expect(!text.contains("wonde") && !text.contains("rland") && !text.contains("lcmxhbmQ"))
  }

  @Test(arguments: 0..<300)
  func noVariableIsShownOrKept(_ seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 99_991)
    var driver = Driver()
    let inner = (0..<8).map { _ in UInt8.random(in: 0x30...0x7A, using: &dice) }
    let outer = inner + (0..<6).map { _ in UInt8.random(in: 0x30...0x7A, using: &dice) }
    let secret = dice.pick([inner, outer])
    for (value, name) in [(inner, "inner"), (outer, "outer")] {
      driver.conversation.receive(.secret(value, variable: "secret:\(name)"), at: driver.time)
    }
    driver.server("220 mx.example\r\n")
    driver.client("EHLO client.example")
    driver.server("250-mx.example\r\n250-SIZE 1000\r\n250 CHUNKING\r\n")
    let (head, tail) = dice.pick([
      ("EHLO ", ""), ("RCPT TO:<bob@", ".example>"), ("MAIL FROM:<", "@client.example> SIZE=x"),
      ("MAIL FROM:<a@client.example> SIZE=", ""), ("", " x"), ("AUTH PLAIN ", ""), ("VRFY ", ""), ("X-", "-Y"),
      ("BDAT ", " LAST"), ("HELP ", " more"),
    ])
    var line = Outgoing(head)
    line.append(Outgoing(secret: secret, variable: "secret:\(secret == inner ? "inner" : "outer")"))
    line.append(Outgoing(tail + "\r\n"))
    if dice.pick([true, false]) {
      driver.conversation.receive(.observed(line), at: driver.time)
      driver.take()
    } else {
      var place = 0
      while place < line.octets.count {
        let end = min(line.octets.count, place + Int.random(in: 1...9, using: &dice))
        driver.conversation.receive(.observed(line[place..<end]), at: driver.time)
        driver.take()
        place = end
      }
    }
    driver.server(echo(line.octets, &dice)[...])
    let text = forms(driver).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
    #expect(!text.contains(secret.text) && !text.contains(inner.text), "\(head)…\(tail)")
    #expect(text.contains("${secret:") || text.contains("C: *"))
  }
}

extension Driver {
  /// The lines of a reply that is still coming.
  var pending: [String] { conversation.pendingLines.map(\.text) }

  mutating func server(_ octets: ArraySlice<UInt8>) {
    time += 1_000_000
    take(conversation.receive(.received(Array(octets)), at: time))
  }

  /// A certificate, a refused setting, a name of a file can have it.
  @Test func eventsAndCommandsAreMasked() {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=")
    driver.server("535 no\r\n")
    let certificate = CertificateFacts(
      subject: "CN=wonderland", issuer: "O=d29uZGVybGFuZA==", altNames: ["DNS:wonderland.example"],
      notBefore: 0,
      notAfter: 0, key: "", signature: "", sha256: "")
    for content in [
      TranscriptEntry.Content.event(
        .tls(TLSFacts(version: "x", cipher: "x", cipherBits: 1, chain: [certificate]))),
      .event(.settingRefused(name: "eol", value: "wonderland", expected: "crlf")),
      .event(.recording(.failed("cannot write /tmp/wonderland"))), .command("connect wonderland:25"),
    ] {
      driver.take(driver.conversation.receive(.note(content), at: driver.time))
    }
    let text = driver.entries.flatMap(NotationWriter.recorded).joined(separator: "\n")
    #expect(!text.contains("wonderland") && !text.contains("d29uZGVybGFuZA"), "\(text)")
    #expect(text.contains("cannot write /tmp/**********") && text.contains("subject=\"CN=**********\""))
  }

  /// Two words are no Base64, and what a word can be read as is no secret to be looked for.
  @Test(arguments: [
    "XFOO someThing2", "a1 CAPABILITY", "a1 LIST Inbox", "Hello world12", "CLIENTID UUID abcDef12",
    "Subject Test1 mail",
  ])
  func linesOfOtherProtocolsAreNoLogins(_ line: String) {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.client(line)
    driver.server("500 what is \(line)?\r\n")
    #expect(
      driver.notation.filter { !$0.hasPrefix("!") }.suffix(2) == ["C: \(line)", "S: 500 what is \(line)?"])
  }

  /// A hundred tokens of OAuth leave the first password known.
  @Test func whatIsKnownIsKnownForLong() {
    var masking = Masking()
    masking.remember(Array("Tr0ubad0ur&3x".utf8), name: "password")
    for number in 0..<100 {
      masking.remember(Array(String(repeating: "token\(number)", count: 200).utf8), name: "token")
    }
    #expect(masking.scrub("535 Tr0ubad0ur&3x") == "535 *************")
  }

  /// What people encode who have not read how: the password is known all the same.
  @Test(arguments: [
    #"\0alice\0wonderland"#, #"\000alice\000wonderland"#, "^@alice^@wonderland", "alice:wonderland",
    "user=alice^Aauth=Bearer wonderland^A^A", #"user=alice\x01auth=Bearer wonderland\x01\x01"#,
  ])
  func responsesThatAreWrittenWrong(_ response: String) {
    for form in ["%", "\"%\"", "<%>", "%!"] {
      var driver = Driver()
      driver.server("220 mx.example\r\n")
      driver.client("AUTH PLAIN " + form.replacing("%", with: Base64.encode(Array(response.utf8)).text))
      driver.server("535 is it wonderland?\r\n")
      #expect(driver.notation.last == "S: 535 is it **********?", "\(form)")
    }
  }

  /// Whatever somebody has for a password, an event stays what it is.
  @Test(arguments: ["yes", "server", "connection", "closed", "10", "TLSv1.3", "expected"])
  func aPasswordOfOurWordsChangesNoEvent(_ password: String) {
    var driver = Driver()
    driver.server("220 mx.example\r\n")
    driver.conversation.receive(.secret(Array(password.utf8), variable: "secret:password"), at: 0)
    let events: [Event] = [
      .tls(
        TLSFacts(
          version: "TLSv1.3", cipher: "x", cipherBits: 10, isVerified: true,
          nameCheck: .init(name: "mx.example", matches: true))),
      .timedOut(.reply(.connection), seconds: 10, rule: nil),
      .closed(byServer: true, reason: nil, isExpected: true), .notSent(.closed),
    ]
    for event in events { driver.conversation.receive(.note(.event(event)), at: 0) }
    driver.take()
    let kept = driver.entries.suffix(events.count).map { entry in
      if case .event(let event) = entry.content { event } else { Event.notSent(.noTarget) }
    }
    #expect(kept == events)
  }
}
