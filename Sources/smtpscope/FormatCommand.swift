// `smtpscope fmt FILE…`, and how session files are named on a command line.

import Platform
import SessionFiles
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Brings session files into their canonical form.
enum FormatCommand {
  static let name = "fmt"

  struct Arguments {
    var files: [String] = []
    var isCheck = false
    var writes = false
  }

  static var syntax: Syntax<Arguments> {
    Syntax(
      usage: "smtpscope fmt [options] FILE…",
      abstract: "Print session files in their canonical form, or all mistakes in them.",
      operand: SessionFiles.operand { $0.files.append($1) },
      takesMany: true,
      options: [
        Option("check", "print nothing; exit status 1 when a file has another form") { $0.isCheck = true },
        Option("write", "write the canonical form into the files") { $0.writes = true },
      ])
  }

  static func run(_ words: [String]) throws -> Int32 {
    var arguments = Arguments()
    if let status = Smtpscope.answer(try syntax.read(words, into: &arguments), syntax.help) {
      return status.rawValue
    }
    guard !arguments.files.isEmpty else { throw UseProblem(text: "which file?", advice: "smtpscope fmt FILE…") }
    var status = ExitStatus.ok
    for path in try SessionFiles.expand(arguments.files) {
      switch SessionFileLoader.parse(path) {
      case .failure(let problems):
        for problem in problems.list { Smtpscope.complain("\(problem)\n") }
        status = .file
      case .success(let file):
        let text = SessionFilePrinter.print(file)
        guard arguments.isCheck || arguments.writes else {
          Smtpscope.say(text)
          continue
        }
        guard file.hasOtherForm(than: text) else { continue }
        if arguments.isCheck {
          Smtpscope.complain("\(Escaping.escape(path)) is not in its canonical form\n")
          if status == .ok { status = .refused }
        } else {
          try TextFile.replace(path, text)
        }
      }
    }
    return status.rawValue
  }
}

/// The files that a command line names.
enum SessionFiles {
  /// One or more of them.
  static func operand<Values>(_ take: @escaping (inout Values, String) -> Void) -> Option<Values> {
    Option("a session file", "FILE", "a session file, or a folder of .smtp files; - is standard input") {
      values, text in
      take(&values, text)
      return text.isEmpty ? "a file" : nil
    }
  }

  /// The paths, a folder replaced by the `.smtp` files in it, by name.
  static func expand(_ paths: [String]) throws -> [String] {
    var out: [String] = []
    for path in paths {
      guard let folder = opendir(path) else {
        out.append(path)
        continue
      }
      defer { closedir(folder) }
      var names: [String] = []
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(".smtp") { names.append(name) }
      }
      guard !names.isEmpty else {
        throw UseProblem(text: "there is no .smtp file in \(Escaping.escape(path))", advice: "name a file")
      }
      out += names.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }
    return out
  }
}
