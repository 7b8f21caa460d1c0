// What the firmware's journal does, in words and as JSON fields. Must never judge: the firmware has done so.

import Essentials
import Firmware

enum JournalEventText {
  static func line(_ event: JournalEvent) -> EventLine {
    switch event {
    case .recovered(let sequence):
      EventLine(
        text: "the sequences continue after record \(sequence.grouped)", name: "journal-recovered",
        numbers: [("record", Int(clamping: sequence))])
    case .began: EventLine(text: "no record of these glyphs: each digit's sequence starts anew", name: "journal-began")
    case .sectorRetired(let sector, let fault):
      EventLine(
        text: "sector \(sector) of the journal is no longer used: \(explain(fault))", name: "sector-retired",
        numbers: [("sector", sector)], cause: explain(fault))
    case .sectorsTriedAgain:
      EventLine(text: "too few sectors are left, so all are tried again", name: "sectors-tried-again")
    case .unwritable(let obstacle):
      EventLine(
        text: "the journal can't be written: \(explain(obstacle)); "
          + "after a power cut glyphs may repeat; the last panel shows a mark",
        name: "journal-unwritable", cause: explain(obstacle))
    case .writable: EventLine(text: "the journal can be written again", name: "journal-writable")
    }
  }

  private static func explain(_ fault: SectorFault) -> String {
    switch fault {
    case .refused: "the flash refuses it"
    case .misread: "it is worn out"
    }
  }

  private static func explain(_ obstacle: JournalObstacle) -> String {
    switch obstacle {
    case .noSector: "no sector accepts a record"
    case .tooSmall: "it has fewer than two sectors"
    case .outOfNumbers: "its record numbers are used up"
    }
  }
}
