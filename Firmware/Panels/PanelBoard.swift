// The hardware types that panels are connected to. Must never name a chip, an SDK or an operating system.

/// What the panels need of a board.
public protocol PanelBoard {
  associatedtype Bus: SPIBus & ~Copyable
  associatedtype Output: OutputPin & ~Copyable
  associatedtype Input: InputPin & ~Copyable
  associatedtype Time: MonotonicTime
  associatedtype Supply: PanelSupply & ~Copyable = AlwaysOn

  /// Whether pictures may have the mark of a cell that is nearly empty.
  static var marksLowCell: Bool { get }
}

extension PanelBoard {
  public static var marksLowCell: Bool { false }
}
