// swift-tools-version: 6.3
// One manifest for three purposes: everything; with QUICK=1 in the environment only the firmware's tests and what they
// need, for `./test quick`; with FUZZ=1 what Tests/fuzz links. Boards are compiled by Board/compile.

import PackageDescription

#if os(macOS)
  // Homebrew's, which no compiler finds by itself.
  let pngConfiguration: String? = "libpng"
  let jpegConfiguration: String? = "libjpeg"
  let cryptoConfiguration: String? = "libcrypto"
#else
  let pngConfiguration: String? = nil
  let jpegConfiguration: String? = nil
  let cryptoConfiguration: String? = nil
#endif
let isQuick = Context.environment["QUICK"] != nil
let isFuzzing = Context.environment["FUZZ"] != nil

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
// For the firmware and what implements its protocols: spans returned from properties, and associated types that
// need not be copyable.
let hardware: [SwiftSetting] =
  strict
  + [.enableExperimentalFeature("Lifetimes"), .enableExperimentalFeature("SuppressedAssociatedTypes")]

// For what trains networks, sixteen numbers at once: this machine's own instructions, which `./clock` compiles for.
#if arch(x86_64)
  let lanes = strict + [.unsafeFlags(["-Xcc", "-march=native"])]
#else
  let lanes = strict
#endif

let device: [Target] = [
  .target(
    name: "Firmware", path: "Firmware",
    exclude: [
      "Firmware.md", "Panels/DESIGN.md", "Panels/waveforms.png", "Glyphs/DESIGN.md", "Glyphs/FORMAT.md",
      "Journal/DESIGN.md", "Journal/FORMAT.md", "Reading/FORMAT.md", "Schedule/DESIGN.md", "Settings/CONSOLE.md",
      "Setup/PAGES.md",
      "Time/DESIGN.md",
    ],
    swiftSettings: hardware),
  .target(
    name: "ClockLink", dependencies: ["Firmware"], path: "Board/Link", exclude: ["DESIGN.md", "FORMAT.md"],
    swiftSettings: hardware),
]

/// What lies beside the sources.
let notes = ["Benchmark": ["torch_training.py"], "Emulator": ["DESIGN.md"], "ReaderTraining": ["DESIGN.md"]]

/// A floor's modules may know those of the same floor and of the ones before it; Tests/arrows holds them to it.
func hostLibrary(
  _ floor: String, _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "HostTools/\(floor)/\(name)",
    exclude: notes[name] ?? [], swiftSettings: settings)
}

let host: [Target] = [
  .systemLibrary(
    name: "CPNG", path: "HostTools/Base/CPNG", pkgConfig: pngConfiguration,
    providers: [.apt(["libpng-dev"]), .yum(["libpng-devel"]), .brew(["libpng"])]),
  .systemLibrary(
    name: "CJPEG", path: "HostTools/Base/CJPEG", pkgConfig: jpegConfiguration,
    providers: [.apt(["libjpeg-dev"]), .yum(["libjpeg-turbo-devel"]), .brew(["jpeg-turbo"])]),
  .systemLibrary(name: "CZlib", path: "HostTools/Base/CZlib", providers: [.apt(["zlib1g-dev"]), .yum(["zlib-devel"])]),
  .systemLibrary(
    name: "CCrypto", path: "HostTools/Base/CCrypto", pkgConfig: cryptoConfiguration,
    providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"]), .brew(["openssl@3"])]),
  hostLibrary("Base", "Essentials", []),
  hostLibrary("Base", "Support", ["Essentials"]),
  hostLibrary("Base", "Commands", ["Support"]),
  hostLibrary("Making", "Digits", ["CZlib", "Essentials", "Support"]),
  hostLibrary("Making", "DigitFiles", ["DigitForm", "Digits", "GlyphImage", "Pictures", "Support"]),
  .target(
    name: "GlyphImage", dependencies: ["Digits", "Essentials", "Firmware", "ReaderModels", "Support"],
    path: "HostTools/Making/GlyphImage",
    resources: [.copy("mnist.legibility"), .copy("mnist.model")], swiftSettings: strict),
  .target(
    name: "ReaderModels", dependencies: ["Essentials", "Firmware", "Support"], path: "HostTools/Making/ReaderModels",
    resources: [.copy("cnn.model"), .copy("fc.model")], swiftSettings: strict),
  hostLibrary("Making", "FlashImage", ["GlyphImage", "Support"]),
  hostLibrary(
    "Making", "Handwriting",
    ["DigitFiles", "DigitForm", "Digits", "Essentials", "Firmware", "Paper", "Pictures", "ReaderModels", "Support"]),
  hostLibrary("Seeing", "DigitForm", []),
  hostLibrary("Seeing", "Paper", ["Essentials"]),
  hostLibrary("Seeing", "Pictures", ["CJPEG", "CPNG", "CZlib", "Firmware", "Support"]),
  hostLibrary("Models", "NorFlash", ["Essentials", "Firmware", "Support"], hardware),
  hostLibrary("Models", "Emulator", ["Essentials", "Firmware", "NorFlash", "Pictures"], hardware),
  hostLibrary("Trials", "Forecast", ["Firmware"]),
  hostLibrary("Trials", "JournalSimulation", ["Firmware", "NorFlash", "Support"], hardware),
  hostLibrary("Trials", "PanelSimulation", ["Digits", "Emulator", "Firmware", "GlyphImage", "Support"], hardware),
  hostLibrary(
    "Trials", "PowerModel", ["Emulator", "Firmware", "PanelSimulation", "Support", "TimeSimulation"], hardware),
  hostLibrary("Trials", "TimeSimulation", ["Firmware", "Support"], hardware),
  hostLibrary(
    "Device", "LinkHost", ["ClockLink", "Emulator", "Firmware", "NorFlash", "Support", "UDP"], hardware),
  hostLibrary("Device", "DeviceSettings", ["Firmware", "LinkHost", "Support", "TimeZones", "UDP"]),
  hostLibrary(
    "Device", "SetupHost", ["CCrypto", "Emulator", "Firmware", "NorFlash", "Support", "UDP"], hardware),
  hostLibrary("Base", "UDP", ["Firmware", "Support"], hardware),
  hostLibrary("Base", "TimeZones", ["Firmware", "Support"]),
  hostLibrary("Making", "Learning", [], lanes),
  hostLibrary("Making", "ReaderTraining", ["Digits", "Firmware", "Learning", "ReaderModels", "Support"], lanes),
  hostLibrary("Making", "Training", ["Firmware", "Learning", "Support"], lanes),
  hostLibrary(
    "Trials", "Benchmark",
    [
      "CZlib", "Digits", "Emulator", "Firmware", "GlyphImage", "JournalSimulation", "NorFlash", "PanelSimulation",
      "PowerModel", "ReaderModels", "ReaderTraining", "Support", "TimeSimulation", "Training",
    ], hardware),
  hostLibrary("Running", "Events", ["Essentials", "Firmware", "GlyphImage", "Support", "TimeZones"]),
  hostLibrary(
    "Running", "Run",
    [
      "Emulator", "Events", "Firmware", "FlashImage", "GlyphImage", "LinkHost", "NorFlash", "Pictures", "SetupHost",
      "Support", "TimeZones", "UDP",
    ]),
  hostLibrary(
    "Running", "Site",
    ["Firmware", "GlyphImage", "Pictures", "ReaderModels", "Run", "Support", "TimeZones"]),
  .executableTarget(
    name: "mnist-clock",
    dependencies: [
      "Benchmark", "Commands", "DeviceSettings", "DigitFiles", "DigitForm", "Digits", "Emulator", "Events", "Firmware",
      "FlashImage", "Forecast", "GlyphImage", "Handwriting", "LinkHost", "NorFlash", "PanelSimulation", "Paper",
      "Pictures",
      "PowerModel", "ReaderModels", "ReaderTraining", "Run", "SetupHost", "Site", "Support", "TimeZones", "Training",
      "UDP",
    ],
    path: "HostTools/mnist-clock", swiftSettings: strict),
]

// Optimizing most tests takes longer than it saves; what they test is as a user gets it.
let unoptimized = hardware + [.unsafeFlags(["-Onone"])]

/// What several test targets use: small images and files, the built program, outside judges.
let testing: [Target] = [
  .target(
    name: "TestSupport", dependencies: ["CZlib", "Digits", "Firmware", "Support", "UDP"], path: "Tests/Support",
    swiftSettings: hardware)
]

/// What Tests/page-modules compares the page's WebAssembly with.
let pageAnswers = Target.executableTarget(
  name: "PageAnswers",
  dependencies: ["Digits", "Emulator", "Events", "Firmware", "NorFlash", "ReaderModels", "Support"],
  path: "Tests/Web/Answers", swiftSettings: hardware)

/// The tests of one floor, and what they use of that floor and the ones before it.
func tests(
  _ floor: String, _ dependencies: [Target.Dependency], exclude: [String] = [], _ settings: [SwiftSetting] = unoptimized
) -> Target {
  .testTarget(
    name: "\(floor)Tests", dependencies: dependencies + ["Support", "TestSupport"], path: "Tests/\(floor)",
    exclude: exclude, swiftSettings: settings)
}

let firmwareTests = tests("Firmware", ["Digits", "Firmware", "GlyphImage", "TimeZones"])
let hostTests = [
  tests("Base", ["Commands", "Firmware", "TimeZones", "UDP"]),
  tests("Seeing", ["DigitForm", "Paper", "Pictures"]),
  tests("Models", ["Emulator", "Firmware", "NorFlash"]),
  tests(
    "Making",
    [
      "DigitFiles", "DigitForm", "Digits", "Firmware", "FlashImage", "GlyphImage", "Handwriting", "Paper",
      "ReaderModels",
      "ReaderTraining",
    ],
    exclude: ["Drawing/ink.py", "Handwriting/camera.py"]),
  tests("Device", ["ClockLink", "Emulator", "Firmware", "LinkHost", "NorFlash", "SetupHost"]),
  // These compare millions of instants.
  tests(
    "Trials",
    [
      "Digits", "Emulator", "Firmware", "Forecast", "GlyphImage", "JournalSimulation", "NorFlash", "PanelSimulation",
      "PowerModel", "TimeSimulation",
    ], hardware),
  tests("Running", ["Events", "Firmware", "GlyphImage", "Run", "Site"]),
  tests(
    "Program", ["ClockLink", "CZlib", "Digits", "Emulator", "Firmware", "GlyphImage", "Pictures"],
    exclude: ["Setup/improv.mjs"]),
  tests("Project", ["Digits", "Firmware", "GlyphImage"]),
]

// A library, since libFuzzer brings `main`.
let fuzzing: [Target] = [
  .target(
    name: "FuzzTargets",
    dependencies: [
      "ClockLink", "Digits", "Emulator", "Firmware", "FlashImage", "GlyphImage", "LinkHost", "NorFlash",
      "ReaderModels", "Support", "TimeZones",
    ],
    path: "Tests/Fuzz/Targets", swiftSettings: hardware)
]

let products: [Product]
let targets: [Target]
if isQuick {
  let known = ["CZlib", "Essentials", "Support", "TimeZones", "UDP", "Digits", "GlyphImage", "ReaderModels"]
  products = []
  targets = [device[0]] + host.filter { known.contains($0.name) } + testing + [firmwareTests]
} else if isFuzzing {
  products = [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])]
  targets = device + host + fuzzing
} else {
  products = [.executable(name: "mnist-clock", targets: ["mnist-clock"])]
  targets = device + host + testing + [pageAnswers, firmwareTests] + hostTests
}

let package = Package(
  name: "mnist-clock",
  // The first whose Swift library has inline arrays.
  platforms: [.macOS(.v26)],
  products: products,
  targets: targets
)
