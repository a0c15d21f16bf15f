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
  products: [.executable(name: "smtpscope", targets: ["smtpscope"])],
  dependencies: [.package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0")],
  targets: [
    // The three system libraries: their headers are compiled against, and what is used of them is opened by CLibrary
    // when it is first needed. Nothing links them.
    .target(name: "CLibrary", cSettings: strictC),
    .target(name: "CNcurses", dependencies: ["CLibrary"], cSettings: strictC),
    .target(name: "COpenSSL", dependencies: ["CLibrary"], cSettings: strictC),
    .target(name: "CResolver", dependencies: ["CLibrary"], cSettings: strictC),

    // How the C library's heap is set up; nothing is called but by runs with several loops.
    .target(name: "CHeap", cSettings: strictC),
    .target(name: "CProcess", cSettings: strictC),

    // What is known, as text files that stand in the program.
    .target(name: "CKnowledge", exclude: ["Data"], cSettings: strictC),

    // Values, and what is known: no I/O, no clock, no file.
    library("SMTP"),
    library("NetworkFacts"),
    library("SMTPGuide", ["SMTP", "CKnowledge"]),
    library("Transcript", ["SMTP", "NetworkFacts", "SMTPGuide"]),
    // The pure core of a session: it cannot see a socket, OpenSSL, a file or a clock.
    library("SMTPCore", ["SMTP", "NetworkFacts", "SMTPGuide", "Transcript"]),

    // The system and the network.
    library("Platform", ["CProcess"]),
    library("Transport", ["NetworkFacts", "Platform", "COpenSSL", "CResolver", nioCore, nioPosix]),
    library(
      "SMTPSession",
      [
        "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "Transport", nioCore,
        nioPosix,
      ]),
    library("Sandbox", ["SMTP", "NetworkFacts", "Platform", "Transport", nioCore, nioPosix]),

    // Session files, recordings and other programs' logs: they are read and written, and cannot connect.
    library("SessionFiles", ["SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform"]),
    library(
      "Runner",
      [
        "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "SessionFiles",
        "SMTPSession",
      ]),

    // The screen and the program.
    library(
      "Console",
      [
        "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "SMTPSession",
        "SessionFiles",
        "Runner", "CNcurses",
      ]),
    library(
      "CLI",
      [
        "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "Transport", "SMTPSession",
        "SessionFiles", "Runner", "Sandbox", "Console", "CHeap", nioCore, nioPosix,
      ]),
    .executableTarget(
      name: "smtpscope", dependencies: ["CLI", "Platform"],
      swiftSettings: strict,
      // Half of a short session is the loader's work (Tests/Benchmarks/README.md): fewer libraries, packed relocations
      // and no exported symbols make it less. The Swift runtime and the C++ and GCC libraries that it needs are part of
      // the program; the toolchain's list of libraries names libstdc++ before anything here can, hence the detour.
      // The toolchain brings lld.
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-use-ld=lld", "-Xclang-linker", "-static-libgcc"]
            + [
              "-z", "pack-relative-relocs", "--no-export-dynamic", "--remap-inputs=*/libstdc++.so=/dev/null",
              "--push-state", "-Bstatic", "-lstdc++", "--pop-state",
            ].flatMap { ["-Xlinker", $0] }, .when(platforms: [.linux], configuration: .release))
      ]),

    // What Tests/Benchmarks/run measures inside a process.
    .executableTarget(
      name: "smtpscope-benchmarks",
      dependencies: [
        "SMTP", "Transcript", "SMTPCore", "Platform", "SMTPSession", "SessionFiles", "Runner", "Console",
        "CHeap", nioPosix,
      ],
      path: "Tests/Benchmarks/Program", swiftSettings: strict),

    // What Tests/Fuzz/run feeds. An ordinary build makes a program of it that does nothing.
    .target(
      name: "Fuzzing",
      dependencies: [
        "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "SMTPSession", "Transport",
        "SessionFiles", "Runner", "Console", "COpenSSL", nioEmbedded,
      ],
      path: "Tests/Fuzz/Targets", swiftSettings: strict),
    .executableTarget(
      name: "smtpscope-fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz/Program", swiftSettings: strict),
  ]
)

package.targets += [
  tests("SMTPTests", ["SMTP"]),
  tests("NetworkFactsTests", ["NetworkFacts"]),
  tests("SMTPGuideTests", ["SMTP", "NetworkFacts", "SMTPGuide"]),
  tests("TranscriptTests", ["SMTP", "NetworkFacts", "SMTPGuide", "Transcript"]),
  tests("SMTPCoreTests", ["SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore"]),
  tests("PlatformTests", ["Platform"]),
  tests("TransportTests", ["NetworkFacts", "CLibrary", "Transport", nioCore, nioPosix, nioEmbedded]),
  tests(
    "SMTPSessionTests",
    [
      "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "Transport", "SMTPSession",
      "Sandbox", nioCore, nioPosix, nioEmbedded,
    ]),
  tests(
    "SessionFilesTests",
    ["SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "SessionFiles", "SMTPSession"]),
  tests(
    "RunnerTests",
    [
      "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "Platform", "SMTPSession", "SessionFiles",
      "Runner", "Sandbox", nioCore, nioPosix,
    ]),
  tests("SandboxTests", ["SMTP", "Transport", "Sandbox", nioCore, nioPosix]),
  tests(
    "CLITests", ["CLI", "SMTP", "NetworkFacts", "SMTPCore", "SMTPSession", "SessionFiles", "Runner"]),
  tests("EndToEndTests", ["smtpscope"]),
  tests(
    "ConsoleTests",
    [
      "SMTP", "NetworkFacts", "SMTPGuide", "Transcript", "SMTPCore", "SMTPSession", "SessionFiles", "Runner",
      "Console", nioPosix,
    ]),
]
