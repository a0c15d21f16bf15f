import Foundation
import Testing

@testable import Platform

struct EnvironmentTests {
  /// Variables that this process was started with: to set one beside running threads is a race.
  @Test func aVariableHasTheValueThatTheProcessWasStartedWith() throws {
    let (name, value) = try #require(ProcessInfo.processInfo.environment.first { !$0.value.isEmpty })
    #expect(Environment.value(name) == value && Environment.has(name))
    let other = "SMTPSCOPE_TEST_NOBODY_SETS_THIS"
    #expect(Environment.value(other) == nil && !Environment.has(other) && Environment.secret(other) == nil)
  }

  @Test func anEmptyValueIsNone() {
    #expect("".withCString { Environment.text($0) } == nil)
    #expect("a b ä".withCString { Environment.text($0) } == "a b ä")
  }

  @Test func aSecretIsOverwrittenUpToItsEnd() {
    var octets = Array("wonder\0land".utf8CString)
    octets.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { Environment.wipe(start) }
    }
    #expect(octets == [CChar](repeating: 0, count: 7) + Array("land".utf8CString))
  }

  @Test func theHostNameIsTheSystems() throws {
    let name = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
    #expect(Environment.hostname == name.trimmingCharacters(in: .newlines))
  }

  @Test func nowIsNow() {
    // time(2) may be a tick behind the clock that Date reads.
    let before = Int64(Date().timeIntervalSince1970) - 1
    let now = Environment.now
    #expect((before...Int64(Date().timeIntervalSince1970)).contains(now))
  }
}
