// What a process needs before it does anything: descriptors 0, 1 and 2, and signals that would end it over a file.

import Glibc

/// The first thing that the program does.
package enum ProcessStart {
  /// Opens those of the descriptors 0, 1 and 2 that are closed, and makes writing to what is full or closed an error
  /// instead of a signal.
  ///
  /// Whatever is opened next gets the lowest free number (POSIX, open): without this a file or a connection becomes
  /// standard output, and what is said to the user goes there.
  package static func prepare() {
    openStandardDescriptors()
    // A pipe whose reader is gone, and a file that grows beyond RLIMIT_FSIZE: EPIPE and EFBIG.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Standard input is read and the two others are written, so that nothing is read which was written here.
  static func openStandardDescriptors() {
    let rows = [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY)]
    for (descriptor, direction) in rows where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest number that is free is this one: those below are open by now. Where there is no /dev/null a folder
      // keeps the number: it can be neither read nor written.
      if open("/dev/null", direction) < 0 { _ = open("/", O_RDONLY | O_DIRECTORY) }
    }
  }
}
