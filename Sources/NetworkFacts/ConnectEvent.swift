// What happens on the way to a connection.

/// One step on the way to a connection.
package enum ConnectEvent: Sendable, Equatable {
  /// The resolver answered, after so many nanoseconds.
  case resolved(host: String, addresses: [String], duration: Int64)
  /// An address was tried and did not answer.
  case failed(address: String, reason: String, duration: Int64)
  /// An attempt was given up because another address answered first.
  case abandoned(address: String, duration: Int64)
  case connected(address: String, duration: Int64)
}

/// Why no connection came about.
package struct ConnectFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Which part failed.
  package enum Stage: String, Sendable {
    case resolving, connecting
  }

  package let stage: Stage
  package let description: String
  package let advice: String

  package init(stage: Stage, description: String, advice: String) {
    self.stage = stage
    self.description = description
    self.advice = advice
  }
}
