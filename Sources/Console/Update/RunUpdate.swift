// A session file that runs in the console: what its keys do, and what news of it changes.

/// What the screen knows of a run.
package struct RunState: Sendable, Equatable {
  /// As the user named it.
  package let file: String
  /// The step that comes next: its line in the file, and how it reads there.
  package var next: Next?
  /// Steps that have begun, of so many.
  package var done: Int
  /// Steps of the whole file, with those of included files; of a loop each step counts once.
  package var steps: Int
  /// Expectations that did not hold.
  package var failures: Int
  /// It waits for a key.
  package var isAtStep: Bool
  /// What has to be known of the file, once.
  package var warning: String?

  package init(
    file: String, next: Next?, done: Int, steps: Int, failures: Int, isAtStep: Bool, warning: String? = nil
  ) {
    self.file = file
    self.next = next
    self.done = done
    self.steps = steps
    self.failures = failures
    self.isAtStep = isAtStep
    self.warning = warning
  }

  /// A step that has not begun.
  package struct Next: Sendable, Equatable {
    /// From 1.
    package let line: Int
    /// The line in its canonical form.
    package let text: String

    package init(line: Int, text: String) {
      self.line = line
      self.text = text
    }
  }
}

/// News of a run.
package enum RunNews: Sendable {
  case stands(RunState)
  case needs(secret: String)
  /// Nothing was sent.
  case refused([String])
  case over(String)
}

/// The part of the update that is about session files.
enum RunUpdate {
  static func receive(_ news: RunNews, _ model: inout Model) {
    switch news {
    case .stands(let state):
      model.script = state
      if let warning = state.warning { model.message = warning }
      if model.ask == nil, !model.isScriptPaused { model.ask = .script }
    case .needs(let secret):
      model.answer.set("")
      model.ask = .secret(secret)
    case .refused(let lines): model.overlay = Overlay(title: "Nothing was sent", lines: lines)
    case .over(let text):
      model.script = nil
      model.isScriptPaused = false
      model.message = text
      if model.ask == .script { model.ask = nil }
    }
  }

  /// `:run` without a file.
  static func goOn(_ model: inout Model) -> [Effect] {
    guard model.script != nil else {
      model.message = "which file? :run FILE"
      return []
    }
    model.isScriptPaused = false
    model.ask = .script
    return []
  }

  /// Keys while a run has the command line's place.
  static func handle(_ key: Key, _ model: inout Model) -> [Effect] {
    guard let script = model.script else { return [] }
    switch key {
    case .control("c"): return [.script(.stop)]
    case .escape:
      model.ask = nil
      model.isScriptPaused = true
      model.message = ":run goes on with \(script.file)"
    case .enter, .character("s"), .character(" "): return go(.step, &model)
    case .character("a"): return go(.all, &model)
    case .character("f"): return go(.failure, &model)
    case .pageUp, .wheelUp, .up, .character("k"):
      model.ask = nil
      model.isScriptPaused = true
      TranscriptUpdate.enter(&model)
      return TranscriptUpdate.handle(key, KeyTable.action(key, in: .transcript), &model)
    default: model.message = "Enter a step, a all, f to the next failure, Esc puts it aside, Ctrl-C ends it"
    }
    return []
  }

  private static func go(_ pace: RunPace, _ model: inout Model) -> [Effect] {
    guard model.script?.isAtStep == true else { return [] }
    model.script?.isAtStep = false
    model.selection = nil
    model.top = nil
    return [.script(.go(pace))]
  }

  /// The prompt of a run.
  static func prompt(_ script: RunState) -> (lead: String, text: String) {
    let steps = script.done < script.steps ? "\(script.done + 1)/\(script.steps)" : "\(script.done + 1)"
    let failures = script.failures == 0 ? "" : ", \(script.failures) not as expected"
    guard script.isAtStep else { return ("running \(script.file), step \(steps)\(failures)… ", "") }
    guard let next = script.next else { return ("at the end of \(script.file)\(failures) ", "") }
    return ("next \(steps)\(failures): ", next.text)
  }
}
