// A picture as a camera or a file gives it, the right way up or not. Must never know where it comes from.

public struct Photograph: Sendable {
  public let width: Int
  public let height: Int
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  /// Row by row from the top, the channels side by side, 0 black to 255 white.
  public let samples: [UInt8]

  /// - Returns: nil if the samples aren't `width` × `height` × `channels`, or channels neither 1 nor 3.
  public init?(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    // A side of more would be none of a camera's, and its products no longer fit 32 bits.
    let most = 1 << 15
    guard (1...most).contains(width), (1...most).contains(height), channels == 1 || channels == 3,
      samples.count == width * height * channels
    else { return nil }
    (self.width, self.height, self.channels, self.samples) = (width, height, channels, samples)
  }

  /// The grey of each `step` × `step` pixels, by the weights of ITU-R BT.601.
  func grey(step: Int) -> Plane {
    var plane = Plane(width: max(1, width / step), height: max(1, height / step))
    let (stride, columns) = (width * channels, plane.width)
    let rowsOfOne = min(step, height)
    let columnsOfOne = min(step, width)
    let scale = rowsOfOne * columnsOfOne
    samples.withUnsafeBufferPointer { samples in
      plane.pixels.withUnsafeMutableBufferPointer { pixels in
        for y in 0..<pixels.count / columns {
          for x in 0..<columns {
            var sum = 0
            for row in 0..<rowsOfOne {
              var place = (y * step + row) * stride + x * step * channels
              for _ in 0..<columnsOfOne {
                let (red, green) = (Int(samples[place]), Int(samples[place + channels / 2]))
                sum += 77 * red + 150 * green + 29 * Int(samples[place + channels - 1])
                place += channels
              }
            }
            pixels[y * columns + x] = UInt8(truncatingIfNeeded: (sum / scale) >> 8)
          }
        }
      }
    }
    return plane
  }
}

extension Photograph {
  /// The grey at a place between pixels; outside the picture that of its edge.
  func grey(_ x: Double, _ y: Double) -> Double {
    let (x, y) = (held(x - 0.5, width), held(y - 0.5, height))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (u, v) = (x - Double(left), y - Double(top))
    let upper = grey(left, top) * (1 - u) + grey(right, top) * u
    return upper * (1 - v) + (grey(left, bottom) * (1 - u) + grey(right, bottom) * u) * v
  }

  private func grey(_ x: Int, _ y: Int) -> Double {
    let place = (y * width + x) * channels
    let (red, green) = (Int(samples[place]), Int(samples[place + channels / 2]))
    return Double(77 * red + 150 * green + 29 * Int(samples[place + channels - 1])) / 256
  }
}
