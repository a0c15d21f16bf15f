import Testing

@testable import Platform

import Glibc

struct ProcessStartTests {
  /// What is closed is for the tests of the program: here the descriptors are in use.
  @Test func whatIsOpenStaysWhatItIs() {
    let all = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    func files() -> [ino_t] {
      all.map { descriptor in
        var info = stat()
        return fstat(descriptor, &info) == 0 ? info.st_ino : 0
      }
    }
    let before = files()
    ProcessStart.openStandardDescriptors()
    #expect(files() == before)
  }
}
