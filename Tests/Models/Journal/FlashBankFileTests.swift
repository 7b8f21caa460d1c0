// QEMU's bank in a file: where the journal's sectors lie, and what is refused. Must never need QEMU.

import Foundation
import NorFlash
import Support
import Testing

struct FlashBankFileTests {
  @Test func sectorsLieAtTheStartOfBlocks() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bank"
    try FlashBankFile.prepareJournal(LockedFile(path))
    let erased = try NorFlashFile.contents(path)
    #expect(erased.cells == .init(repeating: 0xFF, count: 65_536) && erased.erases == nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    for sector in 0..<16 {
      try file.seek(toOffset: UInt64(sector * 262_144 + 4_095))
      try file.write(contentsOf: Data([UInt8(sector)]))
    }
    try file.close()
    // The second time, what is there stays.
    try FlashBankFile.prepareJournal(LockedFile(path))
    let cells = try NorFlashFile.contents(path).cells
    #expect((0..<16).allSatisfy { cells[$0 * 4_096 + 4_095] == UInt8($0) })
    #expect(cells.count { $0 == 0xFF } == 65_536 - 16)
  }

  @Test func aBankWhoseMakingWasInterruptedIsMade() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bank"
    for size in [0, 5_000, 4 << 20] {
      try Files.write([UInt8](repeating: 0xFF, count: size), to: path)
      try FlashBankFile.prepareJournal(LockedFile(path))
      let bytes = try Files.read(path)
      #expect(bytes.count == 32 << 20 && bytes.prefix(4 << 20).allSatisfy { $0 == 0xFF })
    }
  }

  @Test func aFileOfTheOtherKindIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bank"
    try FlashBankFile.prepareJournal(LockedFile(path))
    #expect(throws: Failure.self) { _ = try NorFlashFile.open(LockedFile(path)) }
    let other = folder.path + "/journal"
    _ = try NorFlashFile.open(LockedFile(other))
    #expect(throws: Failure.self) { try FlashBankFile.prepareJournal(LockedFile(other)) }
  }
}
