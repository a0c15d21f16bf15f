// Why a login cannot go on: by name, without words. No text of a challenge gets into it, since a server can put into one
// whatever it was told; the reply stands in the transcript, masked.

/// What a mechanism cannot answer. The raw value is the name in recordings, which is stable; the words are english.txt's,
/// under `event.login.NAME`.
package enum SASLProblem: String, Error, CaseIterable, Sendable {
  /// The mechanism has no response to this challenge, or had its last.
  case unexpectedChallenge = "unexpected-challenge"
  /// The challenge is not Base64 (RFC 4954 §4).
  case undecodableChallenge = "undecodable-challenge"
  /// The name or the password has a NUL in it, which is what separates them (RFC 4616 §2).
  case nulInCredentials = "nul-in-credentials"
  /// There is no HMAC-MD5, which CRAM-MD5 is made with (RFC 2195 §2).
  case noHMACMD5 = "no-hmac-md5"
}
