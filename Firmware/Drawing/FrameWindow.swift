// A part of a frame. Must never lie outside it.

/// Whole bytes of eight pixels in X, rows in Y; first and last, counted from 0: 0...24 and 0...199.
public struct FrameWindow: Equatable, BitwiseCopyable, Sendable {
  public private(set) var left: UInt8
  public private(set) var right: UInt8
  public private(set) var top: UInt8
  public private(set) var bottom: UInt8

  public static var whole: FrameWindow { FrameWindow(left: 0, right: 24, top: 0, bottom: 199) }

  var byteCount: Int { (Int(right) &- Int(left) &+ 1) &* (Int(bottom) &- Int(top) &+ 1) }

  /// The smallest window that contains both.
  func union(_ other: FrameWindow) -> FrameWindow {
    FrameWindow(
      left: min(left, other.left), right: max(right, other.right), top: min(top, other.top),
      bottom: max(bottom, other.bottom))
  }

  @inline(__always)
  mutating func add(_ column: UInt8, _ row: UInt8) {
    left = min(left, column)
    right = max(right, column)
    top = min(top, row)
    bottom = max(bottom, row)
  }
}

/// Where two pictures differ.
struct FrameChanges {
  var window: FrameWindow
  var pixels: UInt32

  /// nil for none.
  var count: UInt32? { pixels > 0 ? pixels : nil }

  static var all: FrameChanges {
    FrameChanges(window: .whole, pixels: UInt32(truncatingIfNeeded: Frame.side &* Frame.side))
  }
  /// With its bounds the wrong way round: the union of any window with this one is that window.
  static var none: FrameChanges {
    FrameChanges(window: FrameWindow(left: 24, right: 0, top: 199, bottom: 0), pixels: 0)
  }
}

extension Frame {
  /// Moves the window's bytes together at the frame's start, so that they go out in one transfer. After that the frame
  /// no longer holds a picture.
  mutating func pack(_ window: FrameWindow) {
    var target = 0
    for row in Int(window.top)..<Int(window.bottom) &+ 1 {
      var source = row &* Frame.bytesPerRow &+ Int(window.left)
      for _ in Int(window.left)..<Int(window.right) &+ 1 {
        move(from: source, to: target)
        source &+= 1
        target &+= 1
      }
    }
  }
}
