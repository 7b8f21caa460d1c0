// What looks wrong with a data set, so that a clock with it would show nothing, or nothing legible. Must never change a
// pixel, nor doubt handwriting like MNIST's.

import Digits
import Support

public enum DigitDoubt: Equatable, Sendable {
  /// No pixel of any digit is dark enough to be ink; the darkest has this value.
  case blank(darkest: UInt8)
  /// No pixel of any digit becomes black.
  case faint(darkest: UInt8)
  /// This many digits have no ink while others have some.
  case withoutInk(count: Int, first: Int)
  /// Paper is dark and ink is light.
  case inverted
  /// Far more of a sample can be read when the digits are turned this way.
  case turned(DigitOrientation)

  /// Nothing can be shown at all.
  public var isFatal: Bool { if case .blank = self { true } else { false } }

  /// - Parameter name: that of the data set.
  public func failure(_ name: String) -> Failure {
    Failure(file: name, cause, advice: advice)
  }

  private var cause: String {
    switch self {
    case .blank(let darkest):
      "the largest pixel value is \(darkest); all below \(DigitDoubt.leastInk) of 255 is paper: every digit is blank"
    case .faint(let darkest): "the largest pixel value is \(darkest) of 255, so no ink becomes black"
    case .withoutInk(let count, let first):
      "\(count.grouped) of the digits have no ink; the first is number \(first.grouped), counting from 0"
    case .inverted: "the digits look inverted, light on dark paper; MNIST's paper is 0 and its ink 255"
    case .turned(let orientation): "the digits seem to be the wrong way round: \(orientation.fault)"
    }
  }

  private var advice: String? {
    switch self {
    case .blank(0): "These files hold no writing"
    case .blank(let darkest), .faint(let darkest):
      "Scale the pixels to 0...255, in NumPy with (images * (255 / \(darkest))).round().astype(\"uint8\")"
    case .withoutInk: "Remove them, or check whether their pixels range from 0 to 255 as the others' do"
    case .inverted: "Invert them, in NumPy with images.max() - images"
    case .turned(let orientation): "In NumPy \(orientation.numPy) fixes it"
    }
  }
}
