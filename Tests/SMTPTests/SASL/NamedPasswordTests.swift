import SMTP
import Testing

/// Passwords of other protocols and programs in a line, as `LoginSecrets.shown` finds them.
struct NamedPasswordTests {
  @Test(arguments: [
    ("USER alice PASS wonderland", "USER alice PASS ${secret:auth}"),
    ("user=alice password=wonderland", "user=alice password=${secret:auth}"),
    ("username: alice, password: wonderland", "username: alice, password: ${secret:auth}"),
    ("{\"user\":\"alice\",\"password\":\"wonderland\"}", "{\"user\":\"alice\",\"password\":\"${secret:auth}"),
    ("my pw = wonderland", "my pw = ${secret:auth-pw}"),
    ("PASSPHRASE wonder land", "PASSPHRASE ${secret:auth-passphrase}"),
    ("PSAS wonderland", "PSAS ${secret:auth-psas}"), ("PAS wonderland", "PAS ${secret:auth-pas}"),
    ("APOP alice c4c9334bac560ecc", "APOP ${secret:auth-apop}"),
    ("Basic YWxpY2U6d29uZGVybGFuZA==", "Basic ${secret:auth-basic}"),
    ("api_key=wonderland", "api_key=${secret:auth-api_key}"),
    ("swaks -au alice -ap wonderland -q AUTH", "swaks -au alice -ap ${secret:auth} -q AUTH"),
    ("curl -u alice:wonderland mx.example", "curl -u alice:${secret:auth} mx.example"),
    ("x --password=wonderland y", "x --password=${secret:auth} y"),
    ("alice@client.example:wonderland", "alice@client.example:${secret:auth}"),
  ])
  func isHidden(_ line: String, _ shown: String) { #expect(LoginSecrets.shown(line) == shown) }

  @Test(arguments: [
    "HELP PASSWORD: x", "there is no password here", "curl -u alice mx.example", "swaks -p",
    "PING pong",
    "POST / HTTP/1.1", "PLEASE wait", "FROM:alice@client.example", "alice@client.example", "PAST", "NOOP -p x",
    "RCPT TO:<password=x@server.example>", "mailto:alice@client.example",
  ])
  func staysAsItIs(_ line: String) { #expect(LoginSecrets.shown(line) == line) }
}
