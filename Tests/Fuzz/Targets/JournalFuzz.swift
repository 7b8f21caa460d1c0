// A journal partition with any contents, forged records among them, and a clock that goes on writing to it.
// Must never let what was on record be forgotten while the power stays on and the flash works.

import NorFlash

@testable import Firmware

/// Glyphs of each digit; a record whose cursor lies beyond them is of no use to this clock.
private let counts: [10 of UInt32] = .init(repeating: 1_000)
private let image: UInt32 = 7

func fuzzJournal(_ input: inout FuzzInput) {
  let chip = NorFlash(NorFlashTraits(sectors: 2 + input.number(below: 3)))
  prepare(chip, &input)
  let misuseBefore = chip.misuse
  var journal = Journal(NorFlashRegion(chip))
  var positions = GlyphPositions()
  journal.open(image: image, counts: counts.span, &positions)
  journal.settle()
  var recorded: GlyphPositions?
  var now: UInt32 = 0
  while !input.isEmpty {
    let digit = input.number(below: 11)
    now &+= UInt32(input.byte()) * 60
    if digit == 10 {
      if journal.isPreparationDue(at: .seconds(now)) { journal.prepare(at: .seconds(now)) }
    } else {
      positions.cursors[digit] = (positions.cursors[digit] + 1) % counts[digit]
      if journal.record(&positions) { recorded = positions }
    }
    while journal.nextEvent() != nil {}
  }
  if misuseBefore == nil, let misuse = chip.misuse { fatalError(misuse) }
  guard let recorded else { return }
  var again = Journal(NorFlashRegion(chip))
  var found = GlyphPositions()
  again.open(image: image, counts: counts.span, &found)
  for digit in 0..<10 where found.cursors[digit] != recorded.cursors[digit] {
    fatalError("digit \(digit) stands at \(found.cursors[digit]), on record is \(recorded.cursors[digit])")
  }
}

/// Puts records with valid checksums, and slots of any bytes, wherever the input says.
private func prepare(_ chip: NorFlash, _ input: inout FuzzInput) {
  for _ in 0..<input.number(below: 32) {
    let slot = Int(input.byte()) % (chip.size / JournalLayout.recordSize)
    let kind = input.number(below: 3)
    var bytes: [UInt8]
    if kind == 0 {
      bytes = input.bytes(JournalLayout.recordSize)
      bytes += [UInt8](repeating: 0xFF, count: JournalLayout.recordSize - bytes.count)
    } else {
      var positions = GlyphPositions()
      positions.cursors[0] = UInt32(input.uint16())
      positions.laps[0] = UInt32(input.byte())
      let record = JournalRecord(
        sequence: input.uint32(), isCarried: kind == 2, image: UInt32(input.byte() % 2) + image,
        retired: UInt16(input.byte()), positions: positions
      ).bytes
      bytes = record.indices.map { record[$0] }
    }
    for piece in stride(from: 0, to: bytes.count, by: NorFlash.pieceSize) {
      let offset = slot * JournalLayout.recordSize + piece
      guard (try? chip.read(at: offset, count: NorFlash.pieceSize))?.allSatisfy({ $0 == 0xFF }) == true else {
        continue
      }
      try? chip.program(Array(bytes[piece..<piece + NorFlash.pieceSize]), at: offset)
    }
  }
}

extension Instant {
  static func seconds(_ seconds: UInt32) -> Instant { Instant(microseconds: UInt64(seconds) * 1_000_000) }
}
