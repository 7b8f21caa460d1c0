// What the journal has done, for a log. The journal must never depend on it.

public enum JournalEvent: Equatable, Sendable {
  /// The clock continues after the record with this number, the image's newest.
  case recovered(sequence: UInt32)
  /// There is no record of this image: each digit's sequence starts with its first glyph.
  case began
  /// A sector (from 0) no longer keeps what is written to it, and is not used from now on.
  case sectorRetired(Int, SectorFault)
  /// Too few sectors are left: every one gets another chance, since a weak supply fails them all alike.
  case sectorsTriedAgain
  /// What is drawn now isn't recorded: after a power cut it may be drawn again.
  case unwritable(JournalObstacle)
  /// Records can be written again.
  case writable
}

/// Why a sector is left out.
public enum SectorFault: UInt8, Sendable {
  /// The driver refused to erase, program or read it, or the chip did not finish.
  case refused
  /// It reads otherwise than it was erased or written.
  case misread
}

/// Why nothing can be written.
public enum JournalObstacle: UInt8, Sendable {
  /// Flash takes it in no sector.
  case noSector
  /// The region has fewer than two sectors, or there is none.
  case tooSmall
  /// No record can have a higher number than the newest: flash would wear out before.
  case outOfNumbers = 3
}
