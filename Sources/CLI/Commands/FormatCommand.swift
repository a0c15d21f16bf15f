// `smtpscope fmt FILE…`: session files in their canonical form.

import Platform
import SessionFiles
import Transcript

/// Brings session files into their canonical form.
enum FormatCommand {
  static let subcommand = Subcommand(
    name: "fmt", summary: "Print session files in their canonical form, or all mistakes in them.",
    operands: SessionFilePaths.operands("which file?"), flags: [.check, .write]
  ) { try run(Arguments($0)) }

  private struct Arguments {
    let files: [String]
    let isCheck: Bool
    let writes: Bool

    init(_ parsed: Parsed) {
      files = parsed.words
      isCheck = parsed.has(.check)
      writes = parsed.has(.write)
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitStatus {
    var status = ExitStatus.ok
    for path in try SessionFilePaths.expand(arguments.files) {
      switch SessionFileLoader.parse(path) {
      case .failure(let problems):
        for problem in problems.list { Output.complain("\(problem)\n") }
        if status != .output { status = .file }
      case .success(let file):
        let text = SessionFilePrinter.print(file)
        // What came on standard input is written on standard output.
        guard arguments.isCheck || (arguments.writes && path != "-") else {
          Output.write(text)
          continue
        }
        guard file.hasOtherForm(than: text) else { continue }
        if arguments.isCheck {
          Output.complain("\(Escaping.escape(path)) is not in its canonical form\n")
          if status == .ok { status = .refused }
        } else {
          do throws(FileProblem) { try TextFile.replace(path, text) } catch {
            Output.complain("\(error)\n")
            status = .output
          }
        }
      }
    }
    return status
  }
}
