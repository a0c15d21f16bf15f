// What can be wrong with a file whose lines are all right: a message that is not there, a command in front of nothing, and
// what cannot stand in a group, or would be too large for one write. The loader asks while it puts the steps together.

import Platform
import SMTP
import Transcript

extension SessionFileLoader {
  /// A message has to be there before anything is sent: once DATA is, only a message or the end of the connection follows.
  mutating func checkMessage(_ path: String, _ place: SourcePosition) {
    guard !messages.contains(path) else { return }
    do throws(FileProblem) {
      let file = try RegularFile(path)
      guard let encoding = file.wideEncoding else {
        messages.insert(path)
        return
      }
      fail(place, "\(Escaping.escape(path)) is \(encoding)", TextEncoding.advice)
    } catch {
      fail(place, Escaping.escape("\(error)"), "name a file that can be read, from the folder where this runs")
    }
  }

  /// `:split` and `:nowait` are about the line that follows, wherever it stands. Where none does, or something else
  /// does, they would do nothing, or something to another line.
  mutating func checkWhatStandsInFront(of steps: [Step]) {
    var waiting: [SourcePosition] = []
    check(steps, &waiting)
    for place in waiting where !recordings.contains(place.file) {
      fail(place, "no line follows \(place.text)", "it is about the next line that is sent: leave it out")
    }
  }

  private mutating func check(_ steps: [Step], _ waiting: inout [SourcePosition]) {
    for step in steps {
      switch step {
      case .send, .pipeline: waiting = []
      case .repeated(_, _, let inner): check(inner, &waiting)
      case .expect, .expectEnd, .finding, .time: continue
      case .command(let place, let command):
        switch command.shape {
        case .split, .noWait: waiting.append(place)
        case .data, .drop, .reset, .console(.auth), .console(.connect), .console(.close):
          for front in waiting {
            fail(
              front, "\(front.text) stands in front of \(place.text)",
              "it holds for a C: line, :send, :starttls, :data without a file, or :pipeline")
          }
          waiting = []
        default: continue
        }
      }
    }
  }

  /// What stands in a `:pipeline` is sent in one write, so nothing in it can be carried out between two lines.
  mutating func checkGroup(_ steps: [Step]) {
    for step in steps {
      switch step {
      case .send, .expect, .expectEnd, .finding, .time: continue
      case .pipeline(let place, _):
        fail(place, "a :pipeline inside a :pipeline", "close the first one with :end")
      case .repeated(let place, .late, _):
        fail(place, "a :repeat without its number inside a :pipeline", "write the number, or :repeat around it")
      case .repeated(let place, .number(let times), let inner):
        checkGroup(inner)
        let size = Self.size(inner)
        if size.lines > 0, times > Self.largestGroup / size.lines {
          fail(place, "more than \(Self.largestGroup) lines in one write", "write a smaller number")
        } else if times > Self.largestWrite / max(1, size.octets) {
          fail(place, "more than \(Self.largestWrite / 1024 / 1024) MB in one write", "write a smaller number")
        }
      case .command(let place, let command):
        switch command.shape {
        // They are about the replies, and come when all is sent.
        case .match, .allow, .expect, .capture: continue
        default:
          fail(place, "\(place.text) inside a :pipeline", "write it in front of :pipeline, or behind its :end")
        }
      }
    }
  }

  /// How many lines the steps of a group send, and their octets where no variable is in them; what is too much is no
  /// more than that.
  private static func size(_ steps: [Step]) -> (lines: Int, octets: Int) {
    var sum = (lines: 0, octets: 0)
    for step in steps {
      switch step {
      case .send(_, let wire):
        sum.lines += 1
        for case .octets(let octets) in wire.text.pieces { sum.octets += octets.count }
      case .repeated(_, .number(let times), let inner):
        let inner = size(inner)
        sum.lines += min(times, largestGroup + 1) * inner.lines
        sum.octets += min(times, largestGroup + 1) * inner.octets
      default: continue
      }
      sum = (min(sum.lines, largestGroup + 1), min(sum.octets, largestWrite + 1))
    }
    return sum
  }

  /// Lines of one `:pipeline`.
  private static let largestGroup = 100_000
  /// Octets of one `:pipeline`.
  private static let largestWrite = 16 * 1024 * 1024
}
