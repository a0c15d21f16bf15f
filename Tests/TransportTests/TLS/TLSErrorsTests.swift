import NetworkFacts
import Testing

@testable import Transport

struct TLSErrorsTests {
  private func failure(_ change: (inout TLSOptions) -> Void) -> TLSFailure? {
    var options = TLSOptions()
    change(&options)
    do throws(TLSFailure) { _ = try TLSContext.client(options) } catch { return error }
    return nil
  }

  @Test(
    arguments: [
      (1000, "error:0A0003E8:SSL routines::reason(1000)", "error:0A0003E8:SSL routines::alert 0, close_notify"),
      (1200, "SSL routines::reason(1200)", "SSL routines::alert 200, which has no name"),
      (300, "SSL routines::reason(300)", "SSL routines::reason(300)"),
      (1040, "SSL routines::ssl/tls alert handshake failure", "SSL routines::ssl/tls alert handshake failure"),
    ] as [(Int32, String, String)])
  func anAlertHasItsName(_ reason: Int32, _ text: String, _ named: String) {
    #expect(TLSFailure.named(reason, text) == named)
  }

  @Test func goodSettingsAreTaken() {
    #expect(failure { _ in } == nil)
    #expect(
      failure {
        $0.minimum = .tls1_2; $0.maximum = .tls1_3; $0.ciphers = "HIGH"
      } == nil)
  }

  @Test func badSettingsNameWhatIsWrong() {
    #expect(failure { $0.ciphers = "NO-SUCH-CIPHER" }?.step == .ciphers)
    #expect(failure { $0.caFile = "/no/such/file" }?.subject == "/no/such/file")
    #expect(
      failure { $0.certificateFile = "/no/such/file" }?.step == .certificate)
    #expect(
      failure { $0.keyLogFile = "/no/such/folder/x" }
        == TLSFailure(.keyLog, "/no/such/folder/x", problem: .file))
  }
}
