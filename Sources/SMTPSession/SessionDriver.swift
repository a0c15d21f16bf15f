// Carries out what Conversation wants, on one event loop: the connection, TLS, timers, the recording.

import NIOCore
import NIOPosix
import SMTP
import SMTPTransport
import Transcript

/// The loop-bound half of a session.
final class SessionDriver {
  private let loop: any EventLoop
  private let sink: @Sendable (SessionUpdate) -> Void
  private let recording: RecordingPolicy
  private let started = NIODeadline.now()
  private var status: SessionStatus
  private var conversation: Conversation?
  private var nextID = 0
  private var channel: (any Channel)?
  /// Counts connections, so that late news of an old one is told apart.
  private var generation = 0
  private var waitTask: Scheduled<Void>?
  private var scheduledWait: (wait: Wait, start: Int64)?
  private var exchange: SASLExchange?
  private var closeReason: String?
  private var closesItself = false
  private var recorder: Recorder?
  private var recordingFailed = false
  private var entries: [TranscriptEntry] = []
  /// The MX hosts still to be tried.
  private var otherHosts: [Target] = []
  private var stream: MessageStream?
  private var messageWaiting: String?
  private var tcpConnected: Int64 = 0

  init(
    loop: any EventLoop, options: SessionOptions, recording: RecordingPolicy,
    sink: @escaping @Sendable (SessionUpdate) -> Void
  ) {
    self.loop = loop
    self.sink = sink
    self.recording = recording
    status = SessionStatus(options: options)
  }

  private var now: Int64 { (NIODeadline.now() - started).nanoseconds }

  // MARK: Connecting

  func connect(to target: Target?, viaMX: Bool) {
    guard let target = target ?? status.target else {
      note(.event(.init("connect to what? :connect SERVER", level: .bad)))
      return
    }
    if channel != nil { close() }
    status.target = target
    openRecorder(target)
    if viaMX, let domain = target.host {
      status.connection = .connecting
      resolveMX(domain) { driver, answer in driver.connect(answer, of: target) }
      flush()
    } else {
      otherHosts = []
      open(target)
    }
  }

  private func connect(_ answer: MXLookup, of target: Target) {
    guard case .host(let domain, let port) = target.endpoint else { return }
    switch answer {
    case .hosts(let records):
      otherHosts = records.dropFirst().map {
        Target(scheme: target.scheme, endpoint: .host($0.host, port: port))
      }
      let first = Target(scheme: target.scheme, endpoint: .host(records[0].host, port: port))
      status.target = first
      open(first)
    case .implicit: open(target)
    case .null, .noSuchDomain, .temporaryFailure, .failure:
      status.connection = .closed
      status.problems.insert(.connection)
      note(.event(.init("no server to connect to for \(domain)", level: .bad)))
    }
  }

  private func open(_ target: Target) {
    generation += 1
    let mine = generation
    status.connection = .connecting
    status.address = nil
    status.tls = nil
    status.phases = []
    closeReason = nil
    closesItself = false
    exchange = nil
    nextID = max(nextID, conversation?.nextEntryID ?? 0)
    let kind: Dialogue.Kind = target.scheme == .lmtp ? .lmtp : .smtp
    conversation = Conversation(kind: kind, options: status.options, firstID: nextID)
    run(conversation?.note(.command("connect \(target)"), at: now))
    let box = NIOLoopBound(self, eventLoop: loop)
    let connector = Connector(on: loop, timeout: .seconds(Int64(status.options.connectTimeout))) { event in
      box.value.took(event, mine)
    }
    connector.connect(to: target) { channel in
      try channel.pipeline.syncOperations.addHandler(SessionHandler(driver: box, generation: mine))
    }.assumeIsolated().whenComplete { result in
      guard self.generation == mine else {
        if case .success(let channel) = result { channel.close(promise: nil) }
        return
      }
      switch result {
      case .success(let channel): self.connected(channel, target)
      case .failure(let error): self.failed(error)
      }
    }
  }

  private func took(_ event: ConnectEvent, _ generation: Int) {
    guard generation == self.generation else { return }
    switch event {
    case .resolved(let host, let addresses, let duration):
      status.phases.append(.init(name: "DNS", duration: duration))
      note(
        .event(
          .init("\(host) is \(addresses.joined(separator: ", ")) (\(Duration.text(nanoseconds: duration)))")))
    case .failed(let address, let reason, let duration):
      note(.event(.init("\(address): \(reason) after \(Duration.text(nanoseconds: duration))", level: .bad)))
    case .abandoned(let address, let duration):
      note(
        .event(
          .init(
            "\(address) not waited for after \(Duration.text(nanoseconds: duration)): another answered first")))
    case .connected(let address, let duration):
      status.address = address
      status.phases.append(.init(name: "TCP", duration: duration))
      let port: String
      if case .host(_, let number) = status.target?.endpoint { port = " port \(number)" } else { port = "" }
      note(
        .event(.init("connected to \(address)\(port) in \(Duration.text(nanoseconds: duration))", level: .good))
      )
    }
  }

  private func connected(_ channel: any Channel, _ target: Target) {
    self.channel = channel
    tcpConnected = now
    if target.scheme == .smtps {
      startTLS()
    } else {
      status.connection = .open
      conversation?.connected(isTLS: false, at: now)
    }
    flush()
  }

  private func failed(_ error: any Error) {
    status.connection = .closed
    let failure = error as? ConnectFailure
    let text = failure?.description ?? "cannot connect: \(error)"
    note(.event(.init(text, level: .bad, details: failure.map { ["try: \($0.advice)"] } ?? [])))
    if otherHosts.isEmpty {
      status.problems.insert(.connection)
      flush()
    } else {
      let next = otherHosts.removeFirst()
      status.target = next
      open(next)
    }
  }

  // MARK: TLS

  private func startTLS() {
    guard let channel else { return }
    status.connection = .handshaking
    let mine = generation
    do {
      let context = try TLSContext.client(status.options.tls)
      let handler = try TLSHandler(context, role: .client(status.options.tls, host: status.target?.host)) {
        [weak self] result in self?.tlsEnded(result, mine)
      }
      try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    } catch let failure as TLSFailure {
      tlsEnded(.failure(failure), mine)
      channel.close(promise: nil)
    } catch {
      tlsEnded(.failure(TLSFailure("\(error)", advice: "try again")), mine)
      channel.close(promise: nil)
    }
  }

  private func tlsEnded(_ result: Result<TLSReport, TLSFailure>, _ mine: Int) {
    guard mine == generation else { return }
    switch result {
    case .success(let report):
      let atOnce =
        status.target?.scheme == .smtps && status.tls == nil && conversation?.dialogue.phase == .greeting
      status.tls = report
      status.phases.append(.init(name: "TLS", duration: report.duration))
      status.connection = .open
      if report.nameCheck != nil, !report.isTrusted, status.options.tls.verify == .require {
        status.problems.insert(.tls)
      }
      run(conversation?.tlsStarted(report, now: Environment.now, at: now))
      if atOnce { conversation?.connected(isTLS: true, at: now) }
    case .failure(let failure):
      status.problems.insert(.tls)
      run(conversation?.tlsFailed(failure, at: now))
    }
    flush()
  }

  // MARK: From the channel

  func received(_ buffer: ByteBuffer, generation: Int) {
    guard generation == self.generation else { return }
    // A server may talk before our own connect future has told us: the order of the two is NIO's.
    let octets = buffer.readableBytesView
    if status.phases.last?.name != "greeting", conversation?.dialogue.phase == .greeting {
      status.phases.append(.init(name: "greeting", duration: now - tcpConnected))
    }
    run(conversation?.received(octets, at: now))
    flush()
  }

  func caught(_ error: any Error, generation: Int) {
    guard generation == self.generation else { return }
    if let failure = error as? TLSFailure {
      status.problems.insert(.tls)
      run(conversation?.tlsFailed(failure, at: now))
      closeReason = failure.description
    } else if let error = error as? IOError {
      closeReason = error.errnoCode == 104 ? "reset by the server" : "\(error)"
    } else {
      closeReason = "\(error)"
    }
    flush()
  }

  func inactive(generation: Int) {
    guard generation == self.generation else { return }
    ended(byServer: !closesItself)
  }

  private func ended(byServer: Bool) {
    guard channel != nil || status.connection != .closed else { return }
    let over = conversation?.dialogue.answered.isOver ?? true
    if byServer, !over { status.problems.insert(.connection) }
    run(conversation?.closed(byServer: byServer, reason: closeReason, at: now))
    channel = nil
    stream = nil
    messageWaiting = nil
    exchange = nil
    status.progress = nil
    status.connection = .closed
    flush()
  }

  // MARK: From the user

  func send(_ lines: [[UInt8]]) {
    guard isOpen() else { return }
    var written: [UInt8] = []
    for line in lines {
      for action in conversation?.send(line, at: now) ?? [] {
        // The lines of a group go out in one write.
        if case .write(let octets) = action { written += octets } else { run([action]) }
      }
    }
    write(written)
    flush()
  }

  func sendRaw(_ octets: [UInt8]) {
    guard isOpen() else { return }
    run(conversation?.sendRaw(octets, at: now))
    flush()
  }

  private func isOpen() -> Bool {
    if channel != nil, status.connection == .open { return true }
    note(
      .event(
        .init(
          status.connection == .closed
            ? "not sent: there is no connection" : "not sent: the connection is not ready yet",
          level: .bad, details: status.connection == .closed ? ["try: :connect"] : [])))
    return false
  }

  func authenticate(_ mechanism: SASLMechanism, user: String, password: String) {
    guard isOpen() else { return }
    var exchange = SASLExchange(mechanism, user: user, password: password, hmacMD5: Digest.hmacMD5)
    conversation?.remember(secret: password)
    do {
      let initial = try exchange.initialResponse()
      self.exchange = exchange
      let response = initial.map { " " + Base64.encode($0).text } ?? ""
      send([Array("AUTH \(mechanism.rawValue)\(response)".utf8)])
    } catch {
      note(.event(.init("AUTH not sent: \(error)", level: .bad)))
    }
  }

  private func answer(_ challenge: [UInt8]?) {
    guard let challenge else {
      exchange = nil
      return
    }
    guard exchange != nil else { return }
    do {
      let response = try exchange?.respond(to: challenge) ?? []
      run(conversation?.send(Base64.encode(response), at: now))
    } catch {
      note(.event(.init("AUTH cancelled: \(error)", level: .bad)))
      run(conversation?.send([ASCII.asterisk], at: now))
    }
  }

  func interrupt() {
    messageWaiting = nil
    if stream != nil {
      stream = nil
      status.progress = nil
      note(
        .event(.init("sending the message was broken off; only closing the connection ends it", level: .bad)))
    }
    run(conversation?.interrupted(at: now))
    flush()
  }

  func close() {
    guard let channel else { return }
    closesItself = true
    channel.close(promise: nil)
    ended(byServer: false)
    generation += 1
  }

  func shutdown() -> EventLoopFuture<Void> {
    waitTask?.cancel()
    guard let channel else { return loop.makeSucceededVoidFuture() }
    close()
    return channel.closeFuture
  }

  func set(_ name: String, _ value: String) {
    guard let setting = Setting.row(name) else { return }
    if let expected = setting.set(&status.options, value) {
      note(.event(.init("\(name) is not set to \"\(value)\": \(expected)", level: .bad)))
      return
    }
    conversation?.options = status.options
    note(.event(.init("\(name) is \(setting.get(status.options))")))
  }

  func note(_ content: TranscriptEntry.Content) {
    if var conversation {
      run(conversation.note(content, at: now))
      self.conversation = conversation
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

  private func resolveMX(_ domain: String, then work: @escaping (SessionDriver, MXLookup) -> Void) {
    let begun = now
    Connector(on: loop, timeout: .seconds(30)) { _ in }.offLoop { MXLookup.query(domain) }
      .assumeIsolated().whenComplete { result in
        let answer = (try? result.get()) ?? .failure
        let level: TranscriptEntry.Event.Level
        switch answer {
        case .hosts, .implicit: level = .info
        case .null, .noSuchDomain, .temporaryFailure, .failure: level = .bad
        }
        self.note(
          .event(
            .init("\(answer.describe(domain)) (\(Duration.text(nanoseconds: self.now - begun)))", level: level))
        )
        work(self, answer)
      }
  }

  // MARK: Messages from files

  func sendMessage(file: String) {
    guard isOpen() else { return }
    if conversation?.dialogue.phase == .mailText {
      startStream(file)
    } else {
      messageWaiting = file
      send([Array("DATA".utf8)])
    }
  }

  private func startStream(_ file: String) {
    messageWaiting = nil
    do {
      let stream = try MessageStream(path: file)
      self.stream = stream
      status.progress = .init(sent: 0, total: stream.total)
      sendNextPiece()
    } catch {
      status.problems.insert(.file)
      note(
        .event(
          .init(
            "\(error)", level: .bad, details: ["the server waits for mail text: type it, or end it with a dot"])
        ))
    }
  }

  private func sendNextPiece() {
    guard let stream, let channel else { return }
    do {
      let (piece, isLast) = try stream.next()
      status.progress?.sent = stream.sent
      let promise = loop.makePromise(of: Void.self)
      channel.writeAndFlush(ByteBuffer(bytes: piece), promise: promise)
      promise.futureResult.assumeIsolated().whenComplete { result in
        guard case .success = result, self.stream === stream else { return }
        if isLast { self.endStream(stream) } else { self.sendNextPiece() }
      }
      if stream.isWorthShowing { flush() }
    } catch {
      status.problems.insert(.file)
      note(.event(.init("\(error); the message is not complete, so the connection is closed", level: .bad)))
      close()
    }
  }

  private func endStream(_ stream: MessageStream) {
    self.stream = nil
    status.progress = nil
    let event = TranscriptEntry.Event("message of \(stream.sent) octets sent, SHA-256 \(stream.digest)")
    run(
      conversation?.sentMessage(
        event, command: "data \(stream.path) size=\(stream.sent) sha256=\(stream.digest)", at: now))
    flush()
  }

  // MARK: Recording

  private func openRecorder(_ target: Target) {
    guard recorder == nil, !recordingFailed else { return }
    do {
      switch recording {
      case .none: return
      case .file(let path): recorder = try Recorder(path: path)
      case .standard:
        guard let folder = RecordingPolicy.folder else { return }
        recorder = try Recorder(in: folder, target: "\(target)")
      }
      status.recordPath = recorder?.path
    } catch {
      recordingFailed = true
      note(.event(.init("not recorded: \(error)", level: .bad, details: ["try: --record FILE or --no-record"])))
    }
  }

  func record(to path: String?) {
    guard let path else {
      note(.event(.init(recorder.map { "recorded in \($0.path)" } ?? "this session is not recorded")))
      return
    }
    if path == "off" {
      note(.event(.init("recording ends here")))
      recorder = nil
      status.recordPath = nil
      flush()
      return
    }
    do {
      recorder = try Recorder(path: path)
      status.recordPath = path
      note(.event(.init("recorded in \(path) from here on")))
    } catch {
      note(.event(.init("\(error)", level: .bad)))
    }
  }

  // MARK: Carrying out

  private func run(_ actions: [Conversation.Action]?) {
    for action in actions ?? [] {
      switch action {
      case .emit(let entry): entries.append(entry)
      case .write(let octets): write(octets)
      case .startTLS: startTLS()
      case .close: close()
      case .challenge(let challenge): answer(challenge)
      }
    }
    if let file = messageWaiting, conversation?.dialogue.phase == .mailText { startStream(file) }
    if messageWaiting != nil, conversation?.dialogue.awaited == nil, conversation?.dialogue.phase != .mailText {
      messageWaiting = nil
    }
  }

  private func write(_ octets: [UInt8]) {
    guard !octets.isEmpty, let channel else { return }
    channel.writeAndFlush(ByteBuffer(bytes: octets), promise: nil)
  }

  /// Tells the recording and the front end what is new.
  private func flush() {
    let pending = conversation?.pendingLines ?? []
    if let recorder {
      do {
        try recorder.append(entries)
        try recorder.append(pending: pending)
      } catch {
        self.recorder = nil
        recordingFailed = true
        status.recordPath = nil
        note(.event(.init("the recording ends here: \(error)", level: .bad)))
        return
      }
    }
    status.dialogue = conversation?.dialogue
    status.wait = conversation?.wait
    status.waitStart = conversation?.waitStart ?? 0
    status.worstReply = max(status.worstReply, conversation?.worstReply ?? 0)
    scheduleWait()
    let update = SessionUpdate(entries: entries, pendingLines: pending, status: status)
    entries.removeAll(keepingCapacity: true)
    sink(update)
  }

  private func scheduleWait() {
    let wanted = conversation.flatMap { conversation in conversation.wait.map { ($0, conversation.waitStart) } }
    if let wanted, let scheduledWait, wanted == scheduledWait { return }
    if wanted == nil, scheduledWait == nil { return }
    waitTask?.cancel()
    waitTask = nil
    scheduledWait = nil
    guard let wanted else { return }
    scheduledWait = (wanted.0, wanted.1)
    let deadline = started + .nanoseconds(wanted.1) + .seconds(Int64(wanted.0.seconds))
    waitTask = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      guard let self else { return }
      self.status.problems.insert(.connection)
      self.run(self.conversation?.timedOut(at: self.now))
      self.flush()
    }
  }
}

/// Hands a channel's events to the driver.
private final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let driver: NIOLoopBound<SessionDriver>
  private let generation: Int

  init(driver: NIOLoopBound<SessionDriver>, generation: Int) {
    self.driver = driver
    self.generation = generation
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    driver.value.received(unwrapInboundIn(data), generation: generation)
  }

  func channelInactive(context: ChannelHandlerContext) { driver.value.inactive(generation: generation) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    driver.value.caught(error, generation: generation)
  }
}
