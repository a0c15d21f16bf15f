// What the user asks of a session: lines, AUTH, messages from files, MX look-ups, settings, the recording. The
// connection itself is SessionDriver.swift's.

import NetworkFacts
import NIOCore
import NIOPosix
import Platform
import SMTP
import SMTPCore
import Transcript
import Transport

import Glibc

extension SessionDriver {
  // MARK: From the user

  func send(_ lines: [Outgoing]) {
    guard isOpen(), isIdle() else { return }
    var written: [UInt8] = []
    for line in lines {
      for action in conversation?.receive(.send(line), at: now) ?? [] {
        // The lines of a group go out in one write.
        if case .write(let octets) = action { written += octets } else { run([action]) }
      }
    }
    write(written)
    flush()
  }

  func sendRaw(_ outgoing: Outgoing, pieces: Session.Pieces?) {
    guard isOpen(), isIdle() else { return }
    let time = now
    if let pieces, outgoing.octets.count > pieces.size {
      // A line in pieces is one line, and in a recording as in a session file this says how it goes out.
      conversation?.receive(.note(.command("split \(pieces.size)")), at: time)
      conversation?.receive(.observed(outgoing), at: time)
      let end = min(pieces.upTo ?? .max, outgoing.octets.count)
      split = Split(rest: outgoing.octets[..<end], size: pieces.size, behind: Array(outgoing.octets[end...]))
      status.isSplitting = true
      writePiece()
    } else {
      // First to the server, then to the guide: what is sent is judged while the server reads it.
      holdingNews {
        write(outgoing.octets)
        conversation?.receive(.observed(outgoing), at: time)
      }
    }
    flush()
  }

  /// The next piece of what goes out in pieces, and the one after it 20 ms later.
  private func writePiece() {
    guard let piece = split?.next() else {
      split = nil
      status.isSplitting = false
      return flush()
    }
    put(piece)
    let mine = generation
    loop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
      if mine == self.generation { self.writePiece() }
    }
  }

  func isOpen() -> Bool {
    if channel != nil, status.connection == .open { return true }
    note(.event(.notSent(status.connection == .closed ? .closed : .notReady)))
    return false
  }

  /// Whether no message is on its way: what is sent meanwhile would become a part of it.
  func isIdle() -> Bool {
    if stream == nil, messageWaiting == nil { return true }
    note(.event(.notSent(.busy)))
    return false
  }

  func authenticate(_ mechanism: SASLMechanism, user: String, password: String) {
    guard isOpen(), isIdle() else { return }
    // It would become a part of the message.
    if isInText { return note(.event(.notSent(.busy))) }
    ProcessMemory.keepPrivate()
    let exchange = mechanism.client(
      SASLCredentials(user: user, password: password), SASLCrypto(hmacMD5: Digest.hmacMD5))
    conversation?.receive(.secret(Array(password.utf8), variable: "secret:password"), at: now)
    do throws(SASLProblem) {
      var begun = exchange
      let response = try begun.start().map { " " + Base64.encode($0).text } ?? ""
      let command = "AUTH \(mechanism.name.rawValue)"
      // What would make the line too long goes behind a challenge (RFC 4954 §4).
      let fits = (command + response).utf8.count + 2 <= Limits.commandLine
      self.exchange = fits ? begun : exchange
      send([Outgoing(fits ? command + response : command)])
    } catch {
      note(.event(.loginStopped(error, isBegun: false)))
    }
  }

  /// Whether what is sent next is a part of a message.
  private var isInText: Bool {
    switch conversation?.dialogue.phase {
    case .mailText, .chunk: return true
    default: return false
    }
  }

  func answer(_ challenge: SessionCore.Challenge) {
    guard exchange != nil else { return }
    do throws(SASLProblem) {
      let octets: [UInt8]
      switch challenge {
      case .over:
        exchange = nil
        return
      case .undecodable: throw .undecodableChallenge
      case .octets(let challenge): octets = challenge
      }
      let response = try exchange?.respond(to: octets) ?? []
      run(conversation?.receive(.send(Outgoing(Base64.encode(response))), at: now))
    } catch {
      // Whatever the server says to that, there is no more to answer.
      exchange = nil
      note(.event(.loginStopped(error, isBegun: true)))
      run(conversation?.receive(.send(Outgoing([ASCII.asterisk])), at: now))
    }
  }

  func interrupt() {
    messageWaiting = nil
    exchange = nil
    if stream != nil { stopStream(.interrupted) }
    if status.connection == .connecting { giveUpConnecting() }
    run(conversation?.receive(.interrupted, at: now))
    flush()
  }

  func close() {
    guard let channel else { return giveUpConnecting() }
    closesItself = true
    // Before the end is told: whoever hears of it may connect again at once.
    generation += 1
    channel.close(promise: nil)
    ended(byServer: false)
  }

  /// Whatever an attempt to connect brings is too late.
  private func giveUpConnecting() {
    guard status.connection != .closed else { return }
    generation += 1
    otherHosts = []
    status.connection = .closed
    conversation?.receive(.closed(byServer: false, reason: nil), at: now)
    flush()
  }

  func reset() {
    guard let channel else { return giveUpConnecting() }
    // Closing throws away what is still to be sent, and the other side is told so (SO_LINGER with no time).
    guard let socket = channel as? any SocketOptionProvider else { return close() }
    socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in self.close() }
  }

  func remember(_ secrets: [String: [UInt8]]) {
    self.secrets.merge(secrets) { $1 }
    for (name, secret) in secrets {
      conversation?.receive(.secret(secret, variable: "secret:\(name)"), at: now)
    }
  }

  func shutdown() -> EventLoopFuture<Void> {
    cancelWait()
    guard let channel else { return loop.makeSucceededVoidFuture() }
    close()
    return channel.closeFuture
  }

  func set(_ name: String, _ value: String) {
    guard let setting = Setting.row(name) else { return }
    if let expected = setting.set(&status.options, value) {
      note(.event(.settingRefused(name: name, value: value, expected: expected)))
      return
    }
    conversation?.options = status.options
    note(.event(.setting(name: name, value: setting.get(status.options))))
  }

  func note(_ content: TranscriptEntry.Content) {
    if conversation != nil {
      conversation?.receive(.note(content), at: now)
    } else {
      entries.append(TranscriptEntry(id: nextID, time: now, content: content))
      nextID += 1
    }
    flush()
  }

  // MARK: MX

  func lookUpMX(_ domain: String) {
    resolveMX(domain) { driver, _ in driver.flush() }
  }

  func resolveMX(_ domain: String, then work: @escaping (SessionDriver, MXAnswer) -> Void) {
    let begun = now
    let timeout = TimeAmount.seconds(Int64(status.options.connectTimeout))
    Connector(on: loop, timeout: timeout) { _ in }.offLoop(late: .temporaryFailure) { MXLookup.query(domain) }
      .assumeIsolated().whenComplete { result in
        let answer = (try? result.get()) ?? .failure
        self.note(.event(.mx(domain: domain, answer, took: self.now - begun)))
        work(self, answer)
      }
  }

  // MARK: Messages from files

  func sendMessage(file: String, wantsDigest: Bool) {
    guard isOpen(), isIdle() else { return }
    guard split == nil else { return note(.event(.notSent(.busy))) }
    let isAwaited = conversation?.dialogue.phase == .mailText
    if isInText, !isAwaited { return note(.event(.notSent(.busy))) }
    do throws(FileProblem) {
      // Before DATA: a message that cannot be read is none that is begun.
      let message = try MessageStream(
        path: file, body: conversation?.textBody, wantsDigest: recorder != nil || wantsDigest)
      if isAwaited {
        startStream(message)
      } else {
        send([Outgoing("DATA")])
        messageWaiting = message
      }
    } catch {
      status.problems.insert(.file)
      note(.event(.messageStopped(isAwaited ? .noFile("\(error)") : .notBegun("\(error)"), sent: 0, open: 0)))
    }
  }

  func startStream(_ message: MessageStream) {
    messageWaiting = nil
    stream = message
    status.progress = .init(sent: 0, total: message.total)
    sendNextPiece()
  }

  /// Pieces that go out until what the server says is read, too: a network that takes them at once gives it no turn.
  private static let piecesAtOnce = 8

  func sendNextPiece(_ number: Int = 1) {
    guard let stream, let channel else { return }
    do {
      let (piece, isLast) = try stream.next()
      status.progress?.sent = stream.sent
      conversation?.receive(.writing, at: now)
      watchWait()
      let promise = loop.makePromise(of: Void.self)
      channel.writeAndFlush(ByteBuffer(bytes: piece), promise: promise)
      promise.futureResult.assumeIsolated().whenComplete { result in
        guard case .success = result, self.stream === stream else { return }
        self.conversation?.receive(.written, at: self.now)
        if isLast { return self.endStream(stream) }
        guard number >= Self.piecesAtOnce else { return self.sendNextPiece(number + 1) }
        self.loop.assumeIsolated().scheduleTask(in: .microseconds(100)) {
          if self.stream === stream { self.sendNextPiece() }
        }
      }
      if stream.isWorthShowing { flush() }
    } catch {
      status.problems.insert(.file)
      stopStream(.file("\(error)"))
      close()
    }
  }

  func endStream(_ stream: MessageStream) {
    self.stream = nil
    status.progress = nil
    status.message = .init(size: stream.sent, sha256: stream.digest ?? "")
    let digest = stream.digest.map { " sha256=\($0)" } ?? ""
    conversation?.receive(.note(.command("data \(stream.path) size=\(stream.sent)\(digest)")), at: now)
    conversation?.receive(
      .messageSent(.message(size: stream.sent, sha256: stream.digest), stream.findings()), at: now)
    flush()
  }

  /// The message does not go out whole.
  func stopStream(_ why: Event.MessageStop) {
    let stopped = stream
    stream = nil
    status.progress = nil
    conversation?.receive(
      .messageStopped(why, sent: stopped?.sent, line: stopped?.openLine ?? []), at: now)
    flush()
  }

  // MARK: Recording

  func openRecorder(_ target: Target) {
    guard recorder == nil, !isRecordingOver else { return }
    do throws(FileProblem) {
      switch recording {
      case .none:
        isRecordingOver = true
        noteShownSecrets()
        return
      case .file(let path): recorder = try Recorder(path: path)
      case .standard:
        guard let folder = RecordingPolicy.folder else { return }
        recorder = try Recorder(in: folder, target: "\(target)")
      }
      status.recordPath = recorder?.path
      noteLink()
      // What decides how the recording goes on stands in it, whoever set it.
      if !status.options.startsTLS { note(.event(.setting(name: "starttls", value: "off"))) }
      noteShownSecrets()
    } catch {
      isRecordingOver = true
      // Where nobody has asked for one, a home that cannot be written is no failure of the session.
      if recording != .standard || error.isOfOutput { unwritten(error) }
      note(.event(.recording(.refused("\(error)"))))
    }
  }

  private func unwritten(_ problem: FileProblem) {
    status.problems.insert(.output)
    status.recordProblem = "\(problem)"
  }

  /// Says where a recording is that was given a symbolic link.
  private func noteLink() {
    guard let recorder, let real = recorder.linkedPath else { return }
    note(.event(.recording(.link(recorder.path, to: real))))
  }

  /// Whoever reads a recording, or the output of a script, is told that secrets stand in it. A change is told of as such.
  private func noteShownSecrets() {
    if status.options.showsSecrets { note(.event(.setting(name: "secrets", value: "shown"))) }
  }

  func record(to path: String?) {
    guard let path else {
      note(.event(.recording(recorder.map { .to($0.path) } ?? .none)))
      return
    }
    if path == "off" {
      note(.event(.recording(.ends)))
      // The recording has this event, too: it is told of before the recorder goes.
      if isPerforming { tell() }
      isRecordingOver = true
      recorder = nil
      status.recordPath = nil
      flush()
      return
    }
    do throws(FileProblem) {
      recorder = try Recorder(path: path)
      status.recordPath = path
      note(.event(.recording(.from(path))))
      noteLink()
      noteShownSecrets()
    } catch {
      unwritten(error)
      note(.event(.recording(.refused("\(error)"))))
    }
  }
}
