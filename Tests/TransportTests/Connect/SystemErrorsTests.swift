import Glibc
import NIOCore
import NetworkFacts
import Testing

@testable import Transport

struct SystemErrorsTests {
  @Test func errorsOfTheSystemGoByTheirNames() {
    #expect(NetworkError(IOError(errnoCode: ECONNRESET, reason: "read")) == .system("ECONNRESET"))
    #expect(
      NetworkError(IOError(errnoCode: 133, reason: "read")) == .system("E133"), "of one without a name here")
    #expect(NetworkError(ChannelError.connectTimeout(.seconds(3))) == .noAnswer(seconds: 3))
    #expect(NetworkError(NetworkError.tls as any Error) == .tls)
  }

  @Test(arguments: [(EAI_NONAME, "EAI_NONAME"), (EAI_AGAIN, "EAI_AGAIN"), (-5, "EAI_NODATA"), (-99, "EAI_99")])
  func errorsOfTheResolverGoByTheirNames(_ status: Int32, _ name: String) {
    #expect(NetworkError(resolver: status) == .system(name))
  }
}
