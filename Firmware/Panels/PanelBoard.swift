// The hardware types that panels are connected to. Must never name a chip, an SDK or an operating system.

/// What the panels need of a board.
public protocol PanelBoard {
  associatedtype Bus: SPIBus & ~Copyable
  associatedtype Output: OutputPin & ~Copyable
  associatedtype Input: InputPin & ~Copyable
  associatedtype Time: MonotonicTime
}
