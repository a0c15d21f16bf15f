import SMTPCore
import Testing

@testable import CLI

struct FlagTableTests {
  /// Whatever option or setting may be given a secret: a mistake in it quotes nothing.
  @Test func whatMayBeASecretIsQuotedInNoMistake() throws {
    #expect(Flag.secrets.takesSecret && Flag.secretsFile.takesSecret && Flag.variable.takesSecret)
    for subcommand in [Subcommand.console] + Subcommand.rows {
      for flag in subcommand.allFlags where flag.takesSecret && flag.value.placeholder != nil {
        for word in ["--\(flag.long)=hunter-2", "--\(flag.long)=hun ter=hunter-2"] {
          guard case .run(let parsed)? = try? ArgumentReader.read([word, "hunter"], for: subcommand) else {
            let problem = #expect(throws: UseProblem.self) { try ArgumentReader.read([word], for: subcommand) }
            #expect(
              problem?.text.contains("hunter-2") == false && problem?.advice.contains("hunter-2") == false)
            continue
          }
          #expect(!parsed.notExpected(flag, "hunter-2", "that").text.contains("hunter-2"))
        }
      }
    }
  }

  private static let all = [Subcommand.console] + Subcommand.rows

  /// A second one could never be reached.
  @Test func noSpellingStandsTwiceInASubcommand() {
    for row in Self.all {
      var seen: Set<String> = []
      for flag in row.allFlags {
        let spellings =
          flag.names + (flag.negation.map { [$0.long] } ?? []) + (flag.short.map { [String($0)] } ?? [])
        for spelling in spellings {
          #expect(seen.insert(spelling).inserted, "\(row.title) has \(spelling) twice")
        }
      }
    }
  }

  @Test func everyOptionIsDocumented() {
    for flag in Subcommand.flags {
      #expect(flag.help.count > 3, "--\(flag.long)")
      #expect(!flag.help.hasSuffix("."), "--\(flag.long): the help is no sentence")
      #expect(flag.more.isEmpty || flag.more.hasSuffix("."), "--\(flag.long): more is sentences")
      #expect(flag.negation?.help.isEmpty != true, "--\(flag.long)")
    }
  }

  /// The help names each word that may be chosen, so that the two cannot drift apart.
  @Test func helpNamesEveryChoice() {
    for flag in Subcommand.flags {
      guard case .choice(_, let words) = flag.value else { continue }
      for word in words { #expect(flag.help.contains(word), "--\(flag.long): \(word)") }
    }
  }

  @Test func everySettingIsAnOptionOfWhoOpensSessions() {
    for row in [Subcommand.console, DemoCommand.subcommand, RunCommand.subcommand, CompareCommand.subcommand] {
      for setting in Setting.table {
        #expect(
          row.flags.contains { $0.setting == setting.name && $0.long == setting.option }, "\(setting.name)")
      }
    }
    #expect(SandboxCommand.subcommand.flags.allSatisfy { $0.setting == nil })
  }

  /// `--secrets` is a file where files are run, and the older spelling of the switch elsewhere.
  @Test func secretsAreShownByASwitchEverywhere() throws {
    for words in [["--show-secrets"], ["--secrets", "shown"], ["run", "--show-secrets", "f"]] {
      guard case .run(let parsed) = try Subcommand.read(words) else {
        throw UseProblem(text: "\(words)", advice: "")
      }
      var options = SessionOptions()
      try parsed.apply(to: &options)
      #expect(options.showsSecrets, "\(words)")
    }
    guard case .run(let parsed) = try Subcommand.read(["run", "--secrets", "shown", "f"]) else { return }
    #expect(parsed.text(.secretsFile) == "shown")
    var options = SessionOptions()
    try parsed.apply(to: &options)
    #expect(!options.showsSecrets)
  }
}
