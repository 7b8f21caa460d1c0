// Where the firmware can run, and the clock as a program for QEMU's bare machine, built from the project's folder.
// Must never run a stale one.

import Support

/// Where the firmware runs.
package enum MachineOption: Equatable {
  /// In this program.
  case here
  /// On QEMU's bare machine of this instruction set, by the names of Board/compile.
  case bare(String)
  /// ESP-IDF's app on Espressif's QEMU.
  case esp32c3
  /// On a board.
  case port(String)

  package static let choices = "here, riscv32, rv32imc, rv32imac, xtensa, esp32c3 or a serial port such as /dev/ttyACM0"

  package init?(_ text: String) {
    switch text {
    case "here": self = .here
    case "riscv32", "rv32imc": self = .bare("rv32imc")
    case "rv32imac": self = .bare(text)
    case "xtensa": self = .bare("esp32")
    case "esp32c3": self = .esp32c3
    case _ where text.hasPrefix("/"): self = .port(text)
    default: return nil
    }
  }
}

enum MachineProgram {
  private static let script = "Board/QEMU/build"

  /// - Returns: the program's file for the bare machine.
  /// - Throws: `Failure` when the project isn't found or doesn't compile.
  static func build(_ instructionSet: String) throws -> String {
    let folder = try ProjectFolder.path
    let result = try Elapsed.shown("Compiling the firmware for QEMU") {
      try ChildProcess.run("bash", ["\(folder)/\(script)", instructionSet])
    }
    guard result.status == 0 else { throw Failure("the firmware can't be built for QEMU: \(result.errors)") }
    return "\(folder)/.build-qemu/clock-\(instructionSet).elf"
  }
}
