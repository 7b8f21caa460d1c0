// When the clock reads, prepares and reports on its journal. Must never erase within 200 ms of a refresh.

extension Clock {
  /// Before and after an erase at start-up.
  private static var quietTime: Interval { .milliseconds(200) }
  /// From a refresh to an erase: a second is longer than the quiet time, and delays nothing.
  private static var rest: Interval { .seconds(1) }
  /// From an erase to the next minute. An erase takes at most 400 ms, and several times that in worn flash.
  private static var margin: Interval { .seconds(5) }

  /// Finds how far the image's sequences have got.
  mutating func openJournal(_ table: GlyphTable) {
    journal.open(image: table.journalName, counts: table.counts.span, &plan.scheduler.positions)
    journal.settle()
    var tries = journal.triesAtStart
    while journal.isFull, tries > 0 {
      tries &-= 1
      journal.prepare(at: time.now)
      if tries == 0 || !journal.isFull { time.sleep(for: Clock.quietTime) }
    }
    tellOfJournal()
  }

  /// Prepares the journal when that is due and the next minute is far enough off.
  /// - Returns: when to call this again.
  mutating func tendJournal() -> Instant {
    let never = Instant(microseconds: .max)
    guard let lastDrawing, let nextDrawing else { return never }
    tellOfJournal()
    let now = time.now
    guard journal.isPreparationDue(at: now) else { return never }
    let calm = lastDrawing + Clock.rest
    if now < calm { return calm }
    guard nextDrawing - now >= Clock.margin else { return never }
    journal.prepare(at: now)
    tellOfJournal()
    return never
  }

  private mutating func tellOfJournal() {
    while let event = journal.nextEvent() { observer.record(.journal(event)) }
  }
}
