// What the journal costs: erases, reads, and how long the flash lasts. Must never time this machine.

import Firmware
import JournalSimulation
import NorFlash

/// Counted on the emulated flash over a simulated year; the same on every machine.
public enum JournalFigures {
  private static let year = 365 * 1_440
  private static let endurance = 100_000.0

  public static func measure() throws -> [Figure] {
    let chip = NorFlash()
    var world = JournalWorld(chip)
    var spacing = UInt32.max
    var last: UInt32?
    for _ in 0..<year {
      _ = try world.run()
      guard let erase = world.eraseTimes.last, erase != last else { continue }
      if let last { spacing = min(spacing, erase - last) }
      last = erase
    }
    let writes = world.shown
    let most = Double(chip.erases.max() ?? 0)
    var reads = 0
    // A sector at every stage of filling: 70 more minutes, with a start after each.
    for _ in 0..<70 {
      world.cutAtRest()
      world.powerOn(image: 0)
      reads = max(reads, world.readsAtStart)
      _ = try world.run()
    }
    // NVS in the layout's own 6 pages: 126 entries of 32 bytes a page, one page always free. A cursor is one entry; a
    // blob of 60 bytes is four, with its index and its header.
    let entriesAnErase = 126.0 * 5
    let keyYears = endurance * entriesAnErase / Double(writes)
    let blobYears = endurance * entriesAnErase / 4 / Double(year)
    return [
      Figure("journal_record_bytes", "bytes a record", Double(JournalLayout.recordSize)),
      Figure("journal_erases_year", "erases of the most erased sector in a year, one record a minute", most),
      Figure("journal_years", "years within 100,000 erases a sector", endurance / most, "at least 100"),
      Figure("journal_erase_minutes", "minutes between two erases, at least", Double(spacing) / 60, "at least 60"),
      Figure("journal_recovery_reads", "flash reads at start, the journal full, at most", Double(reads), "at most 64"),
      Figure("nvs_keys_years", "years of NVS, a key for each cursor (worked out)", keyYears),
      Figure("nvs_blob_years", "years of NVS, all cursors in one blob (worked out)", blobYears),
    ]
  }
}
