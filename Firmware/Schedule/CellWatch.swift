// What the voltage of a lithium cell means for a clock. Must never measure it, nor hold a refresh to be safe that the
// cell may not carry to its end: what is cut off leaves a picture that nobody can read.

/// Voltages are millivolts under the chip's own load. At rest a cell at 3,700 has 30 % of its charge left, at 3,600 10 %,
/// at 3,400 5 %: below 3,550 it falls ever faster, and a regulator for 3,300 needs some 100 more than that.
public struct CellWatch: BitwiseCopyable, Sendable {
  public enum State: UInt8, BitwiseCopyable, Sendable {
    case fine
    /// The panels say so in a corner.
    case low
    /// Nothing is refreshed.
    case empty
  }

  /// Some days before the end: 10 % of a cell for a year are weeks, but in the cold it has less.
  private static var low: UInt16 { 3_550 }
  /// A charger, not luck: a sample's noise is 10 to 20, and a cell that has been warmed up gains no more than some dozens.
  private static var fine: UInt16 { 3_650 }
  /// Where a last full refresh of four panels is safe.
  private static var empty: UInt16 { 3_450 }
  /// Left alone, an empty cell recovers by up to 100, which a few refreshes use up again.
  private static var back: UInt16 { 3_600 }
  /// No regulator holds 3,300 on less while a refresh pulls the cell down.
  private static var dead: UInt16 { 3_350 }
  /// What lies beyond is no lithium cell, but a broken divider: any protection circuit has switched off by 2,000, and no
  /// charger goes to 5,000.
  private static var plausible: ClosedRange<UInt16> { 2_000...5_000 }

  public private(set) var state = State.fine
  /// The last reading that could be true.
  public private(set) var millivolts: UInt16?

  public init() {}

  /// Takes a reading. One that can't be true changes nothing.
  public mutating func take(_ reading: UInt16?) {
    guard let reading, CellWatch.plausible.contains(reading) else { return }
    millivolts = reading
    if reading < CellWatch.empty {
      state = .empty
    } else if reading >= CellWatch.fine {
      state = .fine
    } else if state == .empty ? reading >= CellWatch.back : reading < CellWatch.low {
      state = .low
    }
  }

  /// Whether the refresh that says that the cell is empty is safe.
  public var feedsLastRefresh: Bool { (millivolts ?? 0) >= CellWatch.dead }
}
