// When the clock looks at its cell. Must never be asked on a board without one.

struct ClockCell<B: Board>: ~Copyable {
  /// How long the clock leaves an empty cell alone: soon enough for whoever plugs in a charger, and 24 looks a day, of
  /// some milliseconds each, are nothing even for a cell that is empty.
  private static var pause: Interval { .seconds(3_600) }

  private var gauge: B.Cell
  private(set) var watch = CellWatch()
  /// When an empty cell is looked at again; nil while it isn't empty, and then it is looked at before each refresh.
  private(set) var nextLook: Instant? = Instant(microseconds: 0)
  /// If it is empty.
  private(set) var emptySince = Instant(microseconds: 0)

  init(_ gauge: consuming B.Cell) { self.gauge = gauge }

  var isEmpty: Bool { watch.state == .empty }

  var memory: CellMemory { CellMemory(watch: watch, nextLook: nextLook, emptySince: emptySince) }

  mutating func recall(_ memory: CellMemory) {
    (watch, nextLook, emptySince) = (memory.watch, memory.nextLook, memory.emptySince)
  }

  /// Whether it is time for a look that no refresh calls for: at the start, and while the cell is empty.
  func isDue(at now: Instant) -> Bool { nextLook.map { now >= $0 } ?? false }

  /// - Returns: whether the cell was empty before and isn't now, or the other way round.
  mutating func look(at now: Instant) -> Bool {
    let wasEmpty = isEmpty
    watch.take(gauge.millivolts())
    nextLook = isEmpty ? now + ClockCell.pause : nil
    guard isEmpty != wasEmpty else { return false }
    emptySince = now
    return true
  }
}
