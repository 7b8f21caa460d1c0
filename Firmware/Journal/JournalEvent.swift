// What the journal has done, for a log. Must never be needed for it to work.

public enum JournalEvent: Equatable, Sendable {
  /// The clock goes on after the record with this number, the image's newest.
  case recovered(sequence: UInt32)
  /// There is no record of this image: each digit's sequence begins with its first glyph.
  case began
  /// A sector (from 0) does not keep what is written to it any more, and is left out from now on.
  case sectorRetired(Int)
  /// Too few sectors are left: every one gets another chance, since a weak supply fails them all alike.
  case sectorsTriedAgain
  /// What is drawn now is not on record: after a power cut it may be drawn again.
  case unwritable
  /// Records are written again.
  case writable
}
