// Recovers the journal in QEMU's first flash bank and counts reads and instructions.
// Must never count the board's reading as the firmware's work: it is subtracted.

/// The bank's first 64 KB, and what reading them took.
struct JournalBank: WritableFlash, ~Copyable {
  var size: Int { 0x1_0000 }
  var reads: UInt32 = 0
  var instructions: UInt32 = 0

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    let before = machine_instructions()
    reads &+= 1
    for index in buffer.indices { buffer[index] = bank(offset &+ index) }
    instructions &+= machine_instructions() &- before
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    let before = machine_instructions()
    defer { instructions &+= machine_instructions() &- before }
    reads &+= 1
    for index in 0..<count where bank(offset &+ index) != 0xFF { return false }
    return true
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) { throw .operationFailed }
  mutating func eraseSector(at offset: Int) throws(FlashError) { throw .operationFailed }
}

private func bank(_ offset: Int) -> UInt8 {
  UnsafePointer<UInt8>(bitPattern: UInt(MACHINE_GLYPHS))?[offset] ?? 0
}

@c(board_main) public func boardMain() {
  var journal = Journal(JournalBank())
  // The image that the first record belongs to.
  var image: UInt32 = 0
  for byte in 0..<4 { image |= UInt32(bank(4 &+ byte)) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
  let before = machine_instructions()
  let counts: [10 of UInt32] = .init(repeating: GlyphTableLayout.mostGlyphs)
  var positions = GlyphPositions()
  journal.open(image: image, counts: counts.span, &positions)
  let taken = machine_instructions() &- before
  if case .recovered(let sequence) = journal.nextEvent() { put("record", sequence) }
  put("reads", journal.cells.flash.reads)
  put("instructions", taken &- journal.cells.flash.instructions)
  put("with-reads", taken)
  for digit in 0..<10 { put("cursor", positions.cursors[digit]) }
}
