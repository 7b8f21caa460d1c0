// What the journal has done, for a log. The journal must never depend on it.

public enum JournalEvent: Equatable, Sendable {
  /// The clock continues after the record with this number, the image's newest.
  case recovered(sequence: UInt32)
  /// There is no record of this image: each digit's sequence starts with its first glyph.
  case began
  /// A sector (from 0) no longer keeps what is written to it, and is not used from now on.
  case sectorRetired(Int)
  /// Too few sectors are left: every one gets another chance, since a weak supply fails them all alike.
  case sectorsTriedAgain
  /// What is drawn now isn't recorded: after a power cut it may be drawn again.
  case unwritable
  /// Records can be written again.
  case writable
}
