// swift-tools-version: 6.3
// One manifest for three worlds: on a PC everything; with EMBEDDED=1 in the environment only the firmware and QEMU's
// boards, as Board/QEMU/build compiles them for the device's instruction set; with FUZZ=1 what Tests/fuzz links.

import PackageDescription

#if os(macOS)
  // Homebrew's, which no compiler finds by itself.
  let pngConfiguration: String? = "libpng"
#else
  let pngConfiguration: String? = nil
#endif
let isEmbedded = Context.environment["EMBEDDED"] != nil
let isFuzzing = Context.environment["FUZZ"] != nil

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
// For the firmware and what implements its protocols: spans returned from properties, and associated types that
// need not be copyable.
let hardware: [SwiftSetting] =
  strict
  + [.enableExperimentalFeature("Lifetimes"), .enableExperimentalFeature("SuppressedAssociatedTypes")]
  + (isEmbedded ? [.enableExperimentalFeature("Embedded")] : [])

let device: [Target] = [
  .target(
    name: "Firmware", path: "Firmware",
    exclude: [
      "Panels/DESIGN.md", "Panels/waveforms.png", "Glyphs/DESIGN.md", "Glyphs/FORMAT.md", "Journal/DESIGN.md",
      "Journal/FORMAT.md", "Schedule/DESIGN.md", "Settings/CONSOLE.md", "Time/DESIGN.md",
    ],
    swiftSettings: hardware),
  .target(
    name: "ClockLink", dependencies: ["Firmware"], path: "Board/Link", exclude: ["DESIGN.md", "FORMAT.md"],
    swiftSettings: hardware),
  .systemLibrary(name: "QEMUMachine", path: "Board/QEMU/Machine"),
  .target(
    name: "QEMUFlash", dependencies: ["Firmware", "QEMUMachine"], path: "Board/QEMU/Flash", swiftSettings: hardware),
  .target(
    name: "QEMUJournal", dependencies: ["Firmware", "QEMUFlash", "QEMUMachine"], path: "Tests/OnDevice/Bank",
    swiftSettings: hardware),
  .target(
    name: "QEMUBoard", dependencies: ["ClockLink", "Firmware", "QEMUFlash", "QEMUMachine"], path: "Board/QEMU/Clock",
    swiftSettings: hardware),
]

/// A floor's modules may know those of the same floor and of the ones before it; Tests/arrows holds them to it.
func hostLibrary(
  _ floor: String, _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "HostTools/\(floor)/\(name)",
    exclude: name == "Emulator" ? ["DESIGN.md"] : [], swiftSettings: settings)
}

let host: [Target] = [
  .systemLibrary(
    name: "CPNG", path: "HostTools/Base/CPNG", pkgConfig: pngConfiguration,
    providers: [.apt(["libpng-dev"]), .yum(["libpng-devel"]), .brew(["libpng"])]),
  .systemLibrary(name: "CZlib", path: "HostTools/Base/CZlib", providers: [.apt(["zlib1g-dev"]), .yum(["zlib-devel"])]),
  hostLibrary("Base", "Support", []),
  hostLibrary("Base", "Commands", ["Support"]),
  hostLibrary("Making", "Digits", ["CZlib", "Support"]),
  .target(
    name: "GlyphImage", dependencies: ["Digits", "Firmware", "Support"], path: "HostTools/Making/GlyphImage",
    resources: [.copy("mnist.model")], swiftSettings: strict),
  hostLibrary("Making", "FlashImage", ["GlyphImage", "Support"]),
  hostLibrary("Seeing", "Pictures", ["CPNG", "CZlib", "Firmware", "Support"]),
  hostLibrary("Models", "NorFlash", ["Firmware", "Support"], hardware),
  hostLibrary("Models", "Emulator", ["Firmware", "NorFlash", "Pictures", "Support"], hardware),
  hostLibrary("Trials", "Forecast", ["Firmware"]),
  hostLibrary("Trials", "JournalSimulation", ["Firmware", "NorFlash", "Support"], hardware),
  hostLibrary("Trials", "PanelSimulation", ["Digits", "Emulator", "Firmware", "GlyphImage", "Support"], hardware),
  hostLibrary("Trials", "TimeSimulation", ["Firmware", "Support"], hardware),
  hostLibrary(
    "Device", "LinkHost", ["ClockLink", "Emulator", "Firmware", "NorFlash", "Support", "UDP"], hardware),
  hostLibrary("Device", "DeviceSettings", ["Firmware", "LinkHost", "Support", "TimeZones"]),
  hostLibrary("Base", "UDP", ["Firmware", "Support"], hardware),
  hostLibrary("Base", "TimeZones", ["Firmware", "Support"]),
  hostLibrary("Making", "Training", ["Firmware", "Support"]),
  hostLibrary(
    "Trials", "Benchmark",
    [
      "CZlib", "Digits", "Emulator", "Firmware", "GlyphImage", "JournalSimulation", "NorFlash", "PanelSimulation",
      "Support", "TimeSimulation", "Training",
    ], hardware),
  hostLibrary("Running", "Events", ["Firmware", "GlyphImage", "Support", "TimeZones"]),
  hostLibrary(
    "Running", "Run",
    [
      "Emulator", "Events", "Firmware", "FlashImage", "GlyphImage", "LinkHost", "NorFlash", "Pictures", "Support",
      "TimeZones", "UDP",
    ]),
  .executableTarget(
    name: "mnist-clock",
    dependencies: [
      "Benchmark", "Commands", "DeviceSettings", "Digits", "Emulator", "Events", "Firmware", "FlashImage", "Forecast",
      "GlyphImage", "LinkHost", "NorFlash", "Pictures", "Run", "Support", "TimeZones", "Training", "UDP",
    ],
    path: "HostTools/mnist-clock", swiftSettings: strict),
  .testTarget(
    name: "ClockTests",
    dependencies: [
      "ClockLink", "Commands", "CZlib", "DeviceSettings", "Digits", "Emulator", "Events", "Firmware", "FlashImage",
      "Forecast", "GlyphImage",
      "JournalSimulation", "LinkHost", "NorFlash", "PanelSimulation", "Pictures", "Run", "Support", "TimeSimulation",
      "TimeZones", "UDP",
      "mnist-clock",
    ],
    path: "Tests",
    exclude: [
      "Drawing/ink.py", "Fuzz", "OnDevice", "arrows", "clock-on-device", "compile-for-device", "damage-images",
      "decode-on-device",
      "device-sizes",
      "fuzz", "panels-on-device", "random-packets", "recover-on-device", "suites-on-device",
    ],
    swiftSettings: hardware),
]

// A library, since libFuzzer brings `main`.
let fuzzing: [Target] = [
  .target(
    name: "FuzzTargets",
    dependencies: [
      "ClockLink", "Digits", "Emulator", "Firmware", "FlashImage", "GlyphImage", "LinkHost", "NorFlash", "Support",
      "TimeZones",
    ],
    path: "Tests/Fuzz/Targets", swiftSettings: hardware)
]

let package = Package(
  name: "mnist-clock",
  // The first whose Swift library has inline arrays.
  platforms: [.macOS(.v26)],
  products: isEmbedded
    ? []
    : isFuzzing
      ? [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])]
      : [.executable(name: "mnist-clock", targets: ["mnist-clock"])],
  targets: isEmbedded
    ? device
    : Array(device.prefix(2)) + (isFuzzing ? host.filter { !$0.isTest } + fuzzing : host)
)
