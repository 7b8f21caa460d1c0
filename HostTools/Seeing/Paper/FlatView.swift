// Part of the page as if seen from straight above. Must never leave out a pixel of the photograph where it shrinks.

struct FlatView {
  /// The part's upper left corner, in millimetres.
  let origin: PagePoint
  /// Pixels a millimetre.
  let density: Double
  /// One for each of the photograph's channels, all of one size.
  let channels: [Plane]

  var width: Int { channels[0].width }
  var height: Int { channels[0].height }

  /// Places are computed this many pixels apart and are in line between, to within a hundredth of a pixel.
  private static let step = 16

  /// - Parameter isRedOnly: with the first channel alone.
  init(
    _ photo: Photograph, _ place: SheetPlace, from origin: PagePoint, to end: PagePoint, density: Double,
    isRedOnly: Bool = false
  ) {
    (self.origin, self.density) = (origin, density)
    let width = max(1, Int((end.x - origin.x) * density))
    let height = max(1, Int((end.y - origin.y) * density))
    // So many places a pixel in either direction that hardly a pixel of the photograph lies between.
    let middle = PagePoint((origin.x + end.x) / 2, (origin.y + end.y) / 2)
    let samples = max(1, Int(min(6, place.density(at: middle) / density + 0.5)))
    let count = isRedOnly ? 1 : photo.channels
    var planes = [Plane](repeating: Plane(width: width, height: height), count: count)
    let columns = width * samples
    var line = [PhotoPoint](repeating: PhotoPoint(0, 0), count: columns)
    var sums = [Int](repeating: 0, count: width * count)
    for y in 0..<height {
      for index in sums.indices { sums[index] = 0 }
      for sample in 0..<samples {
        let down = origin.y + (Double(y) + (Double(sample) + 0.5) / Double(samples)) / density
        FlatView.fill(&line, place, origin.x, down, 1 / (density * Double(samples)))
        FlatView.add(photo, count, line, samples, to: &sums)
      }
      let scale = samples * samples
      for channel in 0..<count {
        planes[channel].pixels.withUnsafeMutableBufferPointer { pixels in
          for x in 0..<width {
            pixels[y * width + x] = UInt8(truncatingIfNeeded: (sums[x * count + channel] / scale + 128) >> 8)
          }
        }
      }
    }
    channels = planes
  }

  /// The places of a line of the page, whose first is half a `pitch` from `left`.
  private static func fill(
    _ line: inout [PhotoPoint], _ place: SheetPlace, _ left: Double, _ y: Double, _ pitch: Double
  ) {
    var first = 0
    var start = place(PagePoint(left + 0.5 * pitch, y))
    while first < line.count {
      let next = first + step
      let end = place(PagePoint(left + (Double(next) + 0.5) * pitch, y))
      let (dx, dy) = ((end.x - start.x) / Double(step), (end.y - start.y) / Double(step))
      for index in first..<min(next, line.count) {
        let along = Double(index - first)
        line[index] = PhotoPoint(start.x + along * dx, start.y + along * dy)
      }
      (first, start) = (next, end)
    }
  }

  /// Adds 256 times the photograph's samples at the places of `line`, `samples` to a pixel.
  private static func add(
    _ photo: Photograph, _ count: Int, _ line: [PhotoPoint], _ samples: Int, to sums: inout [Int]
  ) {
    let (width, height, channels) = (photo.width, photo.height, photo.channels)
    photo.samples.withUnsafeBufferPointer { source in
      line.withUnsafeBufferPointer { line in
        sums.withUnsafeMutableBufferPointer { sums in
          var target = -count
          for index in 0..<line.count {
            if index % samples == 0 { target += count }
            // In 1/16 pixels.
            let x = Int(held(line[index].x - 0.5, width) * 16)
            let y = Int(held(line[index].y - 0.5, height) * 16)
            let (u, v) = (x & 15, y & 15)
            let right = (x >> 4) + 1 < width ? channels : 0
            let down = (y >> 4) + 1 < height ? width * channels : 0
            let first = ((y >> 4) * width + (x >> 4)) * channels
            for channel in 0..<count {
              let at = first + channel
              let upper = Int(source[at]) * (16 - u) + Int(source[at + right]) * u
              let lower = Int(source[at + down]) * (16 - u) + Int(source[at + down + right]) * u
              sums[target + channel] += upper * (16 - v) + lower * v
            }
          }
        }
      }
    }
  }
}
