import Testing

@testable import Console

/// A session file's part of the screen and of the keys.
struct RunUpdateTests {
  private static func stage(isAtStep: Bool = true) -> Stage {
    var stage = Stage()
    stage.server("220 mx.example ESMTP")
    let state = RunState(
      file: "t.smtp", next: .init(line: 4, text: "C: MAIL FROM:<a@client.example>"), done: 1, steps: 6,
      failures: 0,
      isAtStep: isAtStep)
    stage.take(.script(.stands(state)))
    return stage
  }

  private static func orders(_ stage: Stage) -> [String] {
    stage.effects.compactMap { effect in
      if case .script(let order) = effect { "\(order)" } else { nil }
    }
  }

  @Test func theNextStepStandsInThePromptsPlace() {
    let stage = Self.stage()
    #expect(stage.text.contains("next 2/6: C: MAIL FROM:<a@client.example>"))
    #expect(stage.text.contains("Enter step   a all   f to the next failure   Esc aside   Ctrl-C end"))
  }

  @Test(arguments: [
    (Key.enter, "go(Console.RunPace.step)"), (.character("s"), "go(Console.RunPace.step)"),
    (.character("a"), "go(Console.RunPace.all)"), (.character("f"), "go(Console.RunPace.failure)"),
    (.control("c"), "stop"),
  ])
  func keys(_ key: Key, _ order: String) {
    var stage = Self.stage()
    stage.press(key)
    #expect(Self.orders(stage) == [order])
  }

  /// While it runs, only Ctrl-C counts: what is typed must not get between its lines.
  @Test func keysWhileItRuns() {
    var stage = Self.stage(isAtStep: false)
    #expect(stage.text.contains("running t.smtp, step 2/6"))
    stage.press(.enter, .character("a"), .character("x"))
    #expect(stage.effects.isEmpty && stage.sent.isEmpty)
    stage.press(.control("c"))
    #expect(Self.orders(stage) == ["stop"])
  }

  @Test func asideAndBack() {
    var stage = Self.stage()
    stage.press(.escape)
    #expect(stage.model.ask == nil && stage.text.contains(":run goes on with t.smtp"))
    stage.enter("NOOP")
    #expect(stage.sent == ["NOOP"])
    stage.enter(":run")
    #expect(stage.model.ask == .script && !stage.model.isScriptPaused)
  }

  @Test func aWarningStandsAboveTheNextStepUntilAKey() {
    var stage = Self.stage()
    var state = stage.model.script
    state?.warning = "t.smtp:9: the recording was cut off here"
    if let state { stage.take(.script(.stands(state))) }
    #expect(stage.text.contains("t.smtp:9: the recording was cut off here") && stage.text.contains("next 2/6"))
    stage.press(.enter)
    #expect(!stage.text.contains("cut off"))
  }

  @Test func theEndGivesTheCommandLineBack() {
    var stage = Self.stage()
    stage.take(.script(.over("passed t.smtp, 7 expectations, 12 ms")))
    #expect(stage.model.ask == nil && stage.model.script == nil && stage.text.contains("passed t.smtp"))
    stage.enter(":run")
    #expect(stage.text.contains("which file? :run FILE"))
  }

  @Test func aSecretIsAskedForAndNotShown() {
    var stage = Self.stage()
    stage.take(.script(.needs(secret: "word")))
    stage.type("abracadabra")
    #expect(stage.text.contains("secret word: •••••••••••") && !stage.text.contains("abracadabra"))
    stage.press(.enter)
    #expect(Self.orders(stage) == ["secret(\"word\", value: \"abracadabra\")"])
    stage.take(.script(.needs(secret: "word")))
    stage.press(.escape)
    #expect(Self.orders(stage).last == "stop" && stage.text.contains("nothing was sent"))
  }

  @Test func aFileWithMistakesIsAPage() {
    var stage = Self.stage()
    stage.take(.script(.refused(["t.smtp:2:1: there is no command :matsch"])))
    #expect(stage.text.contains("Nothing was sent") && stage.text.contains("t.smtp:2:1: there is no command"))
  }

  @Test func whatIsTypedBecomesAnOrder() {
    var stage = Stage()
    stage.enter(":run x.smtp mx.example:2525")
    stage.enter(":compare x.smtp")
    #expect(
      Self.orders(stage).first?.contains("x.smtp") == true && Self.orders(stage).first?.contains("2525") == true
    )
    #expect(stage.effects.contains { if case .compare("x.smtp", _) = $0 { true } else { false } })
  }
}
