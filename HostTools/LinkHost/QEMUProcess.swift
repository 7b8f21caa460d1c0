// QEMU's bare RV32 machine as a child of this process, its serial port in our hands.
// Must never outlive this object.

import Foundation
import NorFlash
import Support

public final class QEMUProcess {
  public static let program = "qemu-system-riscv32"

  private let folder: TemporaryFolder
  private let process = Process()
  private let toMachine = Pipe()
  private let fromMachine = Pipe()

  /// - Parameters: `clock` is the program for the machine; `image` the glyph partition; `journal` the file of the second
  ///   bank, made when missing, or nil for one that goes with the run.
  /// - Throws: `Failure` when QEMU isn't installed, or a file can't be used.
  public init(clock: String, image: [UInt8], journal: String?) throws {
    guard ChildProcess.isInstalled(QEMUProcess.program) else {
      throw Failure("\(QEMUProcess.program) is not installed", advice: "HostTools/install-packages tests brings it")
    }
    folder = try TemporaryFolder()
    try FlashBankFile.make(folder.path + "/glyphs", contents: image)
    let bank = journal ?? folder.path + "/journal"
    try FlashBankFile.prepareJournal(bank)
    // A comma in a name would begin another option.
    func escaped(_ path: String) -> String { path.replacing(",", with: ",,") }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      QEMUProcess.program, "-M", "virt", "-display", "none", "-monitor", "none", "-serial", "stdio", "-bios", "none",
      "-device", "loader,file=\(escaped(clock)),cpu-num=0",
      "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=\(escaped(folder.path + "/glyphs"))",
      "-drive", "if=pflash,unit=1,format=raw,file=\(escaped(bank))",
    ]
    try Files.write([], to: folder.path + "/errors")
    process.standardInput = toMachine
    process.standardOutput = fromMachine
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
    // A write to a machine that has ended is told by its result.
    signal(SIGPIPE, SIG_IGN)
    do {
      try process.run()
    } catch {
      throw Failure("\(QEMUProcess.program) can't be started: \(error.localizedDescription)")
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

  /// Waits for bytes of the machine's for `milliseconds` at most.
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

  /// What a pipe has no room for is lost, as on a wire; the device asks again.
  public func send(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    _ = write(toMachine.fileHandleForWriting.fileDescriptor, bytes, bytes.count)
  }

  /// Why it ended, after it has.
  public var ending: String {
    process.waitUntilExit()
    let errors = (try? String(contentsOfFile: folder.path + "/errors", encoding: .utf8)) ?? ""
    let how =
      process.terminationReason == .uncaughtSignal
      ? "by signal \(process.terminationStatus)" : "with status \(process.terminationStatus)"
    return errors.isEmpty ? how : how + ": " + errors.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
