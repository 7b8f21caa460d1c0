// The clock as a program for QEMU's machine, built out of the project's folder. Must never run a stale one.

import Foundation
import Support

/// Where the firmware runs.
enum MachineOption: String, CaseIterable {
  /// In this program.
  case here
  /// On QEMU, compiled as for the ESP32-C3.
  case riscv32
  /// The same, and as for the ESP32-C6.
  case rv32imc, rv32imac

  var instructionSet: String { self == .rv32imac ? "rv32imac" : "rv32imc" }
}

enum MachineProgram {
  private static let script = "Board/QEMU/build"

  /// - Returns: the program's file.
  /// - Throws: `Failure` when the project isn't found or doesn't compile.
  static func build(_ machine: MachineOption) throws -> String {
    guard let folder = projectFolder else {
      throw Failure("the project's folder is not in reach", advice: "Run it there: it builds the firmware for QEMU")
    }
    let result = try ChildProcess.run("bash", ["\(folder)/\(script)", machine.instructionSet])
    guard result.status == 0 else { throw Failure("the firmware can't be built for QEMU: \(result.errors)") }
    return "\(folder)/.build-qemu/clock-\(machine.instructionSet).elf"
  }

  /// Above this program or where it was called.
  private static var projectFolder: String? {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    for start in [program, FileManager.default.currentDirectoryPath + "/."] {
      var folder = URL(fileURLWithPath: start)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        if Files.exists("\(folder.path)/\(script)") { return folder.path }
      }
    }
    return nil
  }
}
