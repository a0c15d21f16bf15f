// Completions for shells, made from the rows of the tables.

/// Writes a script for a shell.
enum Completions {
  enum Shell: String, CaseIterable {
    case bash, zsh, fish
  }

  static func text(_ shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  private static let all = [Subcommand.console] + Subcommand.rows
  private static let names = Subcommand.rows.map(\.name)

  /// In single quotes, as bash and zsh read them.
  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

  // MARK: bash

  private static var bash: String {
    """
    # Completion of smtpscope in bash; made by: smtpscope completions bash
    _smtpscope() {
      local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} sub= kind= words= flags= operand= behind= IFS=$' \\t\\n'
      COMPREPLY=()
      # bash cuts words at =, so --theme=dark is three of them, and --report junit=FILE four.
      if [[ $cur == '=' ]]; then
        cur= behind=1
      elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]} behind=1
      fi
      [[ -z $behind || $prev == -* ]] || kind=file
      if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in
          \(names.joined(separator: "|"))) sub=${COMP_WORDS[1]} ;;
        esac
      fi
      case $sub in
    \(Subcommand.rows.map { bash($0, pattern: $0.name) }.joined(separator: "\n"))
    \(bash(.console, pattern: "*"))
      esac
      if [[ -z $kind$words && $cur == -* ]]; then
        words=$flags
      elif [[ -z $kind$words ]]; then
        kind=$operand
        ((COMP_CWORD > 1)) || words="\(names.joined(separator: " "))"
      fi
      if [[ -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
        # What goes on behind its = gets no space.
        [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
      fi
      IFS=$'\\n'
      case $kind in
        file) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
        folder) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$cur")) ;;
        server) COMPREPLY+=($(compgen -A hostname -- "$cur")) ;;
      esac
    }
    complete -F _smtpscope smtpscope

    """
  }

  /// What one subcommand takes, as a branch of `case`.
  private static func bash(_ row: Subcommand, pattern: String) -> String {
    let flags = row.allFlags
    let long =
      flags.flatMap { flag in
        flag.names + (flag.negation.map { [$0.long] } ?? [])
      }.map { "--\($0)" } + flags.compactMap { flag in flag.short.map { "-\($0)" } }
    var lines = ["    \(pattern))", "      flags=\"\(long.joined(separator: " "))\""]
    if let operands = row.operands { lines.append("      operand=\(kind(operands.kind))") }
    let values = flags.filter { $0.value.placeholder != nil }
    if !values.isEmpty {
      lines.append("      case $prev in")
      for flag in values {
        let spellings = flag.names.map { "--\($0)" } + (flag.short.map { ["-\($0)"] } ?? [])
        let words = flag.value.words
        let what = words.isEmpty ? "kind=\(kind(flag.value))" : "words=\"\(words.joined(separator: " "))\""
        lines.append("        \(spellings.joined(separator: "|"))) \(what) ;;")
      }
      lines.append("      esac")
    }
    if let operands = row.operands, !operands.kind.words.isEmpty {
      lines.append(
        "      [[ -n $kind$words || $cur == -* ]] || words=\"\(operands.kind.words.joined(separator: " "))\"")
    }
    return (lines + ["      ;;"]).joined(separator: "\n")
  }

  private static func kind(_ kind: ValueKind) -> String {
    switch kind {
    case .file: "file"
    case .folder: "folder"
    case .server: "server"
    case .none, .text, .choice, .number, .subcommand: "text"
    }
  }

  // MARK: zsh

  private static var zsh: String {
    """
    #compdef smtpscope
    # Completion of smtpscope in zsh; made by: smtpscope completions zsh
    _smtpscope_subcommands() {
      local -a list
      list=(
    \(Subcommand.rows.map { "    \(quoted("\($0.name):\($0.summary)"))" }.joined(separator: "\n"))
      )
      _describe -t commands subcommand list
    }
    _smtpscope() {
      local sub=
      if ((CURRENT > 2)); then
        case $words[2] in
          (\(names.joined(separator: "|"))) sub=$words[2] ;;
        esac
      fi
      if [[ -n $sub ]]; then
        shift words
        ((CURRENT--))
      elif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
        _smtpscope_subcommands
      fi
      case $sub in
    \(Subcommand.rows.map { zsh($0, pattern: $0.name) }.joined(separator: "\n"))
    \(zsh(.console, pattern: "*"))
      esac
    }
    if [[ $funcstack[1] == _smtpscope ]]; then _smtpscope "$@"; else compdef _smtpscope smtpscope; fi

    """
  }

  private static func zsh(_ row: Subcommand, pattern: String) -> String {
    var specs = row.allFlags.flatMap(zsh)
    if let operands = row.operands {
      let place = operands.count.upperBound == 1 ? "1" : "*"
      specs.append(
        quoted("\(place):\(zshText(operands.kind.placeholder ?? operands.name)):\(zsh(operands.kind))"))
    }
    return "    (\(pattern))\n      _arguments -S \\\n"
      + specs.map { "        \($0)" }.joined(separator: " \\\n") + " ;;"
  }

  private static func zsh(_ flag: Flag) -> [String] {
    let repeats = flag.repeats ? "*" : ""
    let but = flag.negation.map { "(--\($0.long))" } ?? ""
    let value = flag.value.placeholder.map { ":\(zshText($0)):\(zsh(flag.value))" } ?? ""
    let sign = flag.value.placeholder == nil ? "" : "="
    var out = flag.names.map { "\(but)\(repeats)--\($0)\(sign)[\(zshText(flag.help))]\(value)" }
    if let short = flag.short {
      out.append("\(repeats)-\(short)\(sign.isEmpty ? "" : "+")[\(zshText(flag.help))]\(value)")
    }
    if let negation = flag.negation {
      out.append(
        "(\(flag.names.map { "--\($0)" }.joined(separator: " ")))--\(negation.long)[\(zshText(negation.help))]")
    }
    return out.map(quoted)
  }

  /// What completes a value.
  private static func zsh(_ kind: ValueKind) -> String {
    switch kind {
    case .file: return "_files"
    case .folder: return "_files -/"
    case .server: return "_hosts"
    case .none, .text, .choice, .number, .subcommand:
      let words = kind.words
      guard words.allSatisfy({ $0.hasSuffix("=") }), !words.isEmpty else {
        return words.isEmpty ? " " : "(\(words.map(zshText).joined(separator: " ")))"
      }
      // A file stands behind the sign.
      return
        "{ if compset -P \"*=\"; then _files; else compadd -S \"\" -- \(words.joined(separator: " ")); fi }"
    }
  }

  /// Text inside a specification of `_arguments`.
  private static func zshText(_ text: String) -> String {
    text.reduce(into: "") { out, character in
      if "[]:\\".contains(character) { out.append("\\") }
      out.append(character)
    }
  }

  // MARK: fish

  private static var fish: String {
    """
    # Completion of smtpscope in fish; made by: smtpscope completions fish
    function __smtpscope_is
      set -l words (commandline -opc)
      set -l sub console
      if set -q words[2]; and contains -- $words[2] \(names.joined(separator: " "))
        set sub $words[2]
      end
      contains -- $sub $argv
    end
    function __smtpscope_first
      test (count (commandline -opc)) -eq 1
    end
    complete -c smtpscope -f
    \((subcommandLines + all.compactMap(fishOperand) + Subcommand.flags.flatMap(fish)).joined(separator: "\n"))

    """
  }

  private static var subcommandLines: [String] {
    Subcommand.rows.map {
      "complete -c smtpscope -n __smtpscope_first -a \($0.name) -d \(fishQuoted($0.summary))"
    }
  }

  private static func fishOperand(_ row: Subcommand) -> String? {
    guard let operands = row.operands else { return nil }
    let condition = "complete -c smtpscope -n '__smtpscope_is \(row.name.isEmpty ? "console" : row.name)'"
    switch operands.kind {
    case .file: return condition + " -F"
    case .server: return condition + " -a '(__fish_print_hostnames)'"
    default:
      let words = operands.kind.words
      return words.isEmpty ? nil : condition + " -a \(fishQuoted(words.joined(separator: " ")))"
    }
  }

  private static func fish(_ flag: Flag) -> [String] {
    let takers = all.filter { $0.allFlags.contains { $0.long == flag.long && $0.help == flag.help } }
      .map { $0.name.isEmpty ? "console" : $0.name }
    let condition = "complete -c smtpscope -n '__smtpscope_is \(takers.joined(separator: " "))'"
    let value: String
    switch flag.value {
    case .none: value = ""
    case .file: value = " -r -F"
    case .folder: value = " -x -a '(__fish_complete_directories)'"
    case .server: value = " -x -a '(__fish_print_hostnames)'"
    case .text, .choice, .number, .subcommand:
      let words = flag.value.words
      value = " -x" + (words.isEmpty ? "" : " -a \(fishQuoted(words.joined(separator: " ")))")
    }
    let short = flag.short.map { " -s \($0)" } ?? ""
    let lines = flag.names.map { "\(condition)\(short) -l \($0)\(value) -d \(fishQuoted(flag.help))" }
    return lines + (flag.negation.map { ["\(condition) -l \($0.long) -d \(fishQuoted($0.help))"] } ?? [])
  }

  /// In single quotes, as fish reads them.
  private static func fishQuoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
