// QEMU's bank of flash in a file, with the journal's sectors in it. Must never be written while QEMU runs.

import Foundation
import Support

/// Most of it is a hole in the file. The journal's sector n is at the start of place n of 256 KiB; see
/// Board/QEMU/QEMUFlash.swift.
public enum FlashBankFile {
  /// Of QEMU's riscv32 `virt` machine.
  public static let size = 32 << 20
  /// Of its Xtensa machine `lx200`.
  public static let smallSize = 16 << 20
  static let sizes = [size, smallSize]
  private static let blockSize = 256 << 10
  private static let sectors = 16

  /// Makes a bank whose first bytes are `contents`.
  /// - Throws: `Failure`.
  public static func make(_ path: String, contents: [UInt8]) throws {
    try Files.write(contents, to: path)
    guard truncate(path, off_t(size)) == 0 else {
      throw Failure(file: path, "it can't be made \(size.grouped) bytes long: \(String(cString: strerror(errno)))")
    }
  }

  /// Makes a journal's bank of `size` bytes, all erased, unless it exists.
  /// - Throws: `Failure` if the file is something else, a bank of another size included.
  public static func prepareJournal(_ file: LockedFile, size: Int = FlashBankFile.size) throws {
    try file.makeErased(size: sectors * blockSize)
    let found = try file.size
    if found == size { return }
    guard found == sectors * blockSize, try file.read().allSatisfy({ $0 == 0xFF }) else {
      throw Failure(
        file: file.path, "it has \(found.grouped) bytes, not the \(size.grouped) of a bank of QEMU's flash",
        advice: "Each kind of machine's journal is a different file: give each its own")
    }
    try file.lengthen(to: size)
  }

  /// The journal's sectors, one after the other, as in a device's partition.
  static func journal(in bank: [UInt8]) -> [UInt8] {
    (0..<sectors).flatMap { bank[($0 * blockSize)..<($0 * blockSize + NorFlash.sectorSize)] }
  }
}
