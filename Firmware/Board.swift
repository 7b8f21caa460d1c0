// The interface between the firmware and every platform that it runs on.
// Must never name a chip, an SDK or an operating system.

/// The hardware types of one board, named in one place, so that anything generic over a board takes one parameter. It
/// holds no values: the board's start-up code makes those and hands them to `Clock`.
public protocol Board: PanelBoard {
  associatedtype Flash: GlyphFlash & ~Copyable
  associatedtype JournalFlash: WritableFlash & ~Copyable
  associatedtype Source: TimeSource & ~Copyable
  associatedtype Observer: ClockObserver & ~Copyable
  associatedtype Guide: ClockGuide = NoGuide
  associatedtype Cell: CellGauge & ~Copyable = NoCell
}

extension Board {
  public static var marksLowCell: Bool { Cell.isFitted }
}

/// Whoever may have something else for the panels to show than the time.
public protocol ClockGuide {
  /// Whether there ever is anything.
  static var hasNotices: Bool { get }
  /// nil for the time.
  var notice: Notice? { get }
}

extension ClockGuide {
  public static var hasNotices: Bool { true }
}

/// For boards that are set up in no other way than by their console.
public struct NoGuide: ClockGuide {
  public static var hasNotices: Bool { false }
  public var notice: Notice? { nil }

  public init() {}
}
