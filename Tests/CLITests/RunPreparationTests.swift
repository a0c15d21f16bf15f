import Foundation
import Testing

@testable import CLI

struct RunPreparationTests {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "smtpscope-\(UUID().uuidString).smtp"
    ).path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func prepare(_ words: String...) throws -> RunPreparation {
    guard case .run(let parsed) = try Subcommand.read(["run"] + words) else {
      throw UseProblem(text: "", advice: "")
    }
    return try RunPreparation(parsed, target: parsed.server(.target))
  }

  @Test func variablesAreNamed() throws {
    _ = try prepare("--set", "a=b=c", "--set", "empty=", "f")
    for (wrong, shown) in [
      ("wonderland", "this is not NAME=VALUE"), ("=wonderland", "this is not NAME=VALUE"),
      ("wonder land=x", "this is not NAME=VALUE"), ("env:x=wonderland", "\"env:x\" is no name of a variable"),
      ("secret:x=wonderland", "\"secret:x\" is no name of a variable"),
    ] {
      let problem = #expect(throws: UseProblem.self) { try prepare("--set", wrong, "f") }
      #expect(problem?.text == "--set: \(shown)")
      #expect(problem?.advice.contains("SMTPSCOPE_SECRET_NAME") == true)
    }
  }

  @Test func aSecretInThePlaceOfItsFileIsNotShown() throws {
    var wrong = try prepare("--target", "mx.example", "--secrets", "password=wonderland", try file("C: NOOP\n"))
    let problem = #expect(throws: UseProblem.self) { try wrong.load() }
    #expect(problem?.text.hasPrefix("the file of --secrets: ") == true)
    #expect(problem.map { "\($0)".contains("wonderland") } == false)
  }

  @Test func secretsComeFromAFile() throws {
    let path = try file("C: NOOP ${secret:word} ${secret:other}\n")
    var good = try prepare("--target", "mx.example", "--secrets", try file("word=a=b\r\n\nother=\n"), path)
    #expect(try good.load()?.count == 1)
    #expect(good.options.variables.secrets["word"] == Array("a=b".utf8))
    #expect(good.options.variables.secrets["other"] == [])
  }

  /// The line may be a secret.
  @Test func aWrongLineOfSecretsIsNotShown() throws {
    var wrong = try prepare(
      "--target", "mx.example", "--secrets", try file("word=x\nabracadabra\n"), try file("C: NOOP\n"))
    let problem = #expect(throws: UseProblem.self) { try wrong.load() }
    #expect(problem?.text.hasPrefix("line 2 of ") == true && problem?.text.contains("abracadabra") == false)
  }

  /// `--secrets` is a file here, and the word is meant for the setting.
  @Test func theSettingOfTheSameNameIsPointedAt() throws {
    var wrong = try prepare("--target", "mx.example", "--secrets", "shown", try file("C: NOOP\n"))
    let problem = #expect(throws: UseProblem.self) { try wrong.load() }
    #expect(problem?.advice == "--secrets names a file here; secrets are shown with --show-secrets")
  }

  @Test func aServerIsNeeded() throws {
    var nowhere = try prepare(try file("C: NOOP\n"))
    let problem = #expect(throws: UseProblem.self) { try nowhere.load() }
    #expect(problem?.advice == "name one with --target SERVER")
    var named = try prepare(try file(":connect mx.example\nC: NOOP\n"))
    #expect(try named.load() != nil)
  }

  @Test func settingsReachTheSession() throws {
    let preparation = try prepare("--show-secrets", "--timeout=9", "f")
    #expect(preparation.options.session.showsSecrets && preparation.options.session.timeout == 9)
  }
}
