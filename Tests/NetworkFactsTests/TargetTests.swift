import NetworkFacts
import Testing

struct TargetTests {
  static let rows: [(text: String, scheme: Target.Scheme, endpoint: Target.Endpoint)] = [
    ("mx.example", .smtp, .host("mx.example", port: 25)),
    ("mx.example:2525", .smtp, .host("mx.example", port: 2525)),
    ("192.0.2.1", .smtp, .host("192.0.2.1", port: 25)),
    ("[2001:db8::1]:587", .smtp, .host("2001:db8::1", port: 587)),
    ("[IPv6:2001:db8::1]", .smtp, .host("2001:db8::1", port: 25)),
    ("2001:db8::1", .smtp, .host("2001:db8::1", port: 25)),
    ("smtp://mx.example", .smtp, .host("mx.example", port: 25)),
    ("submission://mx.example", .submission, .host("mx.example", port: 587)),
    ("smtps://mx.example/", .smtps, .host("mx.example", port: 465)),
    ("SMTPS://mx.example:4465", .smtps, .host("mx.example", port: 4465)),
    ("lmtp://mx.example", .lmtp, .host("mx.example", port: 24)),
    ("unix:/run/mail.sock", .smtp, .unix(path: "/run/mail.sock")),
    ("lmtp:unix:/run/lmtp", .lmtp, .unix(path: "/run/lmtp")),
  ]

  @Test(arguments: rows) func targetsAreRead(
    _ row: (text: String, scheme: Target.Scheme, endpoint: Target.Endpoint)
  ) throws {
    let target = try Target(parsing: row.text)
    #expect(target.scheme == row.scheme && target.endpoint == row.endpoint)
    #expect(try Target(parsing: target.description) == target, "what is printed is read again")
  }

  @Test(arguments: [
    ("", "no host"), ("mx.example:0", "port"), ("mx.example:65536", "port"), ("mx.example:x", "port"),
    ("http://mx.example", "scheme"), ("[2001:db8::1", "["), ("[::1]x", ":port"), ("unix:relative", "absolute"),
    ("mx example", "space"), ("mx\u{1B}", "control"), ("müller.example", "xn--"), (":25", "no host"),
    ("smtp://alice:wonderland@mx.example", ":auth"), ("alice@mx.example:25", ":auth"),
    ("smtp://alice:wonder@land@mx.example:x", ":auth"), ("http://alice:wonderland@mx.example", "scheme"),
    ("smtp://alice:wonderland", "port"), ("alice:wonderland", "port"), ("http://alice:wonderland", "scheme"),
    ("alice:wonderland@mx.example:wonderland", ":auth"), ("[::1]:wonderland", "port"),
    ("mx.example wonderland", "space"),
  ])
  func mistakesAreSaid(_ text: String, _ word: String) {
    #expect { try Target(parsing: text) } throws: { error in
      guard let problem = error as? Target.Problem else { return false }
      return problem.what.contains(word) && problem.description.contains("host:port")
        && !problem.description.contains("wonder")
    }
  }

  @Test(arguments: [
    ("mx.example:99999", "mx.example:99999"), ("mx.example:x", "mx.example…"), ("alice:1234567890", "alice…"),
    ("smtp://a:b@c:d", "smtp://…"), ("smtp://alice:P@ssw0rd", "smtp://…"), ("[alice:S3cret", "…"),
    ("alice:a:S3cret", "alice…"), ("smtp:/alice:S3cret", "smtp…"), ("mx.example/S3cret", "mx.example…"),
    ("smtps://mx.example?password=S3cret", "smtps://mx.example…"), ("unix:relative", "unix:relative"),
    ("[::1]x", "[::1]…"), ("mx example", "mx…"), ("https://mx.example/?x=1", "https://mx.example…"),
    ("http://mx.example", "http://mx.example"),
  ])
  func whatIsNoSecretIsQuoted(_ text: String, _ quoted: String) {
    #expect { try Target(parsing: text) } throws: { ($0 as? Target.Problem)?.text == quoted }
  }
}
