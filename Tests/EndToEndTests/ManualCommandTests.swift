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
  }

  @Test func manFormatsItWithoutComplaint() throws {
    let page = try Program.run(["manual"]).output
    let man = try Child(
      ["man", "--warnings", "-l", "-"], input: page, environment: ["MANWIDTH": "80", "LC_ALL": "C.UTF-8"])
    #expect(man.wait() == 0)
    #expect(man.errors.isEmpty && man.output.contains("CONSOLE COMMANDS"))
  }
}
