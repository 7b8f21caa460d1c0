// QEMU's bank in a file: where the journal's sectors lie, and what is refused. Must never need QEMU.

import Foundation
import NorFlash
import Support
import Testing

struct FlashBankFileTests {
  @Test func sectorsLieAtTheStartOfBlocks() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bank"
    try FlashBankFile.prepareJournal(path)
    let erased = try NorFlashFile.contents(path)
    #expect(erased.cells == .init(repeating: 0xFF, count: 65_536) && erased.erases == nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    for sector in 0..<16 {
      try file.seek(toOffset: UInt64(sector * 262_144 + 4_095))
      try file.write(contentsOf: Data([UInt8(sector)]))
    }
    try file.close()
    // Again: what is there stays.
    try FlashBankFile.prepareJournal(path)
    let cells = try NorFlashFile.contents(path).cells
    #expect((0..<16).allSatisfy { cells[$0 * 4_096 + 4_095] == UInt8($0) })
    #expect(cells.count { $0 == 0xFF } == 65_536 - 16)
  }

  @Test func aFileOfTheOtherKindIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bank"
    try FlashBankFile.prepareJournal(path)
    #expect(throws: Failure.self) { _ = try NorFlashFile.open(path) }
    let other = folder.path + "/journal"
    _ = try NorFlashFile.open(other)
    #expect(throws: Failure.self) { try FlashBankFile.prepareJournal(other) }
  }
}
