// The bare paper under what is written, by its surroundings, and how much darker each place is. Must never take a
// shadow for ink.

enum PaperTone {
  /// Strokes narrower than this are bridged, in millimetres: a broad felt pen draws 3, and one over itself 6.
  private static let bridged = 8.0
  /// The paper is looked for at this many pixels a millimetre, whose means have little noise.
  private static let density = 2.0

  /// How much darker than paper: 0 none, 255 black.
  static func darkness(_ plane: Plane, density: Double) -> Plane {
    let step = max(1, Int(density / PaperTone.density))
    let small = shrunk(plane, step)
    let reach = max(1, Int(bridged * density / Double(step) / 2))
    // Closing: the largest around, and of those the least around. A shadow's edge stays where it is.
    var paper = extremes(extremes(small, reach, isLargest: true), reach, isLargest: false)
    paper = smoothed(paper)
    return darkness(plane, paper, step)
  }

  /// - Parameter paper: smaller by `step`; it is taken to go in straight lines between its pixels' middles.
  private static func darkness(_ plane: Plane, _ paper: Plane, _ step: Int) -> Plane {
    var result = Plane(width: plane.width, height: plane.height)
    // The two pixels of paper that a pixel lies between, and its part of the second, in 256ths.
    func between(_ place: Int, _ count: Int) -> (first: Int, second: Int, part: Int) {
      let at = max(0, (2 * place + 1) * 128 / step - 128)
      return (min(at >> 8, count - 1), min((at >> 8) + 1, count - 1), at & 255)
    }
    let columns = (0..<plane.width).map { between($0, paper.width) }
    var line = [Int](repeating: 0, count: paper.width)
    for y in 0..<plane.height {
      let row = between(y, paper.height)
      for x in 0..<paper.width {
        line[x] =
          Int(paper.pixels[row.first * paper.width + x]) * (256 - row.part)
          + Int(paper.pixels[row.second * paper.width + x]) * row.part
      }
      let start = y * plane.width
      result.pixels.withUnsafeMutableBufferPointer { result in
        plane.pixels.withUnsafeBufferPointer { pixels in
          for x in 0..<columns.count {
            let column = columns[x]
            let bare = (line[column.first] * (256 - column.part) + line[column.second] * column.part) >> 16
            let darker = bare - Int(pixels[start + x])
            result[start + x] = darker > 0 ? UInt8(truncatingIfNeeded: darker * 255 / bare) : 0
          }
        }
      }
    }
    return result
  }

  private static func shrunk(_ plane: Plane, _ step: Int) -> Plane {
    let (width, height) = (max(1, plane.width / step), max(1, plane.height / step))
    var small = Plane(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        var (sum, count) = (0, 0)
        for row in y * step..<min((y + 1) * step, plane.height) {
          for column in x * step..<min((x + 1) * step, plane.width) {
            sum += Int(plane.pixels[row * plane.width + column])
            count += 1
          }
        }
        small.pixels[y * width + x] = UInt8(sum / count)
      }
    }
    return small
  }

  /// The largest or least of each square of 2 · `reach` + 1, in rows and then in columns.
  private static func extremes(_ plane: Plane, _ reach: Int, isLargest: Bool) -> Plane {
    turned(largest(turned(largest(plane, reach, isLargest)), reach, isLargest))
  }

  /// In rows alone.
  private static func largest(_ plane: Plane, _ reach: Int, _ isLargest: Bool) -> Plane {
    var result = plane
    let (width, flip) = (plane.width, isLargest ? 0 : 255 as UInt8)
    result.pixels.withUnsafeMutableBufferPointer { result in
      plane.pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<plane.height {
          for x in 0..<width {
            var most: UInt8 = 0
            let near = max(0, x - reach)...min(width - 1, x + reach)
            for column in near { most = max(most, pixels[y * width + column] ^ flip) }
            result[y * width + x] = most ^ flip
          }
        }
      }
    }
    return result
  }

  /// With rows as columns.
  private static func turned(_ plane: Plane) -> Plane {
    var result = Plane(width: plane.height, height: plane.width)
    for y in 0..<plane.height {
      for x in 0..<plane.width { result.pixels[x * plane.height + y] = plane.pixels[y * plane.width + x] }
    }
    return result
  }

  /// The mean of each 3 × 3, since the paper has no corners.
  private static func smoothed(_ plane: Plane) -> Plane {
    var result = plane
    for y in 0..<plane.height {
      for x in 0..<plane.width {
        var (sum, count) = (0, 0)
        for row in max(0, y - 1)...min(plane.height - 1, y + 1) {
          for column in max(0, x - 1)...min(plane.width - 1, x + 1) {
            sum += Int(plane.pixels[row * plane.width + column])
            count += 1
          }
        }
        result.pixels[y * plane.width + x] = UInt8(sum / count)
      }
    }
    return result
  }
}
