// The emulated chip, held to what a NOR flash does. Must never rely on the journal.

import Firmware
import NorFlash
import Support
import Testing

@Suite struct NorFlashTests {
  private let zeros = [UInt8](repeating: 0, count: 16)

  @Test func programmingOnlyClearsAndErasingSets() throws {
    let chip = NorFlash()
    try chip.program([UInt8](repeating: 0xA5, count: 16), at: 4_112)
    #expect(try chip.read(at: 4_112, count: 16) == [UInt8](repeating: 0xA5, count: 16))
    #expect(chip.misuse == nil)
    try chip.program([UInt8](repeating: 0x5F, count: 16), at: 4_112)
    #expect(try chip.read(at: 4_112, count: 1) == [0x05])
    #expect(chip.misuse != nil)
    try chip.eraseSector(at: 4_096)
    #expect(try chip.read(at: 4_096, count: 4_096).allSatisfy { $0 == 0xFF })
    #expect(chip.erases[1] == 1 && chip.programs == 2)
    #expect(throws: NorFlashError.misaligned) { try chip.program(zeros, at: 8) }
    #expect(throws: NorFlashError.outOfRange) { try chip.eraseSector(at: 65_536) }
  }

  @Test func aCutLeavesAMixtureThatReadsDifferently() throws {
    let chip = NorFlash(seed: 3)
    chip.cutPower(after: 0, degree: 0.5)
    #expect(throws: NorFlashError.off) { try chip.program(zeros, at: 0) }
    #expect(throws: NorFlashError.off) { try chip.read(at: 0, count: 1) }
    chip.powerOn()
    let readings = try (0..<50).map { _ in try chip.read(at: 0, count: 16) }
    let ones = readings[0].reduce(0) { $0 + $1.nonzeroBitCount }
    #expect((30...98).contains(ones) && Set(readings).count > 1)
    try chip.eraseSector(at: 0)
    #expect(try chip.read(at: 0, count: 16) == [UInt8](repeating: 0xFF, count: 16))
  }

  @Test func aWornSectorFails() throws {
    let chip = NorFlash(NorFlashTraits(endurance: 10))
    for _ in 0..<10 { try chip.eraseSector(at: 0) }
    #expect(try chip.read(at: 0, count: 4_096).allSatisfy { $0 == 0xFF })
    for _ in 0..<50 { try chip.eraseSector(at: 0) }
    #expect(try !chip.read(at: 0, count: 4_096).allSatisfy { $0 == 0xFF })
  }

  @Test func encryptedBytesComeBackAndErasedOnesDoNotReadSo() throws {
    let chip = NorFlash(NorFlashTraits(isEncrypted: true))
    let bytes = (0..<16).map { UInt8($0) }
    try chip.program(bytes, at: 32)
    #expect(try chip.read(at: 30, count: 20)[2..<18] == bytes[...])
    #expect(try chip.readRaw(at: 32, count: 16) != bytes)
    #expect(try chip.read(at: 64, count: 16) != [UInt8](repeating: 0xFF, count: 16))
  }

  @Test func aFileKeepsCellsAndWear() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/journal"
    do {
      let chip = try NorFlashFile.open(LockedFile(path))
      try chip.eraseSector(at: 8_192)
      try chip.program(zeros, at: 8_208)
    }
    let (cells, erases) = try NorFlashFile.contents(path)
    #expect(cells.count == 65_536 && cells[8_208..<8_224].allSatisfy { $0 == 0 } && cells[8_224] == 0xFF)
    #expect(erases?[2] == 1)
    try Files.write([1, 2, 3], to: path)
    #expect(throws: Failure.self) { try NorFlashFile.open(LockedFile(path)) }
  }

  /// A run that is killed while it makes the file leaves part of the erased partition, or all of it without its erase
  /// counts. So does an interrupted dump of a device's flash.
  @Test(arguments: [0, 1, 4_096, 65_535, 65_536]) func aFileWhoseMakingWasInterruptedIsMade(size: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/journal"
    try Files.write([UInt8](repeating: 0xFF, count: size), to: path)
    do {
      let chip = try NorFlashFile.open(LockedFile(path))
      try chip.eraseSector(at: 4_096)
      try chip.program(zeros, at: 0)
    }
    let (cells, erases) = try NorFlashFile.contents(path)
    #expect(cells == zeros + [UInt8](repeating: 0xFF, count: 65_520))
    #expect(erases == [0, 1] + [UInt32](repeating: 0, count: 14))
  }

  @Test func aDumpOfADevicesPartitionKeepsItsRecords() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/journal"
    try Files.write([UInt8](repeating: 0x5A, count: 65_536), to: path)
    do {
      try NorFlashFile.open(LockedFile(path)).eraseSector(at: 0)
    }
    let (cells, erases) = try NorFlashFile.contents(path)
    #expect(cells == [UInt8](repeating: 0xFF, count: 4_096) + [UInt8](repeating: 0x5A, count: 61_440))
    #expect(erases == [1] + [UInt32](repeating: 0, count: 15))
  }
}
