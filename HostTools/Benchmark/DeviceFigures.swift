// What decoding and recovery take on the device's instruction set, counted by QEMU through Tests/decode-on-device and
// recover-on-device. Must never run anywhere but in the project's folder, where those scripts are.

import Foundation
import Support

public enum DeviceFigures {
  private static let script = "Tests/decode-on-device"
  private static let recoveryScript = "Tests/recover-on-device"

  /// Why it can't be measured here, or nil.
  public static var obstacle: String? {
    if !FileManager.default.isExecutableFile(atPath: script) { return "run it in the project's folder" }
    return ChildProcess.isInstalled("qemu-system-riscv32")
      ? nil : "qemu-system-riscv32 is missing; HostTools/install-packages tests brings it"
  }

  /// - Parameter mnist: the folder of MNIST's files, or nil for what was fetched.
  public static func measure(mnist: String?) throws -> [Figure] {
    // A tenth of the glyphs, as in every run of the tests.
    let result = try ChildProcess.run("env", (mnist.map { ["MNIST_DIR=\($0)"] } ?? []) + [script, "10"])
    guard result.status == 0 else { throw Failure("\(script) failed: \(result.errors)") }
    func value(_ name: String) throws -> Double {
      let line = result.output.split(separator: "\n").first { $0.hasPrefix(name + " ") }
      guard let value = line.flatMap({ Double($0.dropFirst(name.count + 1)) }) else {
        throw Failure("\(script) did not print \(name)")
      }
      return value
    }
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
        "recovery_instructions", "RV32 instructions to recover a full journal, beyond its reads", recovery(),
        "at most 20,000"),
    ]
  }

  /// The most of the script's lines, each "record N: N reads, N instructions (…)".
  private static func recovery() throws -> Double {
    let result = try ChildProcess.run(recoveryScript, [])
    guard result.status == 0 else { throw Failure("\(recoveryScript) failed: \(result.errors)") }
    let counts = result.output.split(separator: "\n").compactMap { line in
      line.split(separator: ", ").dropFirst().first.flatMap { Double($0.prefix { $0.isNumber }) }
    }
    guard let most = counts.max() else { throw Failure("\(recoveryScript) printed nothing") }
    return most
  }
}
