import Foundation
import Testing

/// What the options of the default command do.
struct OpenCommandTests {
  @Test func mistakesAreSaidAtOnce() throws {
    #expect(try Program.run(["mx.example:99999"]).errors.contains("a port is a number from 1 to 65535"))
    #expect(try Program.run(["--record", "x", "--no-record"]).errors.contains("contradict"))
    #expect(
      try Program.run(["--timeout", "0"]).errors.contains(
        "--timeout: \"0\" is not a number of seconds from 1 to 86400"))
    #expect(try Program.run(["--tls-key", "x"]).errors.contains("--tls-key needs --tls-cert"))
    #expect(try Program.run(["--mx", "unix:/x"]).errors.contains("--mx needs a domain"))
  }

  @Test func aBadCertificateEndsItWhereItMust() throws {
    let sandbox = try SandboxProcess("--persona", "expired", "--tls")
    #expect(try Program.plain("smtps://\(sandbox.target)", ["QUIT"]).status == 0)
    let strict = try Program.plain("smtps://\(sandbox.target)", ["QUIT"], ["--tls-verify", "require"])
    #expect(strict.status == 3 && strict.output.contains("certificate has expired"))
  }

  @Test func versionsAndKeysOfTLS() throws {
    let sandbox = try SandboxProcess("--tls")
    let folder = try Program.folder()
    let run = try Program.plain(
      "smtps://\(sandbox.target)", ["QUIT"], ["--tls-max", "1.2", "--tls-server-name", "sandbox.example"],
      environment: ["SSLKEYLOGFILE": folder + "/keys"])
    #expect(run.output.contains("TLSv1.2") && run.output.contains("the certificate is for sandbox.example"))
    #expect(try String(contentsOfFile: folder + "/keys", encoding: .utf8).contains("CLIENT_RANDOM"))
  }

  @Test func aTimeOut() throws {
    let sandbox = try SandboxProcess("--persona", "http")
    let run = try Program.plain(sandbox.target, [], ["--timeout", "1"])
    #expect(run.status == 2 && run.output.contains("no greeting within 1.0 s"))
  }
}
