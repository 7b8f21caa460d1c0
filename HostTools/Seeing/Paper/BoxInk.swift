// What is written in one box, cut out. Must never bring the box's lines along.

/// A box of the sheet and what is in it.
public struct SheetBox: Sendable {
  /// The digit that its row is for, 0 to 9.
  public let row: Int
  /// From the left, from 0.
  public let column: Int
  /// The ink, 0 none to 255 full, without the box's lines; nil if the box is empty.
  public let ink: Plane?
  /// Whether writing ends at the box's line, so that some may be missing.
  public let isCut: Bool
}

/// What is the same for a sheet's boxes.
struct InkScale {
  /// What bare paper has, and how much that varies, of 255.
  let floor: Int
  let noise: Int
  /// Pixels a millimetre.
  let density: Double
}

enum BoxInk {
  /// Less than a tenth of the paper's brightness is what pencils leave by smudging.
  private static let leastDarkness = 26
  /// In millimetres. Nobody writes a digit less high; a dot is smaller.
  private static let leastSize = 2.5
  /// In square millimetres; less is a grain, or a smudge.
  private static let leastArea = 0.25
  /// Of the ink, in hundredths: parts at the edge with less are of the neighbour, or of the line.
  private static let strayShare = 15

  /// In millimetres, from where a box is cut: so far a line may be from where it was found.
  private static let lineReach = 0.8

  /// - Parameter darkness: of each channel, of the box within its lines.
  static func ink(_ darkness: [Plane], _ scale: InkScale) -> (ink: Plane, isCut: Bool)? {
    let plane = combined(darkness, scale)
    let least = max(leastDarkness, 6 * scale.noise)
    guard let level = level(plane, above: least) else { return nil }
    let strong = max(least, level / 2)
    let weak = max(leastDarkness / 2, 3 * scale.noise, level * 3 / 10)
    var parts = InkParts(plane, above: weak)
    let cut = keep(&parts, plane, strong, scale.density)
    guard let bounds = parts.bounds,
      Double(max(bounds.width, bounds.height)) >= leastSize * scale.density
    else { return nil }
    return (toned(plane, parts, level), cut)
  }

  /// Weighed by how dark the ink is in each: blue ink hardly shows in blue.
  private static func combined(_ darkness: [Plane], _ scale: InkScale) -> Plane {
    var weights = [Int](repeating: 0, count: darkness.count)
    let first = darkness[0]
    for place in first.pixels.indices {
      var sum = 0
      for plane in darkness { sum += Int(plane.pixels[place]) }
      guard sum > darkness.count * (scale.floor + max(leastDarkness, 6 * scale.noise)) else { continue }
      for index in darkness.indices { weights[index] += Int(darkness[index].pixels[place]) }
    }
    if weights.allSatisfy({ $0 == 0 }) { weights = weights.map { _ in 1 } }
    let total = Int64(weights.reduce(0, +))
    var plane = first
    for place in first.pixels.indices {
      // A box that is all ink gives more than the 32 bits of a page's `Int`.
      var sum: Int64 = 0
      for index in darkness.indices { sum &+= Int64(weights[index]) &* Int64(darkness[index].pixels[place]) }
      plane.pixels[place] = UInt8(max(0, Int(sum / total) - scale.floor))
    }
    return plane
  }

  /// How dark the ink is: nine tenths of what is above `least` are lighter.
  private static func level(_ plane: Plane, above least: Int) -> Int? {
    var counts = [Int](repeating: 0, count: 256)
    for value in plane.pixels { counts[Int(value)] += 1 }
    let total = counts[min(255, least)...].reduce(0, +)
    var rest = total / 10
    for value in stride(from: 255, through: least, by: -1) where counts[value] > 0 {
      rest -= counts[value]
      if rest < 0 { return value }
    }
    return nil
  }

  /// Drops what isn't the digit's: faint parts, grains, and small ones at the edge.
  /// - Returns: whether what stays ends at the edge.
  private static func keep(_ parts: inout InkParts, _ plane: Plane, _ strong: Int, _ density: Double) -> Bool {
    let least = Int(leastArea * density * density)
    let whole = parts.parts.filter { $0.most >= strong }.reduce(0) { $0 + $1.area }
    var isCut = false
    for index in parts.parts.indices {
      let part = parts.parts[index]
      let isStray = part.edge > 0 && part.area * 100 < whole * strayShare
      if part.most < strong || part.area < least || isStray || isLine(part.bounds, plane, density) {
        parts.drop(index)
      } else if Double(part.edge) >= 0.5 * density {
        isCut = true
      }
    }
    return isCut
  }

  /// Whether the part keeps so close to a side that it is what is left of the box's line.
  private static func isLine(_ bounds: DarkPart, _ plane: Plane, _ density: Double) -> Bool {
    let close = Int(lineReach * density)
    return bounds.right < close || bounds.bottom < close || bounds.left >= plane.width - close
      || bounds.top >= plane.height - close
  }

  /// From a quarter of the ink's darkness to three quarters, as a bilevel scan reduced to greys has it.
  private static func toned(_ plane: Plane, _ parts: InkParts, _ level: Int) -> Plane {
    var result = Plane(width: plane.width, height: plane.height)
    for place in plane.pixels.indices where parts.isNear(place) {
      let value = (Int(plane.pixels[place]) * 4 - level) * 255 / (2 * level)
      result.pixels[place] = UInt8(min(255, max(0, value)))
    }
    return result
  }
}
