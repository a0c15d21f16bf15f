// Many runs of session files, several at a time: workers take the next run until none is left, the main thread watches
// for Ctrl-C and shows how far it is.

import NIOCore
import NIOPosix
import SMTPSession
import SessionScript
import Synchronization
import Transcript

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs of files.
struct RunBatch {
  let programs: [(file: String, steps: [Step])]
  let options: RunOptions
  let times: Int
  let parallel: Int
  let isVerbose: Bool
  let recordFile: String?

  /// What came out so far.
  private struct Progress {
    var results: [(index: Int, result: RunResult)] = []
    var done = 0
    /// Nanoseconds of each run, by file.
    var durations: [[Int64]]
    var held: [Int]
    /// Why a run could not even begin.
    var problem: (any Error)?
  }

  private final class Shared: Sendable {
    let progress: Mutex<Progress>
    let next = Atomic<Int>(0)
    let isStopped = Atomic<Bool>(false)
    let running: Atomic<Int>

    init(files: Int, workers: Int) {
      progress = Mutex(
        Progress(durations: Array(repeating: [], count: files), held: Array(repeating: 0, count: files)))
      running = Atomic(workers)
    }
  }

  /// Runs everything.
  ///
  /// - Returns: in the order of the files; of runs of a file that held, only the first with all it has.
  func run() throws -> [RunResult] {
    let interrupts = InterruptWatch()
    let shared = Shared(files: programs.count, workers: parallel)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: min(parallel, System.coreCount))
    let pool = NIOThreadPool(numberOfThreads: parallel)
    pool.start()
    let showsProgress = isatty(STDERR_FILENO) == 1 && programs.count * times > 1
    for _ in 0..<parallel {
      pool.submit { _ in
        work(shared, group)
        shared.running.subtract(1, ordering: .releasing)
      }
    }
    var ticks = 0
    while shared.running.load(ordering: .acquiring) > 0 {
      poll(nil, 0, 10)
      if interrupts.take() { shared.isStopped.store(true, ordering: .relaxed) }
      ticks += 1
      if showsProgress, ticks % 50 == 0 { showProgress(shared) }
    }
    if showsProgress, ticks >= 50 { Smtpscope.complain("\r\u{1B}[K") }
    try pool.syncShutdownGracefully()
    return try shared.progress.withLock { progress in
      if let problem = progress.problem { throw problem }
      if times > 1 { summarize(progress) }
      return progress.results.sorted { $0.index < $1.index }.map(\.result)
    }
  }

  private func work(_ shared: Shared, _ group: MultiThreadedEventLoopGroup) {
    let count = programs.count * times
    while !shared.isStopped.load(ordering: .relaxed) {
      let index = shared.next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      do {
        take(try once(index / times, shared, group), index, shared)
      } catch {
        shared.progress.withLock { $0.problem = error }
        shared.isStopped.store(true, ordering: .relaxed)
      }
    }
  }

  private func once(_ number: Int, _ shared: Shared, _ group: MultiThreadedEventLoopGroup) throws -> RunResult {
    let (file, steps) = programs[number]
    let mailbox = try Mailbox()
    let session = Session(
      on: group.next(), options: options.session, recording: recordFile.map(RecordingPolicy.file) ?? .none
    ) { mailbox.put($0) }
    let runner = ScriptRunner(file, session, mailbox, options) {
      shared.isStopped.load(ordering: .relaxed)
    } news: { entries in
      guard isVerbose else { return }
      Smtpscope.say(entries.flatMap(NotationForm.annotated).map { $0 + "\n" }.joined())
    }
    let result = runner.run(steps)
    try session.shutdown().wait()
    return result
  }

  private func take(_ result: RunResult, _ index: Int, _ shared: Shared) {
    let number = index / times
    shared.progress.withLock { progress in
      progress.done += 1
      progress.durations[number].append(result.duration)
      if result.outcome == .held { progress.held[number] += 1 }
      // A million runs that held are a number, not a million results.
      let isFirst = progress.durations[number].count == 1
      if times == 1 || isFirst || (result.outcome != .held && progress.results.count < 1_000) {
        progress.results.append((index, result))
      }
      if times == 1 || result.outcome != .held { show(result) }
    }
  }

  // MARK: What is seen

  private func show(_ result: RunResult) {
    var lines: [String] = []
    for check in result.checks {
      lines += RunReports.lines(check)
      if check.failure == nil, !check.differences.isEmpty {
        let place = "\(Escaping.escape(check.place.file)):\(check.place.line)"
        lines.append("\(place): different: \(check.differences.joined(separator: "; "))")
      }
    }
    lines.append(RunReports.summary(result))
    Smtpscope.say(lines.map { $0 + "\n" }.joined())
  }

  /// A line a file: how often it held, and the middle of the times.
  private func summarize(_ progress: Progress) {
    for (number, program) in programs.enumerated() where !progress.durations[number].isEmpty {
      let sorted = progress.durations[number].sorted()
      let middle = Duration.text(nanoseconds: sorted[sorted.count / 2])
      Smtpscope.say(
        "\(Escaping.escape(program.file)) held \(progress.held[number]) of \(sorted.count) times, \(middle) in the middle, \(Duration.text(nanoseconds: sorted[sorted.count - 1])) at most\n"
      )
    }
  }

  private func showProgress(_ shared: Shared) {
    let (done, failed) = shared.progress.withLock { ($0.done, $0.done - $0.held.reduce(0, +)) }
    let count = programs.count * times
    Smtpscope.complain("\r\(done) of \(count) runs\(failed > 0 ? ", \(failed) not held" : "")\u{1B}[K")
  }
}
