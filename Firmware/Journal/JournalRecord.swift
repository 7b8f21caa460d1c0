// One record of the journal and its 64 bytes; FORMAT.md beside this file has every one.
// Must never accept as whole what isn't byte for byte as it was written.

/// Sizes in bytes.
public enum JournalLayout {
  public static var sectorSize: Int { 4_096 }
  public static var recordSize: Int { 64 }
  /// The unit of programming.
  public static var pieceSize: Int { 16 }
  public static var slotsPerSector: Int { 64 }
  /// As many as the record has bits for.
  public static var mostSectors: Int { 16 }
  /// No record has this number or a higher one: its highest byte would be 7F. Flash wears out long before: 16 sectors
  /// of 63 records, each erased a hundred thousand times, hold 2^27 records in all.
  static var endOfSequence: UInt32 { 0x7F00_0000 }

  /// The offset of a slot from the start of the region.
  static func offset(_ sector: Int, _ slot: Int) -> Int { sector &* sectorSize &+ slot &* recordSize }

  static var imageOffset: Int { 4 }
  static var retiredOffset: Int { 8 }
  static var lapsOffset: Int { 10 }
  static var cursorsOffset: Int { 30 }
  static var checksumOffset: Int { 60 }
}

/// Comes before the record's bytes in its checksum and nowhere else: "MNISTJL" and the format's version.
private let checksumPrefix: [8 of UInt8] = [0x4D, 0x4E, 0x49, 0x53, 0x54, 0x4A, 0x4C, 0x01]

public struct JournalRecord: Equatable, Sendable {
  /// Below 0x7F00_0000. Of two records the one with the higher number was written later.
  public var sequence: UInt32
  /// A copy of an older record, carried over from a sector that is going to be erased.
  public var isCarried: Bool
  /// `journalName` of the glyph image that the positions belong to.
  public var image: UInt32
  /// A bit for each sector, from bit 0 on; 1 if it must no longer be used.
  public var retired: UInt16
  /// Cursors are below 2^24; only 16 bits of the laps are kept.
  public var positions: GlyphPositions

  public init(sequence: UInt32, isCarried: Bool, image: UInt32, retired: UInt16, positions: GlyphPositions) {
    self.sequence = sequence
    self.isCarried = isCarried
    self.image = image
    self.retired = retired
    self.positions = positions
  }

  /// - Parameter bytes: 64 of them. nil unless their checksum is right.
  public init?(_ bytes: Span<UInt8>) {
    guard JournalRecord.isWhole(bytes) else { return nil }
    let head = JournalHead(bytes)
    (sequence, isCarried, image, retired) = (head.sequence, head.isCarried, head.image, head.retired)
    positions = GlyphPositions()
    JournalRecord.readPositions(bytes, into: &positions)
  }

  public var bytes: [64 of UInt8] {
    var bytes: [64 of UInt8] = .init(repeating: 0)
    var positions = positions
    JournalRecord.write(&positions, into: &bytes)
    let head = JournalHead(sequence: sequence, isCarried: isCarried, image: image, retired: retired)
    JournalRecord.finish(&bytes, head)
    return bytes
  }

  static func isWhole(_ bytes: Span<UInt8>) -> Bool {
    bytes.count == JournalLayout.recordSize && bytes[3] & 0x7F < 0x7F
      && checksum(bytes) == bytes.littleEndian32(at: JournalLayout.checksumOffset)
  }

  /// - Parameter bytes: of a whole record.
  static func readPositions(_ bytes: Span<UInt8>, into positions: inout GlyphPositions) {
    typealias Layout = JournalLayout
    for digit in 0..<10 {
      positions.laps[digit] = bytes.littleEndian(2, at: Layout.lapsOffset &+ 2 &* digit)
      positions.cursors[digit] = bytes.littleEndian(3, at: Layout.cursorsOffset &+ 3 &* digit)
    }
  }

  /// Writes a record's positions into its bytes. They are `inout` since passing them by value would copy them.
  /// - Returns: whether that changed any byte.
  @discardableResult
  static func write(_ positions: inout GlyphPositions, into bytes: inout [64 of UInt8]) -> Bool {
    typealias Layout = JournalLayout
    var span = bytes.mutableSpan
    var isChanged = false
    for digit in 0..<10 {
      if span.putLittleEndian(positions.laps[digit], 2, at: Layout.lapsOffset &+ 2 &* digit) { isChanged = true }
      if span.putLittleEndian(positions.cursors[digit], 3, at: Layout.cursorsOffset &+ 3 &* digit) { isChanged = true }
    }
    return isChanged
  }

  /// Writes what comes before the positions, and the checksum over everything.
  static func finish(_ bytes: inout [64 of UInt8], _ head: JournalHead) {
    typealias Layout = JournalLayout
    var span = bytes.mutableSpan
    span.putLittleEndian(head.sequence & 0x7FFF_FFFF | (head.isCarried ? 0x8000_0000 : 0), at: 0)
    span.putLittleEndian(head.image, at: Layout.imageOffset)
    span.putLittleEndian(UInt32(head.retired), 2, at: Layout.retiredOffset)
    let sum = checksum(span.span)
    span.putLittleEndian(sum, at: Layout.checksumOffset)
  }

  private static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(checksumPrefix.span)
    crc.update(bytes.extracting(0..<JournalLayout.checksumOffset))
    return crc.value
  }
}

/// The fields of a record before its positions. Kept apart, since a search needs no more and copies are costly.
struct JournalHead {
  let sequence: UInt32
  let isCarried: Bool
  let image: UInt32
  let retired: UInt16

  init(sequence: UInt32, isCarried: Bool, image: UInt32, retired: UInt16) {
    self.sequence = sequence
    self.isCarried = isCarried
    self.image = image
    self.retired = retired
  }

  /// - Parameter bytes: of a whole record.
  init(_ bytes: Span<UInt8>) {
    let first = bytes.littleEndian32(at: 0)
    sequence = first & 0x7FFF_FFFF
    isCarried = first >> 31 != 0
    image = bytes.littleEndian32(at: JournalLayout.imageOffset)
    retired = bytes.littleEndian16(at: JournalLayout.retiredOffset)
  }
}

extension GlyphTable {
  /// What the journal identifies this image by: one word made from the checksum of its contents and its counts. Two
  /// images have the same one by a chance of 1 in 2^32.
  public var journalName: UInt32 {
    var words: [44 of UInt8] = .init(repeating: 0)
    var span = words.mutableSpan
    for word in 0..<11 {
      span.putLittleEndian(word == 0 ? contentsChecksum : counts[word &- 1], at: 4 &* word)
    }
    return CRC32.of(words.span)
  }
}
