// The server's side of the mechanisms that the sandbox offers: all that this program speaks (`SASLMechanism.table`), with
// one user who has one password. A test logs in with each of the table, so that none is without its side here.

import SMTP
import Transport

/// One login at the sandbox. Challenges and responses are octets, never Base64.
struct SandboxLogin {
  /// What a response comes to.
  enum Answer {
    case challenge([UInt8])
    case verdict(isRight: Bool)
    /// A reply that ends it for another reason.
    case refused(String)
  }

  private enum State {
    case plain, loginUser, loginPassword(user: [UInt8])
    case cramMD5(challenge: [UInt8])
  }

  private static let user = Array(Persona.user.utf8)
  private static let password = Array(Persona.password.utf8)

  private var state: State

  /// - Parameters:
  ///   - domain: of the server, for challenges that name it.
  /// - Returns: nil: the sandbox has no such mechanism.
  init?(_ mechanism: MechanismName, domain: String) {
    switch mechanism {
    case .plain: state = .plain
    case .login: state = .loginUser
    case .cramMD5:
      let numbers = (0..<2).map { _ in String(UInt32.random(in: 0...UInt32.max)) }.joined(separator: ".")
      state = .cramMD5(challenge: Array("<\(numbers)@\(domain)>".utf8))
    default: return nil
    }
  }

  /// The first challenge, where AUTH brought no response with it.
  var challenge: [UInt8] {
    switch state {
    case .plain: return []
    case .loginUser: return Array("Username:".utf8)
    case .loginPassword: return Array("Password:".utf8)
    case .cramMD5(let challenge): return challenge
    }
  }

  /// Whether AUTH may bring the first response with it; where the server speaks first it may not (RFC 4954 §4).
  var takesInitialResponse: Bool { if case .cramMD5 = state { false } else { true } }

  /// Takes a response.
  mutating func respond(_ response: [UInt8]) -> Answer {
    switch state {
    case .plain:
      let parts = response.split(separator: 0, omittingEmptySubsequences: false)
      return .verdict(
        isRight: parts.count == 3 && Array(parts[1]) == Self.user && Array(parts[2]) == Self.password)
    case .loginUser:
      state = .loginPassword(user: response)
      return .challenge(challenge)
    case .loginPassword(let user): return .verdict(isRight: user == Self.user && response == Self.password)
    case .cramMD5(let challenge):
      guard let digest = Digest.hmacMD5(Self.password, challenge) else {
        return .refused("454 4.7.0 CRAM-MD5 needs OpenSSL, which is not there")
      }
      return .verdict(isRight: response == Self.user + [ASCII.space] + Array(Digest.hex(digest).utf8))
    }
  }
}
