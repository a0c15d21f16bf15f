import SMTP
import Testing

/// What a line shows of a login, by itself: `LoginSecrets.shown` reads it as `LoginAttempt` does.
struct LoginAttemptTests {
  // `AGFsaWNlAHdvbmRlcmxhbmQ=` is PLAIN of alice and wonderland, `d29uZGVybGFuZA==` wonderland alone.
  @Test(arguments: [
    // Pasted out of a transcript.
    ("C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "C: AUTH PLAIN ${secret:auth-plain}"),
    ("c:auht plain wonderland", "c:auht plain ${secret:auth-plain}"),
    ("> AUTH LOGIN d29uZGVybGFuZA==", "> AUTH LOGIN ${secret:auth-login}"),
    ("~> AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "~> AUTH PLAIN ${secret:auth-plain}"),
    ("C AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "C AUTH PLAIN ${secret:auth-plain}"),
    ("\"AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\"", "\"AUTH PLAIN ${secret:auth-plain}"),
    ("C: d29uZGVybGFuZA==", "C: ${secret:auth-1}"),
    // Behind another command, by its words or by its form.
    ("NOOP AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "NOOP AUTH PLAIN ${secret:auth-plain}"),
    ("EHLO a auth login d29uZGVybGFuZA==", "EHLO a auth login ${secret:auth-login}"),
    ("NOOP AGFsaWNlAHdvbmRlcmxhbmQ=", "NOOP ${secret:auth}"),
    ("VRFY x=AGFsaWNlAHdvbmRlcmxhbmQ=", "VRFY x=${secret:auth}"),
    ("NOOP dXNlcj1hAWF1dGg9QmVhcmVyIHgBAQ==", "NOOP ${secret:auth}"),
    (
      "MAIL FROM:<a@b.example> AUTH=d29uZGVybGFuZA== SIZE=1",
      "MAIL FROM:<a@b.example> AUTH=${secret:auth} SIZE=1"
    ),
    // Other protocols.
    ("PASS wonderland", "PASS ${secret:auth-pass}"),
    ("password: wonderland", "password: ${secret:auth-password}"),
    ("LOGIN alice wonderland", "LOGIN ${secret:auth-login}"),
    ("a1 LOGIN alice wonderland", "a1 LOGIN ${secret:auth-login}"),
    ("a1 AUTHENTICATE PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "a1 AUTHENTICATE PLAIN ${secret:auth-plain}"),
    ("AUTHENTICATE PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "AUTHENTICATE PLAIN ${secret:auth-plain}"),
    ("PLAIN wonderland", "PLAIN ${secret:auth-plain}"),
    ("smtp://alice:wonderland@mx.example", "smtp://alice:${secret:auth}@mx.example"),
    ("FROB smtps://alice:w@x@mx.example:465 y", "FROB smtps://alice:${secret:auth}@mx.example:465 y"),
  ])
  func isHidden(_ line: String, _ shown: String) { #expect(LoginSecrets.shown(line) == shown) }

  /// A mailbox is what MAIL wants behind AUTH= (RFC 4954 §5), and a name without a response is no secret.
  @Test(arguments: [
    "MAIL FROM:<a@b.example> AUTH=<>", "MAIL FROM:<a@b.example> AUTH=e+3Dmc2@client.example", "HELP AUTH PLAIN",
    "MAIL FROM:<a@b.example> AUTH=a+40b.example SIZE=20", "HELP AUTH", "NOOP please AUTH first",
    "EHLO auth.example",
    "BDAT 10240000 LAST", "PLAIN", "PASS", "FROB", "RCPT TO:<login@mx.example>", "smtp://mx.example",
    "smtp://alice@mx.example", "XFORWARD ADDR=192.0.2.1", "*", "", "C:", "VRFY login", "-", "AUTHORITY",
  ])
  func staysAsItIs(_ line: String) { #expect(LoginSecrets.shown(line) == line) }

  @Test(arguments: [
    ("VHIwdWJhZDB1ciYzeA==", true), ("AGFsaWNlAHdvbmRlcmxhbmQ=", true), ("d29uZGVybGFuZA", true),
    ("TlRMTVNTUAADAAAAGAAYAEAAAAAYABgA", true), ("JavaScript", false), ("UnixTime2024", false),
    ("4TnQ8w1J5Hz9rXk", false),
    ("message=", false), ("STARTTLSx", false), ("Content-Type", false), ("8BITMIME", false),
    ("helloWorld1", false),
  ])
  func whatLooksLikeAResponse(_ word: String, _ isResponse: Bool) {
    #expect(LoginAttempt.isResponse(Array(word.utf8)[...]) == isResponse)
  }
}
