import Testing

struct DemoCommandTests {
  /// In plain mode there is no tour, but the server is there, with the character that was asked for.
  @Test func theServerIsBuiltIn() throws {
    let run = try Program.run(
      ["demo", "--plain", "--no-record", "--persona", "lmtp"], input: "LHLO client.example\nQUIT\n")
    #expect(
      run.status == 0 && run.output.contains("S: 220 ") && run.output.contains("S: 221 "), "\(run.output)")
    #expect(run.recordings.isEmpty)
  }
}
