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
