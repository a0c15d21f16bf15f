// swift-tools-version: 6.2
// The targets and their arrows: each target sees only those named in its dependencies, and none of them
// names one above it. What each holds is said in CONTRIBUTING.md.
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "smtpscope",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "smtpscope", targets: ["smtpscope"])],
  dependencies: [.package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0")],
  targets: [
    // The three system libraries.
    .target(
      name: "CNcurses", cSettings: strictC,
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo", .when(platforms: [.linux]))]),
    .target(
      name: "COpenSSL", cSettings: strictC,
      linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(name: "CResolver", cSettings: strictC, linkerSettings: [.linkedLibrary("resolv")]),

    // What is known, as text files that stand in the program.
    .target(name: "CKnowledge", exclude: ["Data"], cSettings: strictC),

    // The protocol and what is known about it: no I/O.
    library("SMTP"),
    library("NetworkFacts"),
    library("SMTPGuide", ["SMTP", "CKnowledge"]),
    library("Transcript", ["SMTP", "SMTPGuide"]),

    // The network.
    library("Transport", ["NetworkFacts", "COpenSSL", "CResolver", nioCore, nioPosix]),
    library(
      "SMTPSession", ["SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", nioCore, nioPosix]),
    library("Sandbox", ["SMTP", "NetworkFacts", "Transport", nioCore, nioPosix]),

    // Session files.
    library("SessionFiles", ["SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", "SMTPSession"]),

    // The screen and the program.
    library(
      "Console",
      [
        "SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", "SMTPSession", "SessionFiles",
        "CNcurses",
      ]),
    .executableTarget(
      name: "smtpscope",
      dependencies: [
        "SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", "SMTPSession", "SessionFiles",
        "Sandbox", "Console", nioCore, nioPosix,
      ],
      swiftSettings: strict,
      // Half of a short session is the loader's work: packed relocations and no exported symbols make it less
      // (Tests/Benchmarks/README.md). The toolchain brings lld.
      linkerSettings: [
        .unsafeFlags(
          [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
            "--no-export-dynamic",
          ], .when(platforms: [.linux], configuration: .release))
      ]),

    // What Tests/Benchmarks/run measures inside a process.
    .executableTarget(
      name: "smtpscope-benchmarks",
      dependencies: [
        "SMTP", "Transcript", "NetworkFacts", "Transport", "SMTPSession", "SessionFiles", "Console", nioPosix,
      ],
      path: "Tests/Benchmarks/Program", swiftSettings: strict),
  ]
)

package.targets += [
  tests("SMTPTests", ["SMTP"]),
  tests("NetworkFactsTests", ["NetworkFacts"]),
  tests("SMTPGuideTests", ["SMTP", "SMTPGuide"]),
  tests("TranscriptTests", ["SMTP", "SMTPGuide", "Transcript"]),
  tests(
    "TransportTests",
    ["NetworkFacts", "Transport", nioCore, nioPosix, nioEmbedded]),
  tests(
    "SMTPSessionTests",
    [
      "SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", "SMTPSession", "Sandbox", nioCore,
      nioPosix,
      nioEmbedded,
    ]),
  tests(
    "SessionFilesTests",
    [
      "SMTP", "SMTPGuide", "Transcript", "NetworkFacts", "Transport", "SMTPSession", "SessionFiles", "Sandbox",
      nioCore,
      nioPosix,
    ]),
  tests("SandboxTests", ["SMTP", "Transport", "Sandbox", nioCore, nioPosix]),
  tests("EndToEndTests", ["smtpscope"]),
  tests(
    "ConsoleTests",
    ["SMTP", "NetworkFacts", "Transport", "SMTPSession", "Transcript", "SessionFiles", "Console", nioPosix]),
]
