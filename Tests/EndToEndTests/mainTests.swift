import Testing

/// The executable: what `CLI` does arrives outside.
struct MainTests {
  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0 && help.errors.isEmpty)
    #expect(help.output.hasPrefix("usage: smtpscope [options] [SERVER]\n"))
    #expect(try Program.run(["--version"]).output == "0.1.0\n")
  }

  @Test func helpIsAsWideAsTheTerminal() throws {
    let help = try Program.run(["--help"], environment: ["COLUMNS": "60"]).output
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(help.split(separator: "\n").contains { $0.count > 50 })
  }

  /// Nothing is connected to, and nothing stands on standard output, where a script reads.
  @Test(arguments: [
    ["explan"], ["chekc", "example.org"], ["help", "nosuch"], ["--tls-verfy", "off"], ["run"],
  ])
  func wrongUseGoesToStandardErrorWithItsStatus(_ words: [String]) throws {
    let run = try Program.run(words)
    #expect(run.status == 64 && run.output.isEmpty && run.recordings.isEmpty)
    #expect(
      run.errors.hasPrefix("smtpscope: ") && run.errors.split(separator: "\n").count == 2, "\(run.errors)")
  }

  @Test func aHostOfASubcommandsNameCanBeReached() throws {
    for words in [["--no-record", "--", "fmtt"], ["--no-record", "smtp://fmtt:1"]] {
      let run = try Program.run(words)
      #expect(run.status == 2 && run.output.contains("fmtt"), "\(run.output)\(run.errors)")
    }
  }
}
