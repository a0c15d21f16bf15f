// Many runs of session files, several at a time: lanes on the event loops take the next run until none is left, the
// main thread counts, shows, and watches for Ctrl-C.

import CHeap
import NIOCore
import NIOPosix
import Runner
import SMTPCore
import SMTPSession
import Synchronization
import Transcript

import Glibc

/// Runs of files.
struct RunBatch: Sendable {
  let programs: [SessionFileProgram]
  let options: RunOptions
  let times: Int
  let parallel: Int
  let isVerbose: Bool
  /// Says nothing of the runs; its caller does.
  var isQuiet = false
  let recordFile: String?
  let paint: Paint

  /// What a lane has to tell.
  fileprivate enum News: Sendable {
    case ended(index: Int, RunResult)
    /// A run that passed, and is no more than a number: nanoseconds.
    case passed(index: Int, duration: Int64)
    /// A recording ended early, or was not made.
    case unwritten(String)
    /// No run is left for this lane.
    case idle
  }

  /// What came out so far.
  private struct Tally {
    var results: [(index: Int, result: RunResult)] = []
    var done = 0
    /// Nanoseconds of each run, by file.
    var durations: [[Int64]]
    var passed: [Int]
    /// The first thing that went wrong with a recording.
    var recordProblem: String?
  }

  /// Runs everything.
  ///
  /// - Returns: in the order of the files; of runs of a file that passed, only the first with all it has. And why a
  ///   recording ended early, or was not made: nil where none did.
  func run() throws -> (results: [RunResult], recordProblem: String?) {
    let interrupts = InterruptWatch()
    let queue = try UpdateQueue<News>()
    let lanes = min(parallel, runs)
    let threads = min(lanes, System.coreCount)
    heap_for_threads(Int32(threads))
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    let next = Counter()
    let started = (0..<lanes).map { _ in Lane.start(self, on: group.next(), next, queue) }
    var tally = Tally(
      durations: Array(repeating: [], count: programs.count), passed: Array(repeating: 0, count: programs.count)
    )
    let showsProgress = isatty(STDERR_FILENO) == 1 && runs > 1
    let begun = ContinuousClock().now
    var shown = begun
    var busy = lanes
    while busy > 0 {
      var ready = pollfd(fd: queue.descriptor, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, showsProgress ? 500 : 1000)
      if interrupts.drain() {
        interrupts.leave()
        next.stop()
        for lane in started { lane.interrupt() }
      }
      for news in queue.drain() {
        switch news {
        case .ended(let index, let result): count(result, index, &tally)
        case .passed(let index, let duration): count(index / times, duration, passed: true, &tally)
        case .unwritten(let problem): tally.recordProblem = tally.recordProblem ?? problem
        case .idle: busy -= 1
        }
      }
      if showsProgress, ContinuousClock().now - shown > .milliseconds(500) {
        shown = ContinuousClock().now
        showProgress(tally)
      }
    }
    if shown > begun { Output.progress("") }
    try group.syncShutdownGracefully()
    if times > 1 { summarize(tally) }
    return (tally.results.sorted { $0.index < $1.index }.map(\.result), tally.recordProblem)
  }

  fileprivate var runs: Int { programs.count * times }

  private func count(_ result: RunResult, _ index: Int, _ tally: inout Tally) {
    count(index / times, result.duration, passed: result.outcome == .passed, &tally)
    if result.outcome == .passed || tally.results.count < 1_000 { tally.results.append((index, result)) }
    if !isQuiet, times == 1 || result.outcome != .passed { show(result) }
  }

  private func count(_ file: Int, _ duration: Int64, passed: Bool, _ tally: inout Tally) {
    tally.done += 1
    tally.durations[file].append(duration)
    if passed { tally.passed[file] += 1 }
  }

  /// A million runs that passed are a number, not a million results: of each file the first is kept whole.
  fileprivate func keeps(_ result: RunResult, _ index: Int) -> Bool {
    result.outcome != .passed || index.isMultiple(of: times)
  }

  // MARK: What is seen

  private func show(_ result: RunResult) {
    var lines: [Output.Painted] = []
    for check in result.checks {
      let failure = RunReports.lines(check)
      // Where it stands, what is wrong, and then the explanation.
      for (index, line) in failure.enumerated() { lines.append(index < 2 ? paint(line, .bad) : .init(line)) }
      if check.failure == nil, !check.differences.isEmpty {
        let place = "\(Escaping.escape(check.place.file)):\(check.place.line)"
        lines.append(paint("\(place): different: \(check.differences.joined(separator: "; "))", .warning))
      }
    }
    lines.append(paint(RunReports.summary(result), result.outcome == .passed ? .good : .bad))
    Output.write(lines)
  }

  /// A line a file: how often it passed, and the middle of the times.
  private func summarize(_ tally: Tally) {
    for (number, program) in programs.enumerated() where !tally.durations[number].isEmpty {
      let sorted = tally.durations[number].sorted()
      let middle = DurationText.text(nanoseconds: sorted[sorted.count / 2])
      let text =
        "\(Escaping.escape(program.file)) passed \(tally.passed[number]) of \(sorted.count) times, \(middle) in the middle, \(DurationText.text(nanoseconds: sorted[sorted.count - 1])) at most"
      Output.write([paint(text, tally.passed[number] == sorted.count ? .good : .bad)])
    }
  }

  private func showProgress(_ tally: Tally) {
    let failed = tally.done - tally.passed.reduce(0, +)
    Output.progress("\(tally.done) of \(runs) runs\(failed > 0 ? ", \(failed) not passed" : "")")
  }
}

/// Hands out numbers, each once, until it is stopped.
private final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)

  func next(below limit: Int) -> Int? {
    guard !isStopped.load(ordering: .relaxed) else { return nil }
    let number = value.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < limit ? number : nil
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}

/// One session after the other on one event loop.
private final class Lane {
  private let batch: RunBatch
  private let loop: any EventLoop
  private let next: Counter
  private let queue: UpdateQueue<RunBatch.News>
  /// For all its sessions.
  private let clock: WaitClock
  private var session: Session?
  private var runner: FileRunner?
  private var index = 0
  /// The run before. What it has kept is given back while a server thinks, not while it waits for the next session.
  private var ended: FileRunner?
  private var timer: Scheduled<Void>?
  /// News that has come while the runner was at work.
  private var updates: [SessionUpdate] = []
  private var hasToldOfRecording = false
  private var isAdvancing = false

  /// What other threads hold of a lane.
  struct Handle: Sendable {
    let lane: NIOLoopBoundBox<Lane?>
    let loop: any EventLoop

    func interrupt() {
      loop.execute { [lane] in
        lane.value?.runner?.interrupt()
        lane.value?.advance()
      }
    }
  }

  static func start(
    _ batch: RunBatch, on loop: any EventLoop, _ next: Counter, _ queue: UpdateQueue<RunBatch.News>
  ) -> Handle {
    let box = NIOLoopBoundBox.makeEmptyBox(valueType: Lane.self, eventLoop: loop)
    loop.execute {
      let lane = Lane(batch, loop, next, queue)
      box.value = lane
      lane.begin()
    }
    return Handle(lane: box, loop: loop)
  }

  private init(
    _ batch: RunBatch, _ loop: any EventLoop, _ next: Counter, _ queue: UpdateQueue<RunBatch.News>
  ) {
    self.batch = batch
    self.loop = loop
    self.next = next
    self.queue = queue
    clock = WaitClock(on: loop)
  }

  private func begin() {
    guard let index = next.next(below: batch.runs) else {
      clock.cancel()
      return queue.put(.idle)
    }
    self.index = index
    let me = NIOLoopBound(self, eventLoop: loop)
    let session = Session(
      on: loop, options: batch.options.session, recording: batch.recordFile.map(RecordingPolicy.file) ?? .none,
      clock: NIOLoopBound(clock, eventLoop: loop)
    ) { update in me.value.receive(update) }
    self.session = session
    runner = FileRunner(batch.programs[index / batch.times], session, batch.options)
    advance()
  }

  private func receive(_ update: SessionUpdate) {
    if let problem = update.status.recordProblem, !hasToldOfRecording {
      hasToldOfRecording = true
      queue.put(.unwritten(problem))
    }
    if batch.isVerbose {
      Output.write(update.entries.flatMap(NotationWriter.annotated).map { batch.paint(notation: $0) })
    }
    session?.took(update)
    if isAdvancing {
      updates.append(update)
    } else {
      runner?.receive(update)
      advance()
    }
  }

  /// Gives the runner its news and lets it go on, until there is none. What it does brings news at once, which waits.
  private func advance() {
    guard !isAdvancing else { return }
    isAdvancing = true
    defer { isAdvancing = false }
    repeat {
      for update in updates { runner?.receive(update) }
      updates.removeAll(keepingCapacity: true)
      step()
    } while !updates.isEmpty
    if ended != nil, (runner?.stepsBegun ?? 0) > 1 { ended = nil }
  }

  private func step() {
    guard let session else { return }
    timer?.cancel()
    timer = nil
    switch runner?.advance() {
    case .waiting(until: nil), nil: return
    case .waiting(until: let time?):
      let rest = time - ContinuousClock().now
      let nanoseconds =
        rest.components.seconds * 1_000_000_000 + rest.components.attoseconds / 1_000_000_000
      timer = loop.assumeIsolated().scheduleTask(in: .nanoseconds(max(0, nanoseconds))) { self.advance() }
    case .paused: runner?.go(.all)
    case .done:
      ended = runner.take()
      self.session = nil
      guard let result = ended?.result else { return }
      if batch.keeps(result, index) {
        queue.put(.ended(index: index, result))
      } else {
        queue.put(.passed(index: index, duration: result.duration), wakes: false)
      }
      // Not at once: this is still in the middle of the session that has ended.
      session.shutdown().assumeIsolated().whenComplete { _ in
        self.loop.assumeIsolated().execute { self.begin() }
      }
    }
  }
}
