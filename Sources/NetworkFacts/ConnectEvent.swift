// What happens on the way to a connection.

/// One step on the way to a connection. Durations are nanoseconds.
package enum ConnectEvent: Sendable, Equatable {
  /// The resolver answered.
  case resolved(host: String, addresses: [String], duration: Int64)
  /// An address was tried and did not answer.
  case failed(address: String, reason: NetworkError, duration: Int64)
  /// An attempt was given up because another address answered first.
  case abandoned(address: String, duration: Int64)
  case connected(address: String, duration: Int64)
}

/// Why no connection came about.
package enum ConnectFailure: Error, Sendable, Equatable {
  /// The resolver has no address for the host.
  case unresolved(host: String, NetworkError)
  /// Nobody answered.
  ///
  /// - host: as it was named, or the path of a unix socket, which has no port.
  /// - tried: each address that was tried, in the order in which they failed.
  case unconnected(host: String, port: Int?, tried: [Attempt])

  /// An address and what came of it.
  package struct Attempt: Sendable, Equatable {
    /// As it was tried: numbers, or the path of a unix socket.
    package let address: String
    /// Why it was not connected to.
    package let error: NetworkError

    package init(_ address: String, _ error: NetworkError) {
      self.address = address
      self.error = error
    }
  }

  /// What there is to be said of the whole: the resolver's error, or that of the first address.
  package var error: NetworkError {
    switch self {
    case .unresolved(_, let error): return error
    case .unconnected(_, _, let tried): return tried.first?.error ?? .other("")
    }
  }
}
