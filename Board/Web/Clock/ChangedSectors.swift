// Which of the journal's sectors have changed, for the page to keep. Must never forget one before it has been taken.

import NorFlash

final class ChangedSectors: NorFlashCopy {
  private var changed: UInt32 = 0

  func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    guard !bytes.isEmpty else { return }
    let last = (offset + bytes.count - 1) / NorFlash.sectorSize
    for sector in offset / NorFlash.sectorSize...last { changed |= 1 << UInt32(sector) }
  }

  /// A page has no place for counts: its flash doesn't wear.
  func put(erases: UInt32, of sector: Int) {}

  /// A bit for each sector.
  func take() -> UInt32 {
    defer { changed = 0 }
    return changed
  }
}
