// Fills the journal in QEMU's second flash bank, by the chips' own commands, and reports how it went.
// Must never know what a reader finds: the host reads the bank's file itself.

/// A sector has 64 slots: each of the 16 sectors is erased and filled about three times.
private let records: UInt32 = 3_000

@c(board_main) public func boardMain() {
  var journal = Journal(QEMUJournalFlash())
  let counts: [10 of UInt32] = .init(repeating: 6_000)
  var positions = GlyphPositions()
  journal.open(image: 0x1234_5678, counts: counts.span, &positions)
  var lost: UInt32 = 0
  for record in 0..<records {
    positions.cursors[Int(record % 10)] = record / 10 &+ 1
    if journal.isFull { journal.prepare(at: Instant(microseconds: .max)) }
    if !journal.record(&positions) { lost &+= 1 }
  }
  var others: UInt32 = 0
  while let event = journal.nextEvent() {
    if event != .began { others &+= 1 }
  }
  put(lost == 0 && others == 0 ? "whole\n" : "lost\n")
}
