// Session files on a command line: what names them, and the files of a folder.

import Transcript

import Glibc

/// The files that a command line names.
enum SessionFilePaths {
  /// One or more of them.
  ///
  /// - Parameter missing: what is asked when there is none.
  static func operands(_ missing: String) -> Subcommand.Operands {
    .init(
      label: "FILE…", name: "a session file", kind: .file("FILE"), count: 1...Int.max,
      help: "a session file, or a folder of .smtp files; - is standard input", missing: missing)
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
