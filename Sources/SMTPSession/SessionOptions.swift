// What a session can be told before it begins, and by `:set` while it goes on: one row a setting.

import SMTP
import SMTPTransport

/// How a session behaves.
package struct SessionOptions: Sendable {
  package var tls = TLSOptions()
  /// Whether the handshake starts by itself after a 220 to STARTTLS.
  package var startsTLS = true
  /// Seconds for every reply; nil: RFC 5321's own.
  package var timeout: Int?
  /// Seconds for one address.
  package var connectTimeout = 30
  /// The name for EHLO.
  package var helloName = Environment.hostname
  /// What ends a typed line.
  package var lineEnd: [UInt8] = [ASCII.cr, ASCII.lf]
  /// Whether secrets are shown and recorded as they are.
  package var showsSecrets = false

  package init() {}
}

/// One setting of `:set`.
package struct Setting: Sendable {
  package let name: String
  package let help: String
  /// Values that can be completed.
  package let values: [String]
  package let get: @Sendable (SessionOptions) -> String
  /// Returns what is expected instead, for a value that is not taken; nil when it was.
  package let set: @Sendable (inout SessionOptions, String) -> String?

  /// The table of settings.
  package static let table: [Setting] = [
    Setting(
      name: "timeout", help: "seconds to wait for a reply, or rfc for RFC 5321's own",
      values: ["rfc", "10", "30", "60"],
      get: { $0.timeout.map { "\($0)" } ?? "rfc" },
      set: { options, value in
        if value == "rfc" {
          options.timeout = nil
          return nil
        }
        guard let seconds = Int(value.hasSuffix("s") ? String(value.dropLast()) : value),
          (1...86_400).contains(seconds)
        else { return "a number of seconds from 1 to 86400, or rfc" }
        options.timeout = seconds
        return nil
      }),
    Setting(
      name: "starttls", help: "start the handshake after a 220 to STARTTLS: on or off", values: ["on", "off"],
      get: { $0.startsTLS ? "on" : "off" },
      set: { options, value in
        guard let on = onOff(value) else { return "on or off" }
        options.startsTLS = on
        return nil
      }),
    Setting(
      name: "eol", help: "what ends a line that is sent: crlf, lf, cr or none",
      values: ["crlf", "lf", "cr", "none"],
      get: { options in lineEnds.first { $0.1 == options.lineEnd }?.0 ?? "crlf" },
      set: { options, value in
        guard let row = lineEnds.first(where: { $0.0 == value }) else { return "crlf, lf, cr or none" }
        options.lineEnd = row.1
        return nil
      }),
    Setting(
      name: "hello", help: "the name for EHLO", values: [], get: { $0.helloName },
      set: { options, value in
        options.helloName = value
        return value.isEmpty ? "a name" : nil
      }),
    Setting(
      name: "tls.verify", help: "what a bad certificate does: report, require or off",
      values: TLSOptions.Verify.allCases.map(\.rawValue), get: { $0.tls.verify.rawValue },
      set: { options, value in
        guard let verify = TLSOptions.Verify(rawValue: value) else { return "report, require or off" }
        options.tls.verify = verify
        return nil
      }),
    Setting(
      name: "tls.min", help: "oldest TLS version", values: versions,
      get: { $0.tls.minimum?.rawValue ?? "default" },
      set: { options, value in version(value, &options.tls.minimum) }),
    Setting(
      name: "tls.max", help: "newest TLS version", values: versions,
      get: { $0.tls.maximum?.rawValue ?? "default" },
      set: { options, value in version(value, &options.tls.maximum) }),
    Setting(
      name: "tls.ciphers", help: "OpenSSL cipher string, or default",
      values: ["default", "DEFAULT@SECLEVEL=0"],
      get: { $0.tls.ciphers ?? "default" },
      set: { options, value in
        options.tls.ciphers = value == "default" ? nil : value
        return nil
      }),
    Setting(
      name: "tls.server-name", help: "the name sent as SNI and checked, or default", values: ["default"],
      get: { $0.tls.serverName ?? "default" },
      set: { options, value in
        options.tls.serverName = value == "default" ? nil : value
        return nil
      }),
    Setting(
      name: "tls.ca-file", help: "PEM file of trusted CAs, or default", values: ["default"],
      get: { $0.tls.caFile ?? "default" },
      set: { options, value in
        options.tls.caFile = value == "default" ? nil : value
        return nil
      }),
  ]

  package static func row(_ name: String) -> Setting? { table.first { $0.name == name } }

  private static let lineEnds: [(String, [UInt8])] = [
    ("crlf", [ASCII.cr, ASCII.lf]), ("lf", [ASCII.lf]), ("cr", [ASCII.cr]), ("none", []),
  ]

  private static let versions = ["default"] + TLSOptions.Version.allCases.map(\.rawValue)

  private static func onOff(_ value: String) -> Bool? { value == "on" ? true : value == "off" ? false : nil }

  private static func version(_ value: String, _ place: inout TLSOptions.Version?) -> String? {
    if value == "default" {
      place = nil
      return nil
    }
    guard let version = TLSOptions.Version(rawValue: value) else { return "1.0, 1.1, 1.2, 1.3 or default" }
    place = version
    return nil
  }
}
