// The program. All of it is in CLI, where tests can reach it.

import CLI

import Glibc

exit(Smtpscope.run(Array(CommandLine.arguments.dropFirst())).rawValue)
