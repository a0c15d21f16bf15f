// The program. All of it is in CLI, where tests can reach it.

import CLI

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

exit(Smtpscope.run(Array(CommandLine.arguments.dropFirst())).rawValue)
