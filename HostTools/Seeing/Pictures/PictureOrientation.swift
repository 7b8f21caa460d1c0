// How a camera was held, as EXIF's tag 274 says, and where that puts each pixel. Must never trust an offset in the data.

/// Named by where the first row and the first column of the stored picture lie in the upright one.
public enum PictureOrientation: Int, Sendable, CaseIterable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  /// Whether rows become columns.
  public var isTurned: Bool { rawValue >= 5 }

  /// Where the stored pixel (`x`, `y`) lies in the upright picture; the sides are those of the stored one.
  func place(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch self {
    case .topLeft: (x, y)
    case .topRight: (width - 1 - x, y)
    case .bottomRight: (width - 1 - x, height - 1 - y)
    case .bottomLeft: (x, height - 1 - y)
    case .leftTop: (y, x)
    case .rightTop: (height - 1 - y, x)
    case .rightBottom: (height - 1 - y, width - 1 - x)
    case .leftBottom: (y, width - 1 - x)
    }
  }

  /// Of a block of EXIF, which is a TIFF file without a picture; upright where that doesn't say, or nonsense.
  init(exif bytes: [UInt8]) {
    self = PictureOrientation.tag(bytes).flatMap(PictureOrientation.init(rawValue:)) ?? .topLeft
  }

  /// The value of Orientation in the first directory.
  private static func tag(_ bytes: [UInt8]) -> Int? {
    let isLittle = bytes.starts(with: [0x49, 0x49, 42, 0])
    guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0, 42]) else { return nil }
    func number(_ offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - size else { return nil }
      let part = bytes[offset..<offset + size]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let start = number(4, 4), let count = number(start, 2) else { return nil }
    for index in 0..<count {
      let entry = start + 2 + 12 * index
      guard let tag = number(entry, 2) else { return nil }
      // A short, once.
      if tag == 274 { return number(entry + 2, 2) == 3 ? number(entry + 8, 2) : nil }
    }
    return nil
  }
}
