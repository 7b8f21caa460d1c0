// What the firmware's journal does, in words and as JSON fields. Must never judge: the firmware has.

import Firmware
import Support

enum JournalEventText {
  static func line(_ event: JournalEvent) -> EventLine {
    switch event {
    case .recovered(let sequence):
      EventLine(
        text: "the sequences go on after record \(Int(sequence).grouped)", name: "journal-recovered",
        numbers: [("record", Int(sequence))])
    case .began: EventLine(text: "no record of these glyphs: each digit's sequence begins", name: "journal-began")
    case .sectorRetired(let sector):
      EventLine(
        text: "sector \(sector) of the journal is worn out, and left out from now on", name: "sector-retired",
        numbers: [("sector", sector)])
    case .sectorsTriedAgain:
      EventLine(text: "too few sectors are left: all of them are tried again", name: "sectors-tried-again")
    case .unwritable:
      EventLine(
        text: "the journal can't be written: after a power cut glyphs may repeat; the last panel has a mark",
        name: "journal-unwritable")
    case .writable: EventLine(text: "the journal can be written again", name: "journal-writable")
    }
  }
}
