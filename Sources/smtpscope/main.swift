// The program. All of it is in CLI, where tests can reach it.

import CLI
import Platform

import Glibc

ProcessStart.prepare()
exit(Smtpscope.run(Array(CommandLine.arguments.dropFirst())).rawValue)
