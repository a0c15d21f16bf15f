// The server's side of a conversation as a value: octets in, actions out. What the persona wants decides.

import SMTP
import Transport

/// A message the sandbox has taken.
package struct AcceptedMessage: Sendable, Equatable {
  /// The address in MAIL without its brackets; empty for `<>`.
  package let sender: String
  /// Addresses in the order of their RCPT, those that were taken.
  package let recipients: [String]
  /// The mail text with its line ends as they came; the dots of transparency are taken away.
  package let octets: [UInt8]
}

/// One connection of the sandbox.
struct SandboxDialogue {
  /// What has to be done outside, in this order.
  enum Action: Equatable {
    case send([UInt8])
    case startTLS
    case accept(AcceptedMessage)
    case close
  }

  private enum Mode {
    case command, text, chunk(Int, last: Bool), auth(SandboxLogin), over
  }

  private let persona: Persona
  /// Nil where no triplet has to wait.
  private let greylist: Greylist?
  private let client: String
  private var mode = Mode.command
  private var buffer: ArraySlice<UInt8> = []
  private var unstuffer = DotUnstuffer()
  private var message: [UInt8] = []
  private var hello: Verb?
  private var isTLS = false
  private var isAuthenticated = false
  private var sender: String?
  private var recipients: [String] = []
  private var actions: [Action] = []

  init(_ persona: Persona, greylist: Greylist?, client: String) {
    self.persona = persona
    self.greylist = greylist
    self.client = client
  }

  /// What is said before anything is asked.
  mutating func greet() -> [Action] {
    if case .other(let greeting, _, _) = persona.wire {
      if !greeting.isEmpty { actions.append(.send(Array(greeting.utf8))) }
      return drainActions()
    }
    if !fault(.connection) { say(persona.greeting) }
    return drainActions()
  }

  /// Takes octets from the client.
  ///
  /// - Parameter time: seconds on a clock that only goes forward.
  mutating func received(_ octets: some Sequence<UInt8>, at time: Double) -> [Action] {
    buffer += octets
    loop: while true {
      switch mode {
      case .over: break loop
      case .text:
        let (used, ended) = unstuffer.unstuff(buffer, into: &message)
        buffer.removeFirst(used)
        // What is over the limit is read and thrown away.
        if message.count > Persona.sizeLimit + 1 { message.removeSubrange((Persona.sizeLimit + 1)...) }
        guard ended else { break loop }
        mode = .command
        endOfData()
      case .chunk(let size, let last):
        guard buffer.count >= size else { break loop }
        message += buffer.prefix(size)
        buffer.removeFirst(size)
        mode = .command
        chunkArrived(size, last)
      case .command, .auth:
        guard let lf = buffer.firstIndex(of: ASCII.lf) else {
          if buffer.count > 65_536 {
            buffer.removeAll()
            say("500 5.5.2 Line too long")
          }
          break loop
        }
        let hasCR = lf > buffer.startIndex && buffer[lf - 1] == ASCII.cr
        let line = Array(buffer[..<(hasCR ? lf - 1 : lf)])
        buffer = buffer[(lf + 1)...]
        if persona.isStrict, !hasCR {
          say("501 5.5.2 Lines end with CR LF")
        } else if case .auth(let login) = mode {
          mode = .command
          authResponse(line, login)
        } else {
          command(line, time)
        }
      }
    }
    return drainActions()
  }

  /// TLS is up.
  mutating func tlsStarted() {
    isTLS = true
    hello = nil
    // Whatever came in plain text behind STARTTLS is not obeyed (CVE-2011-0411).
    buffer.removeAll()
    reset()
  }

  // MARK: Commands

  private mutating func command(_ line: [UInt8], _ time: Double) {
    if case .other(_, let answer, let closes) = persona.wire {
      actions.append(.send(Array(answer.utf8)))
      if closes { actions.append(.close) }
      return
    }
    let command = Command(line)
    if fault(.command(command.verb)) { return }
    if line.count + 2 > (persona.isStrict ? Limits.commandLine : 4096) {
      return say("500 5.5.2 Line too long")
    }
    if persona.isStrict, let flaw = command.findings.first(where: { $0.severity > .notice }),
      command.verb != .other
    {
      return say("501 5.5.2 \(flaw.id)\(flaw.offset.map { " at octet \($0)" } ?? "")")
    }
    if command.findings.contains(where: { $0.rule == .argumentMissing }) {
      return say("501 5.5.4 Something is missing")
    }
    switch command.verb {
    case .ehlo, .lhlo: sayHello(command)
    case .helo:
      hello = .helo
      reset()
      say("250 {domain}")
    case .mail: mail(command)
    case .rcpt: rcpt(command, time)
    case .data: data()
    case .bdat: bdat(command)
    case .rset:
      reset()
      say("250 2.0.0 Ok")
    case .vrfy: vrfy(command)
    case .expn: say("502 5.5.1 EXPN is switched off")
    case .help:
      say(
        "214-2.0.0 This is the sandbox of smtpscope.\r\n214 2.0.0 Log in as \(Persona.user) with \(Persona.password)."
      )
    case .noop: say("250 2.0.0 Ok")
    case .quit:
      say("221 2.0.0 {domain} Bye")
      actions.append(.close)
      mode = .over
    case .starttls: starttls()
    case .auth: auth(command)
    case .etrn, .xclient, .xforward: say("502 5.5.1 Not implemented")
    case .other: say("500 5.5.2 Unknown command")
    }
  }

  private mutating func sayHello(_ command: Command) {
    if case .lmtp = persona.wire, command.verb == .ehlo { return say("500 5.5.1 This is LMTP: say LHLO") }
    if case .smtp = persona.wire, command.verb == .lhlo { return say("500 5.5.1 This is SMTP: say EHLO") }
    hello = command.verb
    reset()
    var lines = ["{domain}"] + persona.extensions
    if persona.offersTLS, !isTLS { lines.append("STARTTLS") }
    if (persona.offersTLS && isTLS) || persona.authInClear {
      lines.append("AUTH " + SASLMechanism.table.map(\.name.rawValue).joined(separator: " "))
    }
    for (index, line) in lines.enumerated() { say(index == lines.count - 1 ? "250 \(line)" : "250-\(line)") }
  }

  private mutating func mail(_ command: Command) {
    guard hello != nil else { return say("503 5.5.1 Say EHLO first") }
    if persona.requiresTLS, !isTLS { return say("530 5.7.0 Must issue a STARTTLS command first") }
    if persona.requiresAuth, !isAuthenticated { return say("530 5.7.0 Authentication required") }
    guard sender == nil else { return say("503 5.5.1 A transaction is open: RSET first") }
    guard let path = command.path else { return say("501 5.5.4 MAIL FROM:<address>") }
    if let size = command.parameter("SIZE").flatMap({ Array($0.utf8).decimalValue }), size > Persona.sizeLimit {
      return say("552 5.3.4 Message too big: at most \(Persona.sizeLimit) octets")
    }
    if let unknown = command.parameters.first(where: { Parameter.row($0.keyword, of: .mail) == nil }) {
      return say("555 5.5.4 Parameter \(unknown.keyword.prefix(40)) not recognized")
    }
    if path.hasNonASCII, command.parameter("SMTPUTF8") == nil {
      return say("553 5.6.7 SMTPUTF8 is needed for this address")
    }
    sender = path.isNull ? "" : path.address
    say("250 2.1.0 Sender ok")
  }

  private mutating func rcpt(_ command: Command, _ time: Double) {
    guard let sender else { return say("503 5.5.1 MAIL first") }
    guard let path = command.path, !path.isNull else { return say("501 5.5.4 RCPT TO:<address>") }
    if let unknown = command.parameters.first(where: { Parameter.row($0.keyword, of: .rcpt) == nil }) {
      return say("555 5.5.4 Parameter \(unknown.keyword.prefix(40)) not recognized")
    }
    guard recipients.count < Limits.recipients else { return say("452 4.5.3 Too many recipients") }
    let domain = path.domain?.text.lowercased() ?? persona.domain
    guard persona.relays || isAuthenticated || domain == persona.domain || Persona.localDomains.contains(domain)
    else {
      return say("554 5.7.1 <\(Self.shown(path.address))>: Relay access denied")
    }
    switch path.localPart.lowercased() {
    case "unknown", "nobody": return say("550 5.1.1 <\(Self.shown(path.address))>: User unknown")
    case "full": return say("452 4.2.2 <\(Self.shown(path.address))>: Mailbox full")
    case "later": return say("450 4.2.0 <\(Self.shown(path.address))>: Mailbox busy")
    default: break
    }
    if let greylist, let seconds = persona.greylistSeconds,
      let left = greylist.wait(
        client: client, sender: sender, recipient: path.address, seconds: seconds, now: time)
    {
      return say("450 4.2.0 <\(Self.shown(path.address))>: Greylisted, come back in \(left) seconds")
    }
    recipients.append(path.address)
    say("250 2.1.5 Recipient ok")
  }

  private static func shown(_ address: String) -> String {
    String(address.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value > 0x7E ? "?" : Character($0) })
  }

  private mutating func data() {
    guard sender != nil else { return say("503 5.5.1 MAIL first") }
    guard !recipients.isEmpty else { return say("554 5.5.1 No valid recipients") }
    guard message.isEmpty else { return say("503 5.5.1 BDAT was used in this transaction") }
    unstuffer = DotUnstuffer()
    mode = .text
    say("354 Go on; a single dot ends it")
  }

  private mutating func endOfData() {
    if fault(.endOfData) { return reset() }
    accept()
  }

  private mutating func bdat(_ command: Command) {
    guard case .chunk(let size, let last) = command.argument else { return say("501 5.5.4 BDAT size [LAST]") }
    if sender == nil || recipients.isEmpty {
      // The chunk comes all the same: it has to be read (RFC 3030 §2).
      say("503 5.5.1 No valid recipients")
      message.removeAll()
      mode = .chunk(size, last: false)
      reset()
      return
    }
    guard message.count + size <= Persona.sizeLimit else {
      say("552 5.3.4 Message too big")
      mode = .chunk(size, last: false)
      reset()
      return
    }
    mode = .chunk(size, last: last)
  }

  private mutating func chunkArrived(_ size: Int, _ last: Bool) {
    guard sender != nil else {
      message.removeAll()
      return
    }
    guard last else { return say("250 2.0.0 \(size) octets received") }
    if fault(.endOfData) { return reset() }
    accept()
  }

  private mutating func accept() {
    defer { reset() }
    guard message.count <= Persona.sizeLimit else { return say("552 5.3.4 Message too big") }
    actions.append(.accept(AcceptedMessage(sender: sender ?? "", recipients: recipients, octets: message)))
    if case .lmtp = persona.wire {
      for recipient in recipients { say("250 2.1.5 <\(Self.shown(recipient))> delivered") }
    } else {
      say("250 2.0.0 Ok: queued, \(message.count) octets")
    }
  }

  private mutating func vrfy(_ command: Command) {
    guard case .text(let name) = command.argument else { return say("501 5.5.4 VRFY whom?") }
    if let reply = persona.vrfyReplies[name] {
      actions.append(.send(Array(reply.utf8)))
      if name == Rule.replyIncomplete.rawValue {
        actions.append(.close)
        mode = .over
      }
      return
    }
    say("252 2.1.5 Cannot VRFY, but will take the mail and try")
  }

  private mutating func starttls() {
    guard persona.offersTLS else { return say("502 5.5.1 No TLS here") }
    guard !isTLS else { return say("503 5.5.1 TLS is in force already") }
    say("220 2.0.0 Ready to start TLS")
    actions.append(.startTLS)
  }

  // MARK: AUTH

  private mutating func auth(_ command: Command) {
    guard persona.authInClear || (isTLS && persona.offersTLS) else {
      return say(
        isTLS || !persona.offersTLS
          ? "502 5.5.1 No AUTH here" : "538 5.7.11 Encryption required: STARTTLS first")
    }
    guard hello == .ehlo || hello == .lhlo else { return say("503 5.5.1 Say EHLO first") }
    guard !isAuthenticated else { return say("503 5.5.1 Already authenticated") }
    guard sender == nil else { return say("503 5.5.1 Not in a mail transaction") }
    guard case .mechanism(let name, let hasResponse) = command.argument else {
      return say("501 5.5.4 AUTH mechanism")
    }
    let words = command.octets.split(separator: ASCII.space)
    let initial = hasResponse && words.count > 2 ? Array(words[2]) : nil
    guard let mechanism = MechanismName(rawValue: name),
      let login = SandboxLogin(mechanism, domain: persona.domain)
    else { return say("504 5.5.4 Mechanism not offered") }
    guard let initial else { return challenge(login.challenge, login) }
    guard login.takesInitialResponse else { return say("501 5.7.0 \(name) has no initial response") }
    authResponse(initial, login)
  }

  private mutating func challenge(_ challenge: [UInt8], _ login: SandboxLogin) {
    mode = .auth(login)
    say("334 " + Base64.encode(challenge).text)
  }

  private mutating func authResponse(_ line: [UInt8], _ login: SandboxLogin) {
    if line == [ASCII.asterisk] { return say("501 5.7.0 Authentication cancelled") }
    let decoded = line == [ASCII.equals] ? [] : Base64.decode(line)
    guard let response = decoded else { return say("501 5.5.2 Not Base64") }
    var login = login
    switch login.respond(response) {
    case .challenge(let next): challenge(next, login)
    case .verdict(let isRight): finish(isRight)
    case .refused(let reply): say(reply)
    }
  }

  private mutating func finish(_ isRight: Bool) {
    isAuthenticated = isRight
    say(isRight ? "235 2.7.0 Authentication successful" : "535 5.7.8 Authentication credentials invalid")
  }

  // MARK: Saying

  private mutating func reset() {
    sender = nil
    recipients.removeAll()
    message.removeAll()
  }

  private mutating func say(_ text: String) {
    actions.append(.send(Array((text.replacing("{domain}", with: persona.domain) + "\r\n").utf8)))
  }

  /// Does what the persona wants at a point instead of the right thing; false where it wants nothing.
  private mutating func fault(_ point: Persona.Point) -> Bool {
    switch persona.faults[point] {
    case nil: return false
    case .reply(let text, let closes):
      actions.append(.send(Array(text.replacing("{domain}", with: persona.domain).utf8)))
      if closes {
        actions.append(.close)
        mode = .over
      }
      return true
    case .append(let text):
      guard case .command(.starttls) = point, persona.offersTLS, !isTLS else { return false }
      actions.append(.send(Array(("220 2.0.0 Ready to start TLS\r\n" + text).utf8)))
      actions.append(.startTLS)
      return true
    case .close:
      actions.append(.close)
      mode = .over
      return true
    }
  }

  private mutating func drainActions() -> [Action] {
    defer { actions.removeAll() }
    return actions
  }
}
