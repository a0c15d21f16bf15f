// `smtpscope completions SHELL`: what a shell needs to complete our command line.

/// Prints completions.
enum CompletionsCommand {
  static let subcommand = Subcommand(
    name: "completions", summary: "Print completions for a shell.",
    more:
      "In bash: source <(smtpscope completions bash), for example in ~/.bashrc. In zsh: smtpscope completions zsh >_smtpscope in a folder of $fpath. In fish: smtpscope completions fish >~/.config/fish/completions/smtpscope.fish.",
    operands: .init(
      label: "SHELL", name: "the shell", kind: .choice("SHELL", Completions.Shell.allCases.map(\.rawValue)),
      count: 1...1, help: ValueKind.list(Completions.Shell.allCases.map(\.rawValue)),
      missing: "for which shell?")
  ) { parsed in
    if let shell = parsed.words.first.flatMap(Completions.Shell.init(rawValue:)) {
      Output.write(Completions.text(shell))
    }
    return .ok
  }
}
