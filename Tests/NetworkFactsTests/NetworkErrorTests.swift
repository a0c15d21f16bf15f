import NetworkFacts
import Testing

struct NetworkErrorTests {
  @Test(
    arguments: [
      .system("ECONNREFUSED"), .system("EAI_NONAME"), .system("E71"), .system("EAI_99"), .noAnswer(seconds: 10),
      .tls,
      .other("Connection refused"), .other("no-answer-s"),
    ] as [NetworkError])
  func aNameIsReadAsWhatItNames(_ error: NetworkError) { #expect(NetworkError(name: error.name) == error) }
}
