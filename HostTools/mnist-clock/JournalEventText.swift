// What the firmware's journal does, in words and as JSON fields. Must never judge: the firmware has.

import Firmware
import Support

enum JournalEventText {
  static func line(_ event: JournalEvent) -> (text: String, name: String, fields: [(String, Int)]) {
    switch event {
    case .recovered(let sequence):
      ("the sequences go on after record \(Int(sequence).grouped)", "journal-recovered", [("record", Int(sequence))])
    case .began: ("no record of these glyphs: each digit's sequence begins", "journal-began", [])
    case .sectorRetired(let sector):
      ("sector \(sector) of the journal is worn out, and left out from now on", "sector-retired", [("sector", sector)])
    case .sectorsTriedAgain:
      ("too few sectors are left: all of them are tried again", "sectors-tried-again", [])
    case .unwritable:
      (
        "the journal can't be written: after a power cut glyphs may repeat; the last panel has a mark",
        "journal-unwritable", []
      )
    case .writable: ("the journal can be written again", "journal-writable", [])
    }
  }
}
