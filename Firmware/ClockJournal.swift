// When the clock reads and prepares its journal. Must never erase within 200 ms of a refresh.

struct ClockJournal<B: Board>: ~Copyable {
  /// Before and after an erase at start-up.
  private static var quietTime: Interval { .milliseconds(200) }
  /// From a refresh to an erase: a second is longer than the quiet time, and delays nothing.
  private static var rest: Interval { .seconds(1) }
  /// From an erase to the next minute. An erase takes at most 400 ms, and several times that in worn flash.
  private static var margin: Interval { .seconds(5) }

  private var journal: Journal<B.JournalFlash>
  private let time: B.Time
  /// When the panels were drawn last.
  private var lastDrawing: Instant?

  @inline(__always)
  init(_ flash: consuming B.JournalFlash, _ time: B.Time) {
    journal = Journal(flash)
    self.time = time
  }

  /// Finds how far the image's sequences have got.
  mutating func open(_ table: GlyphTable, _ positions: inout GlyphPositions) {
    journal.open(image: table.journalName, counts: table.counts.span, &positions)
    journal.settle()
    var tries = journal.triesAtStart
    while journal.isFull, tries > 0 {
      tries &-= 1
      journal.prepare(at: time.now)
      if tries == 0 || !journal.isFull { time.sleep(for: ClockJournal.quietTime) }
    }
  }

  /// - Returns: whether the positions are in flash now.
  mutating func record(_ positions: inout GlyphPositions) -> Bool { journal.record(&positions) }

  mutating func remember(_ memory: inout JournalMemory) -> Instant? {
    journal.remember(&memory)
    return lastDrawing
  }

  mutating func recall(_ memory: inout JournalMemory, _ lastDrawing: Instant?) {
    journal.recall(&memory)
    self.lastDrawing = lastDrawing
  }

  mutating func noteDrawing(at now: Instant) { lastDrawing = now }

  /// Prepares the journal where that is due and the minute far.
  /// - Parameter drawing: when the clock will draw next, nil when it doesn't know.
  /// - Returns: when to call again for it.
  mutating func tend(before drawing: Instant?) -> Instant {
    let never = Instant(microseconds: .max)
    let now = time.now
    guard let lastDrawing, let drawing, journal.isPreparationDue(at: now) else { return never }
    let calm = lastDrawing + ClockJournal.rest
    if now < calm { return calm }
    if drawing - now >= ClockJournal.margin { journal.prepare(at: now) }
    return never
  }

  mutating func nextEvent() -> JournalEvent? { journal.nextEvent() }
}
