import Testing

struct ManualCommandTests {
  @Test func thePageHasEveryPart() throws {
    let page = try Program.run(["manual"]).output
    for part in [
      ".SH CONSOLE COMMANDS", ":save\\-screen FILE", ".SH KEYS", "Ctrl\\-R", ".SH SETTINGS", ":set tls.verify",
      "greylist",
      ".SH EXIT STATUS", "SSLKEYLOGFILE", "\\-\\-tls\\-verify",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    let guide = try Program.run(["manual", "guide"]).output
    for part in [".SH ENHANCED STATUS CODES", "X.7.26", "RCPT 452", "PIPELINING", "rcpt\\-before\\-mail"] {
      #expect(guide.contains(part), "\(part)")
    }
    #expect(try Program.run(["manual", "other"]).status == 64)
  }

  @Test(arguments: [["manual"], ["manual", "guide"]]) func manFormatsItWithoutComplaint(_ words: [String])
    throws
  {
    let page = try Program.run(words).output
    let man = try Child(
      ["man", "--warnings", "-l", "-"], input: page, environment: ["MANWIDTH": "80", "LC_ALL": "C.UTF-8"])
    #expect(man.wait() == 0)
    #expect(man.errors.isEmpty && man.output.contains("SEE ALSO"), "\(man.errors)")
  }
}
