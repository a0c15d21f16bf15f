// What a user can say about TLS.

/// TLS settings of a client.
package struct TLSOptions: Sendable, Equatable {
  /// What a failed verification does.
  package enum Verify: String, Sendable, CaseIterable {
    /// Say so and go on: a debugger's default.
    case report
    /// End the connection.
    case require
    /// Do not look.
    case off
  }

  /// A protocol version.
  package enum Version: String, Sendable, CaseIterable {
    case tls1_0 = "1.0"
    case tls1_1 = "1.1"
    case tls1_2 = "1.2"
    case tls1_3 = "1.3"

    /// Reads a version as people and programs write it: `1.2`, `TLSv1.2`, `tls1.2`, `TLS 1.2`; `TLSv1` is OpenSSL's
    /// name of 1.0.
    ///
    /// - Returns: nil for any other text, `SSLv3` among them.
    package init?(spelling text: String) {
      var rest = text.lowercased()[...]
      if rest.hasPrefix("tls") {
        rest = rest.dropFirst(3)
        if rest.first == " " || rest.first == "v" || rest.first == "-" { rest = rest.dropFirst() }
        if rest == "1" { rest = "1.0" }
      }
      self.init(rawValue: String(rest))
    }
  }

  /// What is done about a certificate that cannot be trusted.
  package var verify = Verify.report
  /// The name sent as SNI and checked against the certificate; nil: the host's name.
  package var serverName: String?
  /// PEM file of trusted CAs; nil: the system's hashed CA directory.
  package var caFile: String?
  /// PEM file of the client's certificate, with its chain; nil: the client has none.
  package var certificateFile: String?
  /// PEM file of the client's key; nil: it stands in `certificateFile`.
  package var keyFile: String?
  /// The oldest version that is agreed to; nil: OpenSSL's own.
  package var minimum: Version?
  /// The newest version that is agreed to; nil: OpenSSL's own.
  package var maximum: Version?
  /// OpenSSL cipher string for TLS 1.2 and older.
  package var ciphers: String?
  /// Where session secrets are appended; nil: nowhere. `SSLKEYLOGFILE` is the caller's to read.
  package var keyLogFile: String?

  /// What holds where the user says nothing.
  package init() {}
}
