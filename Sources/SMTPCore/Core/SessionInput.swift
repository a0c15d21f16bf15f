// What a session is told, and what it wants done.

import NetworkFacts
import SMTP
import Transcript

extension SessionCore {
  /// What happens to a session. A driver makes these of what the network and the user do, a replay of what a recording
  /// says they did.
  package enum Input: Sendable {
    /// The connection stands; the greeting is awaited.
    case connected(isTLS: Bool)
    /// A TLS handshake begins.
    case handshaking
    /// It has ended.
    case handshake(Result<TLSFacts, TLSFailure>)
    /// The conversation goes on under TLS, and nobody says what the handshake agreed on.
    case handshakeUnseen
    /// Octets from the server.
    case received([UInt8])
    /// A line to be sent as it was typed, without its end.
    case send(Outgoing)
    /// Octets on their way to the server that are not to be written any more: what somebody else sends, what a recording
    /// has, and what the driver has written first, so that the server reads it while it is judged.
    case observed(Outgoing)
    /// A piece of a message has been handed to the network, which has not taken it yet.
    case writing
    /// The network has taken it.
    case written
    /// The message of a file has gone out, its final dot included; with what its text breaks, as it would if it had been
    /// typed.
    case messageSent(Event, [Finding])
    /// The message of a file does not go out whole; how many of the file's octets did, and the line in the middle of which
    /// it stops: what is sent next goes on with it.
    case messageStopped(Event.MessageStop, sent: Int?, line: [UInt8])
    /// Something to be noted that changes nothing: an event, a console command, a remark.
    case note(TranscriptEntry.Content)
    /// A secret that is about to be used, and the name of the variable that is shown for it.
    case secret([UInt8], variable: String)
    /// No reply came in time. The wait is over; a late reply is still handled.
    case timedOut
    /// The user does not want to wait any longer.
    case interrupted
    /// The connection has ended.
    ///
    /// - reason: the error that ended it; nil for an orderly end.
    case closed(byServer: Bool, reason: NetworkError?)
  }

  /// What has to be done outside.
  package enum Action: Sendable {
    case write([UInt8])
    case startTLS
    /// Close the connection from this side.
    case close
    /// The server has answered in the middle of a message: no more of it goes out.
    case stopMessage
    /// A challenge came.
    case challenge(Challenge)
  }

  /// What the server says in a login.
  package enum Challenge: Sendable, Equatable {
    case octets([UInt8])
    /// It is not Base64: the client has to cancel (RFC 4954 §4).
    case undecodable
    /// No challenge came: the exchange has ended.
    case over
  }
}
