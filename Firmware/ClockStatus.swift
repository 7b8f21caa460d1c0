// How things stand with the clock at an instant, for whoever shows it. Must never be more than a copy.

public struct ClockStatus: Sendable {
  /// When the rest was so.
  public internal(set) var at = Instant(microseconds: 0)
  public internal(set) var local: LocalTime?
  /// nil while there is no time.
  public internal(set) var standing: TimeStanding?
  public internal(set) var obstacle: TimeObstacle?
  /// When the panels will next be drawn, as far as the clock knows.
  public internal(set) var nextDrawing: Instant?
  /// Whether there are glyphs; if not, the counts are 0.
  public internal(set) var isUsable = false
  public internal(set) var cursors: [10 of UInt32] = .init(repeating: 0)
  public internal(set) var laps: [10 of UInt32] = .init(repeating: 0)
  public internal(set) var counts: [10 of UInt32] = .init(repeating: 0)
  /// What the panels show instead of the time.
  public internal(set) var notice: Notice?
  public internal(set) var isBroken: [4 of Bool] = .init(repeating: false)

  /// The cell's millivolts, if the board has one and measures it.
  public internal(set) var cell: UInt16?

  public init() {}
}
