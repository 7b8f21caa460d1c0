// The emulated flash in a file: the partition's bytes, as they would be read from a device, and how often each sector
// was erased. Must never leave the file as no power cut could, whenever this program is killed.

import Foundation
import Support

/// 65,536 bytes of the partition, then "MNISTNOR" and an erase count of 4 bytes for each of 16 sectors, little endian.
public final class NorFlashFile {
  private static let sectors = 16
  private static let magic = Array("MNISTNOR".utf8)
  private static var partitionSize: Int { sectors * NorFlash.sectorSize }
  private static var size: Int { partitionSize + magic.count + 4 * sectors }

  private let path: String
  private let descriptor: Int32
  /// The first error in writing.
  public private(set) var failure: Failure?

  /// Opens the file, or makes it with everything erased.
  /// - Throws: `Failure` when it can't be, is something else, or another run has it.
  public static func open(_ path: String) throws -> NorFlash {
    if (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) == FlashBankFile.size {
      throw Failure(file: path, "it is a bank of QEMU's flash", advice: "`run --on riscv32` goes on with it")
    }
    if !Files.exists(path) {
      try Files.write(
        [UInt8](repeating: 0xFF, count: partitionSize) + magic + [UInt8](repeating: 0, count: 4 * sectors), to: path)
    }
    let (cells, erases) = try contents(path)
    let file = try NorFlashFile(path)
    return NorFlash(file: file, cells: cells, erases: erases ?? .init(repeating: 0, count: sectors))
  }

  /// What a file holds: the cells, and the erases where it knows them. A dump of a device's partition and QEMU's bank have
  /// none.
  public static func contents(_ path: String) throws -> (cells: [UInt8], erases: [UInt32]?) {
    let bytes = try Files.read(path)
    if bytes.count == FlashBankFile.size { return (FlashBankFile.journal(in: bytes), nil) }
    let cells = Array(bytes.prefix(partitionSize))
    if bytes.count == partitionSize { return (cells, nil) }
    guard bytes.count == size, Array(bytes[partitionSize...].prefix(magic.count)) == magic else {
      throw Failure(
        file: path,
        "it has \(bytes.count.grouped) bytes and is no journal: that would be \(partitionSize.grouped) of a "
          + "device's partition, or \(size.grouped) of this program's",
        advice: "`mnist-clock run --flash` makes one")
    }
    let counts = bytes[(partitionSize + magic.count)...]
    let erases = (0..<sectors).map { sector in
      (0..<4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(counts[counts.startIndex + 4 * sector + $1]) }
    }
    return (cells, erases)
  }

  private init(_ path: String) throws {
    self.path = path
    descriptor = Foundation.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(file: path, "it can't be written: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure(file: path, "another run is using it")
    }
  }

  deinit {
    close(descriptor)
  }

  /// One call of the system for each, so that being killed is like a power cut: before it, after it, or for a sector of
  /// 4,096 bytes somewhere in the middle.
  func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
    if count != bytes.count, failure == nil {
      failure = Failure(file: path, "it can't be written: \(String(cString: strerror(errno)))")
    }
  }

  /// Before the cells, so that no erase goes uncounted.
  func put(erases: UInt32, of sector: Int) {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: erases >> (8 * UInt32($0))) }
    put(bytes[...], at: NorFlashFile.partitionSize + NorFlashFile.magic.count + 4 * sector)
  }
}
