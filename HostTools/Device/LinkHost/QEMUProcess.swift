// QEMU's machines as a child process, with the serial port in our hands.
// Must never outlive this object.

import Foundation
import NorFlash
import Support

public final class QEMUProcess: LinkMachine {
  /// The bare machines of Board/QEMU.
  public enum BareMachine {
    case riscv32
    case xtensa
  }

  private static let riscv32 = "qemu-system-riscv32"
  private static let xtensa = "qemu-system-xtensa"

  public let name: String
  private let folder: TemporaryFolder
  /// No other process may write to it while the machine does.
  private let flash: LockedFile
  private let process = Process()
  private let toMachine = Pipe()
  private let fromMachine = Pipe()

  /// A bare machine. `clock` is the program for the machine; `image` the glyph partition; `journal` the file of the
  /// second bank, created if missing, or nil for one that lasts only for the run.
  /// - Throws: `Failure` when QEMU isn't installed, or a file can't be used.
  public convenience init(_ machine: BareMachine, clock: String, image: [UInt8], journal: LockedFile?) throws {
    let folder = try TemporaryFolder()
    let glyphs = folder.path + "/glyphs"
    try FlashBankFile.make(glyphs, contents: image)
    let bank = try journal ?? LockedFile(folder.path + "/journal")
    let program = "loader,file=\(escaped(clock)),cpu-num=0"
    switch machine {
    case .riscv32:
      try FlashBankFile.prepareJournal(bank)
      try self.init(
        QEMUProcess.riscv32, folder, bank,
        [
          "-M", "virt", "-bios", "none", "-device", program,
          "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=\(escaped(glyphs))",
          "-drive", "if=pflash,unit=1,format=raw,file=\(escaped(bank.path))",
        ])
    case .xtensa:
      try FlashBankFile.prepareJournal(bank, size: FlashBankFile.smallSize)
      try self.init(
        QEMUProcess.xtensa, folder, bank,
        [
          "-M", "lx200", "-cpu", "dc233c", "-semihosting", "-device", program,
          // By Board/QEMU/xtensa/machine.h.
          "-device", "loader,file=\(escaped(glyphs)),addr=0x02000000,force-raw=on",
          "-drive", "if=pflash,format=raw,file=\(escaped(bank.path))",
        ])
    }
  }

  /// An ESP32-C3 with its ROM and its flash, which only Espressif's QEMU has.
  /// `flash` is a file of all 4 MB; what the machine writes there is kept; `folder` may contain it, and
  /// both last as long as the machine.
  /// - Throws: `Failure` when that QEMU isn't installed.
  public convenience init(esp32c3 flash: LockedFile, _ folder: TemporaryFolder) throws {
    let program = QEMUProcess.riscv32
    if ChildProcess.isInstalled(program) {
      let machines = try ChildProcess.run(program, ["-M", "help"])
      guard machines.output.split(separator: "\n").contains(where: { $0.hasPrefix("esp32c3 ") }) else {
        throw Failure(
          "this \(program) has no ESP32-C3: Espressif's is needed",
          advice: "`idf_tools.py install qemu-riscv32` installs it, and ESP-IDF's export.sh puts it first in PATH")
      }
    }
    try self.init(
      program, folder, flash,
      [
        "-M", "esp32c3", "-drive", "if=mtd,format=raw,file=\(escaped(flash.path))",
        "-nic", "user,model=open_eth",
      ])
  }

  /// Makes Linux end the machine with this process, which may be killed: it would otherwise go on writing to its flash.
  private static var leash: [String] {
    ChildProcess.isInstalled("setpriv") ? ["setpriv", "--pdeathsig", "KILL"] : []
  }

  /// The PC's address as seen by a machine in QEMU's user network (QEMU's documentation, "Using the user mode network
  /// stack").
  public static let hostAddress = "10.0.2.2"

  private init(_ program: String, _ folder: TemporaryFolder, _ flash: LockedFile, _ arguments: [String]) throws {
    guard ChildProcess.isInstalled(program) else {
      let purpose = program == QEMUProcess.xtensa ? "xtensa" : "qemu"
      throw Failure("\(program) is not installed", advice: "HostTools/install-packages \(purpose) installs it")
    }
    (self.name, self.folder, self.flash) = (program, folder, flash)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      QEMUProcess.leash + [program, "-display", "none", "-monitor", "none", "-serial", "stdio"] + arguments
    try Files.write([], to: folder.path + "/errors")
    process.standardInput = toMachine
    process.standardOutput = fromMachine
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
    // The result of a write shows whether the machine has ended.
    signal(SIGPIPE, SIG_IGN)
    do {
      try process.run()
    } catch {
      throw Failure("\(program) can't be started: \(SystemError.words(error))")
    }
    let descriptor = toMachine.fileHandleForWriting.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    end()
  }

  /// A power cut.
  public func end() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits for bytes from the machine for at most `milliseconds`.
  /// - Returns: nil when it has ended.
  public func receive(milliseconds: Int32) -> [UInt8]? {
    let descriptor = fromMachine.fileHandleForReading.fileDescriptor
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR { return [] }
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// What doesn't fit into the pipe is lost, as on a wire; the device asks again.
  public func send(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    _ = write(toMachine.fileHandleForWriting.fileDescriptor, bytes, bytes.count)
  }

  /// Why it ended, once it has.
  public var ending: String {
    process.waitUntilExit()
    let errors = (try? String(contentsOfFile: folder.path + "/errors", encoding: .utf8)) ?? ""
    let how =
      process.terminationReason == .uncaughtSignal
      ? "by signal \(process.terminationStatus)" : "with status \(process.terminationStatus)"
    return errors.isEmpty ? how : how + ": " + errors.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// A comma in a name would start another option.
private func escaped(_ path: String) -> String { path.replacing(",", with: ",,") }
