// The emulated flash in a file: the partition's bytes, as they would be read from a device, and how many times each
// sector was erased. Must never leave the file in a state that no power cut could, whenever this program is killed.

import Foundation
import Support

/// 65,536 bytes of the partition, then "MNISTNOR" and an erase count of 4 bytes for each of 16 sectors, little endian.
public final class NorFlashFile: NorFlashCopy {
  private static let sectors = 16
  private static let magic = Array("MNISTNOR".utf8)
  private static var partitionSize: Int { sectors * NorFlash.sectorSize }
  private static var size: Int { partitionSize + magic.count + 4 * sectors }

  private let file: LockedFile
  /// The first error in writing.
  public private(set) var failure: (any Error)?

  /// Continues with the file, or creates it with everything erased. A dump of a device's partition has its counts
  /// added.
  /// - Throws: `Failure` when it can't be written, is something else, or another process has it.
  public static func open(_ file: LockedFile) throws -> NorFlash {
    guard try !FlashBankFile.sizes.contains(file.size) else {
      throw Failure(
        file: file.path, "it is a bank of QEMU's flash",
        advice: "`run --on riscv32`, or `--on xtensa`, continues with it")
    }
    try file.makeErased(size: partitionSize)
    if try file.size == partitionSize {
      do {
        try file.write(magic + [UInt8](repeating: 0, count: 4 * sectors), at: partitionSize)
      } catch {
        // Half of it would make this no journal at all.
        try? file.lengthen(to: partitionSize)
        throw error
      }
    }
    let (cells, erases) = try contents(file.read(), file.path)
    return NorFlash(
      cells: cells, erases: erases ?? .init(repeating: 0, count: sectors), copy: NorFlashFile(file))
  }

  /// What a file holds: the cells, and the erases if it has them. A dump of a device's partition and QEMU's bank have
  /// none.
  public static func contents(_ path: String) throws -> (cells: [UInt8], erases: [UInt32]?) {
    try contents(Files.read(path), path)
  }

  private static func contents(_ bytes: [UInt8], _ path: String) throws -> (cells: [UInt8], erases: [UInt32]?) {
    if FlashBankFile.sizes.contains(bytes.count) { return (FlashBankFile.journal(in: bytes), nil) }
    let cells = Array(bytes.prefix(partitionSize))
    if bytes.count == partitionSize { return (cells, nil) }
    guard bytes.count == size, Array(bytes[partitionSize...].prefix(magic.count)) == magic else {
      throw Failure(
        file: path,
        "it has \(bytes.count.grouped) bytes and is not a journal: that would be \(partitionSize.grouped) of a "
          + "device's partition, or \(size.grouped) of this program's",
        advice: "`mnist-clock run --flash` makes one")
    }
    let counts = bytes[(partitionSize + magic.count)...]
    let erases = (0..<sectors).map { sector in
      (0..<4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(counts[counts.startIndex + 4 * sector + $1]) }
    }
    return (cells, erases)
  }

  private init(_ file: LockedFile) {
    self.file = file
  }

  /// One system call each, so that being killed is like a power cut: before it, after it, or, for a sector of 4,096
  /// bytes, somewhere in the middle.
  public func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    do {
      try file.write(Array(bytes), at: offset)
    } catch {
      failure = failure ?? error
    }
  }

  public func put(erases: UInt32, of sector: Int) {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: erases >> (8 * UInt32($0))) }
    put(bytes[...], at: NorFlashFile.partitionSize + NorFlashFile.magic.count + 4 * sector)
  }
}

extension NorFlash {
  /// The first error in writing the file that the chip is kept in.
  public var failure: (any Error)? { (copy as? NorFlashFile)?.failure }
}
