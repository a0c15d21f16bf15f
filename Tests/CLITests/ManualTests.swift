import SMTPCore
import Testing

@testable import CLI

struct ManualTests {
  private func roff(_ text: String) -> String { text.replacing("-", with: "\\-") }

  @Test func everySubcommandAndOptionStandsInThePage() {
    let page = Manual.page
    for row in [Subcommand.console] + Subcommand.rows {
      #expect(page.contains(".B \(roff(row.title))\n"), "\(row.name)")
    }
    for row in Subcommand.rows {
      #expect(
        page.contains(".TP\n.B \(roff(String(row.usage.dropFirst("smtpscope ".count))))\n"), "\(row.name)")
    }
    for flag in Subcommand.flags {
      #expect(page.contains(".TP\n.B \(roff(flag.label)) ("), "--\(flag.long)")
      #expect(page.contains(roff(flag.help)), "--\(flag.long)")
      #expect(flag.more.isEmpty || page.contains(roff(flag.more)), "--\(flag.long)")
      if let negation = flag.negation {
        #expect(page.contains(".B \(roff("--\(negation.long)")) ("), "\(negation.long)")
      }
    }
  }

  @Test func settingsStandInThePageAsInTheConsole() {
    for setting in Setting.table {
      #expect(Manual.page.contains(".B :set \(roff(setting.name))\n"), "\(setting.name)")
    }
  }

  @Test func whatRoffWouldReadIsEscaped() {
    #expect(Manual.escape("--a \\n\n.b\n'c") == "\\-\\-a \\en\n\\&.b\n\\&'c")
  }

  /// A line that begins with a dot or an apostrophe would be a request.
  @Test func noTextBecomesARequest() {
    let requests: Set<Substring> = [".TH", ".SH", ".SS", ".TP", ".B", ".br"]
    for page in [Manual.page, Manual.guide] {
      for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
        #expect(requests.contains(line.prefix { $0 != " " }), "\(line)")
      }
    }
  }
}
