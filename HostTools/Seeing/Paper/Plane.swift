// Samples of one kind in rows: grey, paper or ink. Must never be asked for what lies outside but by `at`, which takes the
// nearest.

public struct Plane: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// Row by row from the top.
  public internal(set) var pixels: [UInt8]

  init(width: Int, height: Int, fill: UInt8 = 0) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: fill, count: width * height)
  }

  /// The sample at a place between pixels, whose middles are at halves.
  func at(_ x: Double, _ y: Double) -> Double {
    let (x, y) = (held(x - 0.5, width), held(y - 0.5, height))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (u, v) = (x - Double(left), y - Double(top))
    return pixels.withUnsafeBufferPointer { pixels in
      let upper = Double(pixels[top * width + left]) * (1 - u) + Double(pixels[top * width + right]) * u
      let lower = Double(pixels[bottom * width + left]) * (1 - u) + Double(pixels[bottom * width + right]) * u
      return upper * (1 - v) + lower * v
    }
  }
}

extension Plane {
  /// From (`left`, `top`) to before (`right`, `bottom`), as far as there is any.
  func part(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Plane {
    let (left, top) = (max(0, left), max(0, top))
    let (right, bottom) = (min(width, right), min(height, bottom))
    var part = Plane(width: max(1, right - left), height: max(1, bottom - top))
    guard right > left, bottom > top else { return part }
    for y in top..<bottom {
      for x in left..<right { part.pixels[(y - top) * part.width + x - left] = pixels[y * width + x] }
    }
    return part
  }
}

/// A place inside a picture's side of `count` pixels, the nearest one; its start for what is no number.
func held(_ place: Double, _ count: Int) -> Double { place > 0 ? min(place, Double(count - 1)) : 0 }
