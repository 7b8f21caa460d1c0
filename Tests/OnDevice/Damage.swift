// Damages a partition image in memory in every way that flash and liars know, and reads it as the clock does.
// Must never be told what comes out: whatever does, nothing may trap, hang, or pass for right.

/// An image and a pristine copy of it, and what came of the damage done so far.
struct Damage {
  let image: UnsafeMutablePointer<UInt8>
  let pristine: UnsafePointer<UInt8>
  let size: Int
  let table: GlyphTable
  private var random: UInt32

  /// Images refused, glyphs whose block was found damaged, glyphs read, and among these the ones read although their
  /// block had changed and its checksum hadn't been corrected, or legibility believed although it had.
  private(set) var refused: UInt32 = 0
  private(set) var found: UInt32 = 0
  private(set) var read: UInt32 = 0
  private(set) var wrong: UInt32 = 0
  /// Images whose legibility was found damaged.
  private(set) var blurred: UInt32 = 0
  /// Over all pixels read, and the glyphs taken.
  private(set) var pixels = CRC32()

  /// - Precondition: `image` and `pristine` hold the same `size` bytes, which `table` was checked on.
  init(
    image: UnsafeMutablePointer<UInt8>, pristine: UnsafePointer<UInt8>, size: Int, table: GlyphTable, seed: UInt32
  ) {
    (self.image, self.pristine, self.size, self.table) = (image, pristine, size, table)
    random = seed &* 2 &+ 1
  }

  /// Marsaglia's xorshift.
  private mutating func next(below limit: Int) -> Int {
    random ^= random &<< 13
    random ^= random &>> 17
    random ^= random &<< 5
    return Int(truncatingIfNeeded: (random &>> 1) % UInt32(truncatingIfNeeded: max(1, limit)))
  }

  private var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      _overrideLifetime(
        Span(_unsafeElements: UnsafeBufferPointer(start: UnsafePointer(image), count: size)), borrowing: self)
    }
  }

  /// Damages the image, reads it, and restores it.
  mutating func once(_ reader: inout GlyphReader) {
    let digit = UInt8(truncatingIfNeeded: next(below: 10))
    let number = UInt32(truncatingIfNeeded: next(below: Int(truncatingIfNeeded: table.counts[Int(digit)])))
    // Only the first three of a block, since each costs the decoding of those before it.
    let index = UInt32(truncatingIfNeeded: next(below: 3))
    let first = number / table.glyphsPerBlock &* table.glyphsPerBlock
    let id = GlyphID(digit: digit, number: min(first &+ index, table.counts[Int(digit)] &- 1))
    guard let place = table.place(of: id), let stream = table.stream(place.block, in: bytes) else { return }
    let block = stream.lowerBound &- GlyphTableLayout.blockChecksumSize..<stream.upperBound

    var visible = size
    var hurt = block
    var isMended = false
    let legibility = size &- Int(truncatingIfNeeded: (glyphCount &+ 1) / 2)..<size
    switch next(below: 10) {
    case 0: scribble(pick(in: 0..<size, length: 1), bits: 1, &hurt)
    case 1: scribble(pick(in: block, length: 1), bits: 1, &hurt)
    case 2: scribble(pick(in: 0..<size, length: 1 &+ next(below: 600)), bits: 8, &hurt)
    case 3: scribble(pick(in: block, length: 1 &+ next(below: 16)), bits: 8, &hurt)
    case 4:
      // A sector that lost its contents.
      let page = stream.lowerBound & ~0xFFF
      hurt = page..<min(size, page &+ 4_096)
      for offset in hurt { image[offset] = 0xFF }
    case 5: visible = next(below: size)
    case 6:
      isMended = true
      scribble(pick(in: stream, length: 1 &+ next(below: 64)), bits: 8, &hurt)
      mendBlock(place.block, stream)
    case 7:
      isMended = next(below: 2) == 0
      scribble(pick(in: legibility, length: 1 &+ next(below: 64)), bits: 8, &hurt)
      if isMended { mendHeader() }
    case 8:
      isMended = true
      scribble(pick(in: table.modelOffset..<table.indexOffset, length: 1 &+ next(below: 64)), bits: 8, &hurt)
      mendHeader()
    default:
      isMended = true
      let part = next(below: 4) == 0 ? table.indexOffset..<table.blocksOffset : 16..<80
      scribble(pick(in: part, length: 1 &+ next(below: 3)), bits: 8, &hurt)
      mendHeader()
    }
    var isChanged = false
    for offset in block where image[offset] != pristine[offset] { isChanged = true }
    var isBlurred = false
    for offset in legibility where image[offset] != pristine[offset] { isBlurred = true }
    check(id, visible, isChanged && !isMended, isBlurred && !isMended, &reader)
    restore(hurt)
    restore(0..<GlyphTableLayout.headerSize)
    restore(block)
  }

  private var glyphCount: UInt32 {
    var count: UInt32 = 0
    for digit in 0..<10 { count &+= table.counts[digit] }
    return count
  }

  private mutating func check(
    _ id: GlyphID, _ visible: Int, _ mustBeFound: Bool, _ mustBeBlurred: Bool, _ reader: inout GlyphReader
  ) {
    let buffer = UnsafeBufferPointer(start: UnsafePointer(image), count: visible)
    let bytes = Span(_unsafeElements: buffer)
    guard let table = try? GlyphTable(checking: bytes) else {
      refused &+= 1
      return
    }
    if !table.hasLegibility { blurred &+= 1 }
    if mustBeBlurred, table.hasLegibility { wrong &+= 1 }
    take(id, table, bytes)
    reader = GlyphReader()
    // The second read goes on where the first ended.
    for step in 0..<UInt32(2) {
      let id = GlyphID(digit: id.digit, number: id.number &+ step)
      do throws(GlyphError) {
        let glyph = try reader.read(id, table, in: bytes)
        pixels.update(glyph.packed.span)
        read &+= 1
        if mustBeFound, step == 0 { wrong &+= 1 }
      } catch {
        found &+= 1
      }
    }
  }

  /// What the clock would show after the glyph with half of all certainties.
  private mutating func take(_ id: GlyphID, _ table: GlyphTable, _ bytes: Span<UInt8>) {
    var positions = GlyphPositions()
    positions.cursors[Int(id.digit)] = min(id.number, table.counts[Int(id.digit)] &- 1)
    var plan = PanelPlan(counts: table.counts, policy: .onChange, legible: 50, positions: positions)
    let choice = plan.retake(0, id.digit, skippingTo: 0, table.legibility(in: bytes))
    let number: [2 of UInt8] = [
      UInt8(truncatingIfNeeded: choice.id.number), UInt8(truncatingIfNeeded: choice.id.number &>> 8),
    ]
    pixels.update(number.span)
  }

  private mutating func pick(in range: Range<Int>, length: Int) -> Range<Int> {
    let start = range.lowerBound &+ next(below: range.count)
    return start..<min(range.upperBound, start &+ length)
  }

  /// Changes up to `bits` bits of each byte in `range`, and at least one.
  private mutating func scribble(_ range: Range<Int>, bits: Int, _ hurt: inout Range<Int>) {
    for offset in range {
      let change = bits == 1 ? 1 &<< next(below: 8) : 1 &+ next(below: 255)
      image[offset] ^= UInt8(truncatingIfNeeded: change)
    }
    hurt = range
  }

  private func restore(_ range: Range<Int>) {
    for offset in range { image[offset] = pristine[offset] }
  }

  private func put(_ value: UInt32, at offset: Int) {
    for byte in 0..<4 {
      image[offset &+ byte] = UInt8(truncatingIfNeeded: value &>> UInt32(truncatingIfNeeded: 8 &* byte))
    }
  }

  private func mendBlock(_ block: Int, _ stream: Range<Int>) {
    var crc = CRC32()
    let number = UInt32(truncatingIfNeeded: block)
    let ofNumber: [4 of UInt8] = [
      UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number &>> 8),
      UInt8(truncatingIfNeeded: number &>> 16), UInt8(truncatingIfNeeded: number &>> 24),
    ]
    crc.update(ofNumber.span)
    crc.update(bytes.extracting(stream))
    put(crc.value, at: stream.lowerBound &- GlyphTableLayout.blockChecksumSize)
  }

  private func mendHeader() {
    typealias Layout = GlyphTableLayout
    put(CRC32.of(bytes.extracting(table.modelOffset..<table.indexOffset)), at: Layout.modelChecksumOffset)
    put(CRC32.of(bytes.extracting(table.indexOffset..<table.blocksOffset)), at: Layout.indexChecksumOffset)
    let legibility = size &- Int(truncatingIfNeeded: (glyphCount &+ 1) / 2)..<size
    put(CRC32.of(bytes.extracting(legibility)), at: Layout.legibilityChecksumOffset)
    put(CRC32.of(bytes.extracting(0..<Layout.headerChecksumOffset)), at: Layout.headerChecksumOffset)
  }
}
