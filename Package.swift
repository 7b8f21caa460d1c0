// swift-tools-version: 6.2
import PackageDescription

// One manifest for two worlds: on Linux everything; with EMBEDDED=1 in the environment only the
// firmware, compiled by `Tests/compile-for-device` for the device's instruction set without a heap.
let isEmbedded = Context.environment["EMBEDDED"] != nil

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let firmwareSettings: [SwiftSetting] =
  strict + [
    // Spans returned from properties, and `~Copyable` associated types: needed to own hardware safely.
    .enableExperimentalFeature("Lifetimes"),
    .enableExperimentalFeature("SuppressedAssociatedTypes"),
  ] + (isEmbedded ? [.enableExperimentalFeature("Embedded")] : [])
let package = Package(
  name: "mnist-clock",
  products: [.library(name: "Firmware", targets: ["Firmware"]),.library(name: "ProbeBoard", targets: ["ProbeBoard"])],
  targets: [.target(name: "Firmware", path: "Firmware", exclude: [], swiftSettings: firmwareSettings),
.target(name: "ProbeBoard", dependencies: ["Firmware"], path: "Board/Probe", exclude: [], swiftSettings: firmwareSettings)]
)
