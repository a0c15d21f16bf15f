// Messages into a Maildir: written under tmp, moved to new, so that no reader sees half of one.

import Platform
import SMTP

import Glibc

/// A folder with tmp, new and cur.
package struct Maildir: Sendable {
  /// As it was named.
  package let path: String

  /// Why a message was not kept.
  package struct Problem: Error, Sendable, CustomStringConvertible {
    /// What could not be done, with the path and the system's words.
    package let description: String
  }

  /// Makes the three folders where they are not there.
  package init(path: String) throws(Problem) {
    self.path = path
    for folder in [path, path + "/tmp", path + "/new", path + "/cur"] {
      if mkdir(folder, 0o700) != 0, errno != EEXIST {
        throw Problem(description: "cannot make \(folder): \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Keeps a message, with its envelope in front of it.
  ///
  /// - Returns: the path of its file.
  @discardableResult
  package func deliver(_ message: AcceptedMessage) throws(Problem) -> String {
    var header: [UInt8] = Array("Return-Path: <\(message.sender)>\n".utf8)
    for recipient in message.recipients { header += Array("Delivered-To: \(recipient)\n".utf8) }
    let safe = header.map { $0 == ASCII.cr ? ASCII.space : $0 }
    var name = ""
    for _ in 0..<8 { name += String(UInt16.random(in: 0...UInt16.max), radix: 16) }
    let unique = "\(time(nil)).\(getpid())_\(name).sandbox"
    let file = "\(path)/tmp/\(unique)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw problem("write", file) }
    let octets = safe + message.octets.filter { $0 != ASCII.cr }
    guard TextFile.write(octets, to: descriptor) else {
      let found = problem("write", file)
      close(descriptor)
      unlink(file)
      throw found
    }
    close(descriptor)
    let kept = "\(path)/new/\(unique)"
    guard rename(file, kept) == 0 else { throw problem("move", file) }
    return kept
  }

  private func problem(_ doing: String, _ file: String) -> Problem {
    Problem(description: "cannot \(doing) \(file): \(String(cString: strerror(errno)))")
  }
}
