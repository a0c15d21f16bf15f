// Carries out what SessionCore wants, on one event loop: the connection, TLS, timers, the recording.

import NetworkFacts
import NIOCore
import NIOPosix
import SMTP
import SMTPCore
import Transcript
import Transport

/// The loop-bound half of a session.
final class SessionDriver {
  let loop: any EventLoop
  let sink: @Sendable (SessionUpdate) -> Void
  let recording: RecordingPolicy
  let started = NIODeadline.now()
  var status: SessionStatus
  var conversation: SessionCore?
  var nextID = 0
  var channel: (any Channel)?
  /// Counts connections, so that late news of an old one is told apart.
  var generation = 0
  private let clock: WaitClock
  /// The clock serves other sessions, too.
  private let sharesClock: Bool
  var exchange: (any SASLClient)?
  var closeReason: NetworkError?
  var closesItself = false
  var recorder: Recorder?
  /// None is made any more: it failed, or the user ended it.
  var isRecordingOver = false
  var entries: [TranscriptEntry] = []
  /// The MX hosts still to be tried.
  var otherHosts: [Target] = []
  var stream: MessageStream?
  /// What goes out in pieces.
  var split: Split?

  struct Split {
    var rest: ArraySlice<UInt8>
    let size: Int
    /// What was sent in the meantime, which goes out in one.
    var behind: [UInt8] = []

    /// The next octets to be written; nil: that was all.
    mutating func next() -> [UInt8]? {
      if rest.isEmpty {
        defer { behind = [] }
        return behind.isEmpty ? nil : behind
      }
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
  }

  /// A message whose DATA has not been answered.
  var messageWaiting: MessageStream?
  var tcpConnected: Int64 = 0
  /// Secrets of variables.
  var secrets: [String: [UInt8]] = [:]
  private(set) var isPerforming = false
  private let backlog: Backlog
  /// The front end has lines of a reply whose end has not come.
  private var hasToldPending = false
  /// Nothing is read, as the front end is behind.
  private var isHeld = false
  /// When reading went on after that.
  private var heldUntil: Int64 = 0
  /// What the channel has told in the meantime, where it has to wait.
  private var heldNews: [(SessionDriver) -> Void]?

  init(
    loop: any EventLoop, options: SessionOptions, recording: RecordingPolicy, clock: WaitClock?,
    backlog: Backlog = Backlog(), sink: @escaping @Sendable (SessionUpdate) -> Void
  ) {
    self.loop = loop
    self.sink = sink
    self.recording = recording
    self.backlog = backlog
    self.clock = clock ?? WaitClock(on: loop)
    sharesClock = clock != nil
    status = SessionStatus(options: options)
    self.clock.ring = { [weak self] in self?.waitEnded() }
  }

  var now: Int64 { (NIODeadline.now() - started).nanoseconds }

  /// Carries out one call of the session; its news go out together when it is done.
  func perform(_ work: (SessionDriver) -> Void) {
    isPerforming = true
    work(self)
    isPerforming = false
    status.handled += 1
    flush()
  }

  // MARK: Connecting

  func connect(to target: Target?, viaMX: Bool) {
    guard let target = target ?? status.target else {
      note(.event(.notSent(.noTarget)))
      return
    }
    if channel != nil { close() }
    // An answer that another connection was waiting for is too late.
    generation += 1
    let mine = generation
    status.target = target
    openRecorder(target)
    if viaMX, let domain = target.host {
      status.connection = .connecting
      resolveMX(domain) { driver, answer in
        if driver.generation == mine { driver.connect(answer, of: target) }
      }
      flush()
    } else {
      otherHosts = []
      open(target)
    }
  }

  func connect(_ answer: MXAnswer, of target: Target) {
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
      note(.event(.noServer(domain: domain)))
    }
  }

  func open(_ target: Target) {
    generation += 1
    let mine = generation
    status.beginConnection()
    closeReason = nil
    closesItself = false
    exchange = nil
    nextID = max(nextID, conversation?.nextEntryID ?? 0)
    // What the connection before has left.
    entries += conversation?.takeEntries() ?? []
    let kind: Dialogue.Kind = target.scheme == .lmtp ? .lmtp : .smtp
    conversation = SessionCore(
      kind: kind, options: status.options, firstID: nextID, after: conversation)
    for (name, secret) in secrets {
      conversation?.receive(.secret(secret, variable: "secret:\(name)"), at: now)
    }
    conversation?.receive(.note(.command("connect \(target)")), at: now)
    let box = NIOLoopBound(self, eventLoop: loop)
    let connector = Connector(on: loop, timeout: .seconds(Int64(status.options.connectTimeout))) { event in
      box.value.handle(event, mine)
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

  private func handle(_ event: ConnectEvent, _ generation: Int) {
    guard generation == self.generation else { return }
    switch event {
    case .resolved(let host, let addresses, let duration):
      status.phases.append(.init(name: "DNS", duration: duration))
      note(.event(.resolved(host: host, addresses: addresses, took: duration)))
    case .failed(let address, let reason, let duration):
      note(.event(.attemptFailed(address: address, reason: reason, took: duration)))
    case .abandoned(let address, let duration):
      note(.event(.abandoned(address: address, took: duration)))
    case .connected(let address, let duration):
      status.connected(to: address, after: duration)
      // No news of its own: the channel is handed over next.
      conversation?.receive(
        .note(.event(.connected(address: address, port: status.target?.port, took: duration))), at: now)
    }
  }

  private func connected(_ channel: any Channel, _ target: Target) {
    self.channel = channel
    tcpConnected = now
    if target.scheme == .smtps {
      startTLS()
    } else {
      status.connection = .open
      conversation?.receive(.connected(isTLS: false), at: now)
    }
    flush()
    // Not before everything is in place: a server may talk before the connect future has told us, and with TLS
    // at once its first octets are the handshake's.
    if !isHeld { setReading(true) }
  }

  private func setReading(_ reads: Bool) {
    guard let channel else { return }
    do { try Connector.setReading(channel, reads) } catch { closeReason = closeReason ?? NetworkError(error) }
  }

  /// The front end has caught up: reading goes on, and whatever is waited for has its time from here on.
  func goOn() {
    guard isHeld else { return }
    isHeld = false
    heldUntil = now
    setReading(true)
    watchWait()
  }

  private func failed(_ error: any Error) {
    // Whoever sees the connection closed has to see why: one piece of news.
    let isLast = otherHosts.isEmpty
    if isLast {
      status.connection = .closed
      status.problems.insert(.connection)
    }
    let target = status.target
    note(
      .event(
        .unreachable(
          error as? ConnectFailure
            ?? .unconnected(
              host: target?.host ?? "?", port: target?.port, tried: [.init("?", NetworkError(error))]))))
    if !isLast {
      let next = otherHosts.removeFirst()
      status.target = next
      open(next)
    }
  }

  // MARK: TLS

  private func startTLS() {
    guard let channel else { return }
    status.connection = .handshaking
    conversation?.receive(.handshaking, at: now)
    let mine = generation
    do {
      let context = try TLSContext.client(status.options.tls)
      let handler = try TLSHandler(context, role: .client(status.options.tls, host: status.target?.host)) {
        [weak self] result in self?.tlsEnded(result, mine)
      }
      try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    } catch let failure as TLSFailure {
      tlsEnded(.failure(failure), mine)
    } catch {
      tlsEnded(.failure(TLSFailure(.start, errors: ["\(error)"])), mine)
    }
  }

  private func tlsEnded(_ result: Result<TLSFacts, TLSFailure>, _ mine: Int) {
    // A handshake that this side gives up has not failed.
    guard mine == generation, !closesItself else { return }
    switch result {
    case .success(let report):
      let atOnce =
        status.target?.scheme == .smtps && status.tls == nil && conversation?.dialogue.phase == .greeting
      status.tls = report
      status.phases.append(.init(name: "TLS", duration: report.duration))
      status.connection = .open
      if !report.isTrusted, status.options.tls.verify == .require {
        status.problems.insert(.tls)
      }
      run(conversation?.receive(.handshake(.success(report)), at: now))
      if atOnce { conversation?.receive(.connected(isTLS: true), at: now) }
    case .failure(let failure):
      status.problems.insert(.tls)
      conversation?.receive(.handshake(.failure(failure)), at: now)
      // The server has sent an alert, or has gone; whatever else it was, the end is made here.
      if !failure.isServersDoing { close() }
    }
    flush()
  }

  // MARK: From the channel

  /// Does something in which the channel's own news must not come between: a write that fails tells of the end at once.
  func holdingNews(_ work: () -> Void) {
    heldNews = []
    work()
    let held = heldNews ?? []
    heldNews = nil
    for news in held { news(self) }
  }

  func received(_ buffer: ByteBuffer, generation: Int) {
    if heldNews != nil {
      heldNews?.append { $0.received(buffer, generation: generation) }
      return
    }
    guard generation == self.generation else { return }
    let octets = buffer.withUnsafeReadableBytes { Array($0) }
    if status.phases.last?.name != "greeting", conversation?.dialogue.phase == .greeting {
      status.phases.append(.init(name: "greeting", duration: now - tcpConnected))
    }
    run(conversation?.receive(.received(octets), at: now))
    // The server has said that it is over: the rest of a message would go nowhere.
    if stream != nil, conversation?.dialogue.answered.isOver == true { stopStream(.answered) }
    // A connection that was closed here has told so. Of a flood there is news once a second, not with every packet.
    if channel != nil, !hasToldPending, conversation?.isOnlyCounting == true { return }
    if channel != nil { flush() }
  }

  func caught(_ error: any Error, generation: Int) {
    if heldNews != nil {
      heldNews?.append { $0.caught(error, generation: generation) }
      return
    }
    guard generation == self.generation else { return }
    if let failure = error as? TLSFailure {
      status.problems.insert(.tls)
      conversation?.receive(.handshake(.failure(failure)), at: now)
      closeReason = .tls
    } else {
      closeReason = NetworkError(error)
    }
    flush()
  }

  func inactive(generation: Int) {
    if heldNews != nil {
      heldNews?.append { $0.inactive(generation: generation) }
      return
    }
    guard generation == self.generation else { return }
    ended(byServer: !closesItself)
  }

  func ended(byServer: Bool) {
    guard channel != nil || status.connection != .closed else { return }
    if stream != nil { stopStream(.connection) }
    let over = conversation?.dialogue.answered.isOver ?? true
    if byServer, !over { status.problems.insert(.connection) }
    if conversation?.dialogue.openChunk != nil { status.problems.insert(.connection) }
    conversation?.receive(.closed(byServer: byServer, reason: closeReason), at: now)
    channel = nil
    stream = nil
    split = nil
    messageWaiting = nil
    exchange = nil
    status.progress = nil
    status.isSplitting = false
    status.connection = .closed
    flush()
  }

  // MARK: Carrying out

  func run(_ actions: [SessionCore.Action]?) {
    for action in actions ?? [] {
      switch action {
      case .write(let octets): write(octets)
      case .startTLS: startTLS()
      case .close: close()
      case .challenge(let challenge): answer(challenge)
      case .stopMessage: stopStream(.answered)
      }
    }
    if let message = messageWaiting, conversation?.dialogue.phase == .mailText { startStream(message) }
    if messageWaiting != nil, conversation?.dialogue.awaited == nil, conversation?.dialogue.phase != .mailText {
      messageWaiting = nil
    }
  }

  /// Writes, behind what is still to go out in pieces.
  func write(_ octets: [UInt8]) {
    if split != nil { split?.behind += octets } else { put(octets) }
  }

  /// Writes at once.
  func put(_ octets: [UInt8]) {
    guard !octets.isEmpty, let channel else { return }
    channel.pipeline.syncOperations.writeAndFlush(NIOAny(ByteBuffer(bytes: octets)), promise: nil)
  }

  /// Tells the recording and the front end what is new.
  func flush() { if !isPerforming { tell() } }

  /// Does so in the middle of a call, too.
  func tell() {
    let pending = conversation?.report(to: &status, &entries) ?? []
    hasToldPending = !pending.isEmpty
    if let recorder {
      do {
        try recorder.append(entries)
        try recorder.append(pending: pending, conversation?.pendingEnds ?? [], at: now)
      } catch {
        self.recorder = nil
        isRecordingOver = true
        status.recordPath = nil
        status.problems.insert(.output)
        status.recordProblem = "\(error)"
        note(.event(.recording(.failed("\(error)"))))
        return
      }
    }
    watchWait()
    let news = entries
    entries = []
    let update = SessionUpdate(entries: news, pendingLines: pending, status: status)
    if backlog.add(update.weight), !isHeld {
      isHeld = true
      setReading(false)
      watchWait()
    }
    sink(update)
  }

  private func waitEnded() {
    guard let wait = conversation?.wait else { return }
    guard !isHeld, now >= max(status.waitStart, heldUntil) + Int64(wait.seconds) * 1_000_000_000 else {
      return watchWait()
    }
    status.problems.insert(.connection)
    // What was to follow a reply that has not come does not follow one that comes later, unasked.
    messageWaiting = nil
    exchange = nil
    run(conversation?.receive(.timedOut, at: now))
    flush()
  }

  func watchWait() {
    // Between two pieces of a message nothing is told, and the wait is another one all the same.
    if stream != nil {
      status.wait = conversation?.wait
      status.waitStart = conversation?.waitStart ?? 0
    }
    guard let wait = status.wait, !isHeld else {
      if status.connection == .closed { cancelWait() } else { clock.set(nil) }
      return
    }
    clock.set(started + .nanoseconds(max(status.waitStart, heldUntil)) + .seconds(Int64(wait.seconds)))
  }

  func cancelWait() { if sharesClock { clock.set(nil) } else { clock.cancel() } }
}

/// Hands a channel's events to the driver.
private final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let driver: NIOLoopBound<SessionDriver>
  let generation: Int

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
