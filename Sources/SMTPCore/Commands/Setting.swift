// What `:set` and the command line can change: one row a setting.

import NetworkFacts
import SMTP

/// One setting of `:set`, and of the command line.
package struct Setting: Sendable {
  /// As `:set` takes it: `tls.min`.
  package let name: String
  /// What the help calls its value.
  package let placeholder: String
  /// One line, which says what its values are.
  package let help: String
  /// Values that can be completed.
  package let values: [String]
  /// What it is about.
  package var group = Group.session
  /// How the command line says it, where a switch says it better than a value.
  package var asSwitch: Switch?
  /// Whether people give it a secret by mistake, so that no mistake quotes its value.
  package var takesSecret = false
  /// The value as `:set` shows it: `default` or `rfc` where nobody has chosen one.
  package let get: @Sendable (SessionOptions) -> String
  /// Returns what is expected instead, for a value that is not taken; nil when it was.
  package let set: @Sendable (inout SessionOptions, String) -> String?

  /// What a setting is about: a heading of the help.
  package enum Group: Sendable {
    case session, tls, recording
  }

  /// An option without a value.
  package struct Switch: Sendable {
    /// Without its hyphens.
    package let option: String
    /// What it sets.
    package let value: String
    /// One line for the help of the command line.
    package let help: String
    /// What a person has to know beside it, behind how the console says it.
    package var more = ""
  }

  /// Its name on the command line, without the hyphens in front.
  package var option: String { asSwitch?.option ?? String(name.map { $0 == "." ? "-" : $0 }) }

  /// The table of settings.
  package static let table: [Setting] = [
    Setting(
      name: "timeout", placeholder: "SECONDS", help: "seconds to wait for a reply, or rfc for RFC 5321's own",
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
      name: "connect-timeout", placeholder: "SECONDS", help: "seconds to wait for each address",
      values: ["5", "30"], get: { "\($0.connectTimeout)" },
      set: { options, value in
        guard let seconds = Int(value), (1...3600).contains(seconds) else {
          return "a number of seconds from 1 to 3600"
        }
        options.connectTimeout = seconds
        return nil
      }),
    Setting(
      name: "starttls", placeholder: "on|off", help: "start the handshake after a 220 to STARTTLS: on or off",
      values: ["on", "off"],
      get: { $0.startsTLS ? "on" : "off" },
      set: { options, value in
        guard let on = onOff(value) else { return "on or off" }
        options.startsTLS = on
        return nil
      }),
    Setting(
      name: "eol", placeholder: "END", help: "what ends a line that is sent: crlf, lf, cr or none",
      values: ["crlf", "lf", "cr", "none"],
      get: { options in lineEnds.first { $0.1 == options.lineEnd }?.0 ?? "crlf" },
      set: { options, value in
        guard let row = lineEnds.first(where: { $0.0 == value }) else { return "crlf, lf, cr or none" }
        options.lineEnd = row.1
        return nil
      }),
    Setting(
      name: "hello", placeholder: "NAME", help: "the name for EHLO", values: [], get: { $0.helloName },
      set: { options, value in
        guard !value.isEmpty else { return "a name" }
        options.helloName = value
        return nil
      }),
    Setting(
      name: "cleartext-auth", placeholder: "ask|allow",
      help: ":auth without TLS: ask first (a script or file is refused), or allow", values: ["ask", "allow"],
      asSwitch: Switch(
        option: "allow-cleartext-auth", value: "allow",
        help: "let :auth log in over a connection without TLS, and do not ask",
        more: "; without it a person is asked, and scripts and session files are refused"),
      get: { $0.allowsCleartextAuth ? "allow" : "ask" },
      set: { options, value in
        guard value == "ask" || value == "allow" else { return "ask or allow" }
        options.allowsCleartextAuth = value == "allow"
        return nil
      }),
    Setting(
      name: "secrets", placeholder: "masked|shown",
      help: "secrets on the screen and in the recording: masked or shown",
      values: ["masked", "shown"], group: .recording,
      asSwitch: Switch(
        option: "show-secrets", value: "shown",
        help: "show and record secrets as they are; without it they are masked",
        more: "; :set secrets masked does not hide again what was shown before"),
      takesSecret: true,
      get: { $0.showsSecrets ? "shown" : "masked" },
      set: { options, value in
        guard value == "masked" || value == "shown" else { return "masked or shown" }
        options.showsSecrets = value == "shown"
        return nil
      }),
    Setting(
      name: "tls.verify", placeholder: "MODE", help: "what a bad certificate does: report, require or off",
      values: TLSOptions.Verify.allCases.map(\.rawValue), group: .tls, get: { $0.tls.verify.rawValue },
      set: { options, value in
        guard let verify = TLSOptions.Verify(rawValue: value) else { return "report, require or off" }
        options.tls.verify = verify
        return nil
      }),
    Setting(
      name: "tls.min", placeholder: "VERSION", help: "oldest TLS version", values: versions, group: .tls,
      get: { $0.tls.minimum?.rawValue ?? "default" },
      set: { options, value in version(value, &options.tls.minimum) }),
    Setting(
      name: "tls.max", placeholder: "VERSION", help: "newest TLS version", values: versions, group: .tls,
      get: { $0.tls.maximum?.rawValue ?? "default" },
      set: { options, value in version(value, &options.tls.maximum) }),
    textSetting(
      "tls.ciphers", "STRING", "OpenSSL cipher string for TLS 1.2 and older, or default",
      ["DEFAULT@SECLEVEL=0"],
      get: { $0.tls.ciphers }, set: { $0.tls.ciphers = $1 }),
    textSetting(
      "tls.server-name", "NAME", "the name sent as SNI and checked, or default: the host", [],
      get: { $0.tls.serverName }, set: { $0.tls.serverName = $1 }),
    textSetting(
      "ca-file", "FILE", "PEM file of trusted CAs, or default: the system's", [],
      get: { $0.tls.caFile }, set: { $0.tls.caFile = $1 }),
    textSetting(
      "tls.cert", "FILE", "client certificate (PEM, with its chain), or default: none", [],
      get: { $0.tls.certificateFile }, set: { $0.tls.certificateFile = $1 }),
    textSetting(
      "tls.key", "FILE", "client key (PEM), or default: in the certificate's file", [],
      get: { $0.tls.keyFile }, set: { $0.tls.keyFile = $1 }),
  ]

  /// A setting of TLS that takes any text; `default` takes it back.
  private static func textSetting(
    _ name: String, _ placeholder: String, _ help: String, _ values: [String],
    get: @escaping @Sendable (SessionOptions) -> String?,
    set: @escaping @Sendable (inout SessionOptions, String?) -> Void
  ) -> Setting {
    Setting(
      name: name, placeholder: placeholder, help: help, values: ["default"] + values, group: .tls,
      get: { get($0) ?? "default" },
      set: { options, value in
        guard !value.isEmpty else { return "a text, or default" }
        set(&options, value == "default" ? nil : value)
        return nil
      })
  }

  /// The setting of a name, which has to be whole; nil: there is none.
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
    guard let version = TLSOptions.Version(spelling: value) else { return "1.0, 1.1, 1.2, 1.3 or default" }
    place = version
    return nil
  }
}
