// What decoding, drawing and recovery take on the device's instruction sets, counted by QEMU through
// Tests/decode-on-device and recover-on-device. Must never measure the decoder of any build but this program's.

import Foundation
import Support

public enum DeviceFigures {
  private static let script = "Tests/decode-on-device"
  private static let recoveryScript = "Tests/recover-on-device"

  /// Why it can't be measured here, or nil.
  public static var obstacle: String? {
    if ProjectFolder.found == nil { return "the project's folder can't be found; run this there" }
    return ChildProcess.isInstalled("qemu-system-riscv32")
      ? nil : "qemu-system-riscv32 is missing; HostTools/install-packages tests installs it"
  }

  /// - Parameter mnist: the folder with MNIST's files, or nil for what was fetched.
  public static func measure(mnist: String?) throws -> [Figure] {
    // A tenth of the glyphs, as in every test run.
    // The script runs in a folder of its own, where a relative path would mean something else.
    let digits = mnist.map { ["MNIST_DIR=\(URL(fileURLWithPath: $0).path)"] } ?? []
    let output = try run(script, ["10", "rv32imc"], digits)
    func value(_ name: String) throws -> Double { try DeviceFigures.value(name, in: output) }
    return try [
      Figure("decoded_glyphs", "glyphs decoded on rv32imc, all as on this machine", value("glyphs")),
      Figure(
        "decode_instructions_mean", "RV32 instructions to decode a glyph, mean", value("mean-instructions"),
        "at most 4,000,000"),
      Figure("decode_instructions_most", "the longest of them", value("most-instructions"), "at most 8,000,000"),
      Figure(
        "decode_ms_mean", "ms at 160 MHz and one instruction a cycle, mean", value("mean-instructions") / 160_000,
        "at most 25"),
      Figure(
        "drawing_instructions", "RV32 instructions to draw a panel's picture in ink, the most", value("most-drawing"),
        "at most 1,500,000"),
      Figure(
        "drawing_instructions_refresh", "of the three pictures that a partial refresh draws", value("most-refresh")),
      Figure("drawing_instructions_grey", "of two planes of four greys", value("most-grey")),
      Figure(
        "recovery_instructions", "RV32 instructions to recover a full journal, beyond its reads", recovery(),
        "at most 20,000"),
    ] + (hasXtensa ? xtensa(digits, riscv: value("mean-instructions")) : [])
  }

  private static var hasXtensa: Bool {
    ["llc-22", "qemu-system-xtensa", "xtensa-lx106-elf-ld"].allSatisfy(ChildProcess.isInstalled)
  }

  /// Of the first ESP32's instruction set. What its core multiplies and QEMU's can't counts as one instruction.
  private static func xtensa(_ digits: [String], riscv: Double) throws -> [Figure] {
    let output = try run(script, ["10", "esp32"], digits)
    let mean = try value("mean-instructions", in: output)
    return try [
      Figure("decode_instructions_mean_esp32", "Xtensa instructions to decode a glyph, mean", mean),
      Figure("decode_ratio_esp32", "that, to RV32's", mean / riscv, "at most 1.1"),
      Figure(
        "decode_multiplied_esp32", "multiplications of a glyph that QEMU's core can't do, emulated, mean",
        value("emulated-multiplications", in: output) / value("glyphs", in: output)),
    ]
  }

  private static func value(_ name: String, in output: String) throws -> Double {
    let line = output.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    guard let value = line.flatMap({ Double($0.dropFirst(name.count + 1)) }) else {
      throw Failure("\(script) did not print \(name)")
    }
    return value
  }

  /// - Returns: what the script prints, run with this very program.
  static func run(_ script: String, _ arguments: [String] = [], _ variables: [String] = []) throws -> String {
    let folder = ProjectFolder.found ?? "."
    let result = try ChildProcess.run(
      "env", variables + ["MNIST_CLOCK=\(ProjectFolder.program)", "\(folder)/\(script)"] + arguments)
    guard result.status == 0 else { throw Failure("\(script) failed: \(result.errors)") }
    return result.output
  }

  /// The highest count in the script's lines, each "MARCH, record N: N reads, N instructions (…)".
  private static func recovery() throws -> Double {
    let counts = try run(recoveryScript).split(separator: "\n").compactMap { line in
      line.split(separator: ", ").dropFirst(2).first.flatMap { Double($0.prefix { $0.isNumber }) }
    }
    guard let most = counts.max() else { throw Failure("\(recoveryScript) printed nothing") }
    return most
  }
}
