// The ways in which a data set's images can be oriented differently from MNIST's, and how each is corrected. Must never
// resample: a pixel stays a pixel.

import Firmware

/// Named after what corrects it.
public enum DigitOrientation: CaseIterable, Sendable {
  case transpose, mirror, flip, halfTurn, leftTurn, rightTurn, antitranspose

  /// The 784 levels, or greys, after this has been applied.
  public func applied(to levels: [UInt8]) -> [UInt8] {
    let last = Glyph.side - 1
    return (0...last).flatMap { row in
      (0...last).map { column in
        let (fromRow, fromColumn) = source(row, column, last)
        return levels[fromRow * Glyph.side + fromColumn]
      }
    }
  }

  private func source(_ row: Int, _ column: Int, _ last: Int) -> (row: Int, column: Int) {
    switch self {
    case .transpose: (column, row)
    case .mirror: (row, last - column)
    case .flip: (last - row, column)
    case .halfTurn: (last - row, last - column)
    case .leftTurn: (column, last - row)
    case .rightTurn: (last - column, row)
    case .antitranspose: (last - column, last - row)
    }
  }

  /// What is wrong, following "the digits seem to be the wrong way round: ".
  public var fault: String {
    switch self {
    case .transpose: "rows and columns are swapped, as in EMNIST's files"
    case .mirror: "left and right are swapped"
    case .flip: "top and bottom are swapped"
    case .halfTurn: "they are upside down"
    case .leftTurn: "they are turned right by 90°"
    case .rightTurn: "they are turned left by 90°"
    case .antitranspose: "rows and columns are swapped, and both run backwards"
    }
  }

  /// For an array of images, rows and columns.
  var numPy: String {
    switch self {
    case .transpose: "images.transpose(0, 2, 1)"
    case .mirror: "images[:, :, ::-1]"
    case .flip: "images[:, ::-1]"
    case .halfTurn: "images[:, ::-1, ::-1]"
    case .leftTurn: "numpy.rot90(images, 1, (1, 2))"
    case .rightTurn: "numpy.rot90(images, -1, (1, 2))"
    case .antitranspose: "images.transpose(0, 2, 1)[:, ::-1, ::-1]"
    }
  }
}
