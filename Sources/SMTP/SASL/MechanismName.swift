// The names of SASL mechanisms: those of IANA's registry, and those that are met without standing in it. What a person
// or a server writes in the place of a name can be anything, a password too: only what stands here is certainly a name.

/// A mechanism's name (RFC 4422 §3.1). The raw value is how it goes over the wire. What is known of some of them stands in
/// `MechanismFacts`; those that this program speaks are a `SASLMechanism`.
package enum MechanismName: String, CaseIterable, Sendable {
  case plain = "PLAIN"
  case login = "LOGIN"
  case cramMD5 = "CRAM-MD5"
  case cramSHA1 = "CRAM-SHA1"
  case digestMD5 = "DIGEST-MD5"
  case scramSHA1 = "SCRAM-SHA-1"
  case scramSHA1Plus = "SCRAM-SHA-1-PLUS"
  case scramSHA224 = "SCRAM-SHA-224"
  case scramSHA224Plus = "SCRAM-SHA-224-PLUS"
  case scramSHA256 = "SCRAM-SHA-256"
  case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
  case scramSHA384 = "SCRAM-SHA-384"
  case scramSHA384Plus = "SCRAM-SHA-384-PLUS"
  case scramSHA512 = "SCRAM-SHA-512"
  case scramSHA512Plus = "SCRAM-SHA-512-PLUS"
  case scramSHA3512 = "SCRAM-SHA3-512"
  case scramSHA3512Plus = "SCRAM-SHA3-512-PLUS"
  case scramMD5 = "SCRAM-MD5"
  case xoauth2 = "XOAUTH2"
  case xoauth = "XOAUTH"
  case oauthBearer = "OAUTHBEARER"
  case oauth10a = "OAUTH10A"
  case ntlm = "NTLM"
  case gssapi = "GSSAPI"
  case gssSPNEGO = "GSS-SPNEGO"
  case gs2KRB5 = "GS2-KRB5"
  case gs2KRB5Plus = "GS2-KRB5-PLUS"
  case kerberosV4 = "KERBEROS_V4"
  case kerberosV5 = "KERBEROS_V5"
  case external = "EXTERNAL"
  case anonymous = "ANONYMOUS"
  case otp = "OTP"
  case skey = "SKEY"
  case securID = "SECURID"
  case saml20 = "SAML20"
  case saml20EC = "SAML20EC"
  case openID20 = "OPENID20"
  case eapAES128 = "EAP-AES128"
  case eapAES128Plus = "EAP-AES128-PLUS"
  case ecdsaNISTP256 = "ECDSA-NIST256P-CHALLENGE"
  case nmasSambaAuth = "NMAS-SAMBA-AUTH"
  case nmasAuthen = "NMAS_AUTHEN"
  case nmasLogin = "NMAS_LOGIN"
  case iso9798URSASHA1 = "9798-U-RSA-SHA1-ENC"
  case iso9798MutualRSASHA1 = "9798-M-RSA-SHA1-ENC"
  case iso9798UDSASHA1 = "9798-U-DSA-SHA1"
  case iso9798MDSASHA1 = "9798-M-DSA-SHA1"
  case iso9798UECDSASHA1 = "9798-U-ECDSA-SHA1"
  case iso9798MECDSASHA1 = "9798-M-ECDSA-SHA1"
  case msn = "MSN"
  case gssapiPlus = "GSSAPI-PLUS"
  case xymcookie = "XYMCOOKIE"
  case xymcookieB64 = "XYMCOOKIEB64"
  case xymPKI = "XYMPKI"
  case plainClientToken = "PLAIN-CLIENTTOKEN"

  /// The name in any case, as RFC 4422 wants it in upper case and people type it in lower.
  package init?(_ octets: some Collection<UInt8>) {
    guard octets.count <= 30 else { return nil }
    self.init(rawValue: octets.asciiUppercasedText)
  }

  /// Whether a name begins with these octets, whatever their case; none begin every name.
  package static func isPrefix(_ octets: some Collection<UInt8>) -> Bool {
    guard octets.count <= 30 else { return false }
    let text = octets.asciiUppercasedText
    return allCases.contains { $0.rawValue.hasPrefix(text) }
  }
}
