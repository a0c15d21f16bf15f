// Errors of the system, its resolver and NIO, by name.

import Glibc
import NIOCore
import NetworkFacts

extension NetworkError {
  /// What NIO throws.
  package init(_ error: any Error) {
    switch error {
    case let error as NetworkError: self = error
    case let error as IOError: self = .system(Self.name(error.errnoCode))
    case ChannelError.connectTimeout(let amount):
      self = .noAnswer(seconds: Int(amount.nanoseconds / 1_000_000_000))
    default: self = .other("\(error)")
    }
  }

  /// A status of getaddrinfo.
  init(resolver status: Int32) {
    let names: [Int32: String] = [
      EAI_AGAIN: "EAI_AGAIN", EAI_FAIL: "EAI_FAIL", EAI_MEMORY: "EAI_MEMORY", EAI_NONAME: "EAI_NONAME",
      EAI_SYSTEM: "EAI_SYSTEM", EAI_FAMILY: "EAI_FAMILY", EAI_SERVICE: "EAI_SERVICE",
      // These two are GNU extensions, which the headers show only to those who ask for them.
      -5: "EAI_NODATA", -9: "EAI_ADDRFAMILY",
    ]
    self = .system(names[status] ?? "EAI_\(abs(status))")
  }

  /// The name of an error number, as errno(3) has it.
  private static func name(_ code: Int32) -> String {
    let names: [Int32: String] = [
      EACCES: "EACCES", EADDRNOTAVAIL: "EADDRNOTAVAIL", EAFNOSUPPORT: "EAFNOSUPPORT", EBADF: "EBADF",
      ECONNABORTED: "ECONNABORTED", ECONNREFUSED: "ECONNREFUSED", ECONNRESET: "ECONNRESET",
      EHOSTDOWN: "EHOSTDOWN", EHOSTUNREACH: "EHOSTUNREACH", EINVAL: "EINVAL", EMFILE: "EMFILE",
      ENETDOWN: "ENETDOWN", ENETRESET: "ENETRESET", ENETUNREACH: "ENETUNREACH", ENFILE: "ENFILE",
      ENOBUFS: "ENOBUFS", ENOENT: "ENOENT", ENOMEM: "ENOMEM", ENOTCONN: "ENOTCONN", ENOTSOCK: "ENOTSOCK",
      EPERM: "EPERM", EPIPE: "EPIPE", EPROTO: "EPROTO", EPROTOTYPE: "EPROTOTYPE", ETIMEDOUT: "ETIMEDOUT",
    ]
    return names[code] ?? "E\(code)"
  }
}
