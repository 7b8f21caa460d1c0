// The connected dark parts of a picture under uneven light. Must never know what they are parts of.

/// One connected part: how many pixels, and the rectangle around them. In 12 bytes, since a picture of noise has
/// hundreds of thousands; a photograph's sides have no more than 15 bits.
struct DarkPart {
  private var pixels: UInt32 = 0
  private var least: (x: UInt16, y: UInt16) = (.max, .max)
  private var most: (x: UInt16, y: UInt16) = (0, 0)

  mutating func take(_ x: Int, _ y: Int) {
    let (x, y) = (UInt16(truncatingIfNeeded: x), UInt16(truncatingIfNeeded: y))
    pixels += 1
    least = (min(least.x, x), min(least.y, y))
    most = (max(most.x, x), max(most.y, y))
  }

  var area: Int { Int(pixels) }
  var left: Int { Int(least.x) }
  var top: Int { Int(least.y) }
  var right: Int { Int(most.x) }
  var bottom: Int { Int(most.y) }
  var width: Int { right - left + 1 }
  var height: Int { bottom - top + 1 }

  func surrounds(_ other: DarkPart) -> Bool {
    other.left > left && other.right < right && other.top > top && other.bottom < bottom
  }
}

struct DarkParts {
  let width: Int
  let height: Int
  /// For each pixel 0, or 1 + the number of its part. A dark pixel alone is none: a picture of fine checks has millions,
  /// and the least part of a mark has ten.
  let labels: [UInt32]
  let parts: [DarkPart]

  /// The mean is of a square of this share of the longer side, several times a mark's size.
  private static let windowShare = 14

  /// - Parameter share: dark is what has less than these hundredths of the mean around it.
  init(_ grey: Plane, share: Int) {
    (width, height) = (grey.width, grey.height)
    var labels = [UInt32](repeating: 0, count: width * height)
    let (numbers, count) = DarkParts.label(DarkParts.dark(grey, share), width, height, &labels)
    var parts = [DarkPart](repeating: DarkPart(), count: count)
    labels.withUnsafeMutableBufferPointer { labels in
      var place = 0
      for y in 0..<grey.height {
        for x in 0..<grey.width {
          defer { place += 1 }
          labels[place] = numbers[Int(labels[place])]
          guard labels[place] > 0 else { continue }
          parts[Int(labels[place]) - 1].take(x, y)
        }
      }
    }
    (self.labels, self.parts) = (labels, parts)
  }

  func label(_ x: Int, _ y: Int) -> UInt32 {
    (0..<width).contains(x) && (0..<height).contains(y) ? labels[y * width + x] : 0
  }

  /// 1 for each dark pixel.
  private static func dark(_ grey: Plane, _ share: Int) -> [UInt8] {
    let (width, height) = (grey.width, grey.height)
    let radius = max(8, max(width, height) / (2 * windowShare))
    var dark = [UInt8](repeating: 0, count: width * height)
    // Sums of columns over the window's rows, moved down row by row.
    var columns = [Int](repeating: 0, count: width)
    for y in 0..<min(radius, height) { for x in 0..<width { columns[x] += Int(grey.pixels[y * width + x]) } }
    grey.pixels.withUnsafeBufferPointer { pixels in
      dark.withUnsafeMutableBufferPointer { dark in
        columns.withUnsafeMutableBufferPointer { columns in
          for y in 0..<height {
            if y + radius < height { for x in 0..<width { columns[x] += Int(pixels[(y + radius) * width + x]) } }
            if y - radius > 0 { for x in 0..<width { columns[x] -= Int(pixels[(y - radius - 1) * width + x]) } }
            let rows = min(y + radius, height - 1) - max(y - radius, 0) + 1
            var sum = 0
            for x in 0..<min(radius, width) { sum += columns[x] }
            for x in 0..<width {
              if x + radius < width { sum += columns[x + radius] }
              if x - radius > 0 { sum -= columns[x - radius - 1] }
              let count = rows * (min(x + radius, width - 1) - max(x - radius, 0) + 1)
              // With 12 million pixels this no longer fits the 32 bits of a page's `Int`, but 64 in any case.
              let darkness = Int64(pixels[y * width + x]) &* Int64(count) &* 100
              if darkness < Int64(sum) &* Int64(share) { dark[y * width + x] = 1 }
            }
          }
        }
      }
    }
    return dark
  }

  /// Parts are connected by edges, not by corners: a blurred mark's border and middle touch by corners first.
  /// - Parameter labels: becomes a label for each dark pixel.
  /// - Returns: for each label its part's number, and how many parts there are.
  private static func label(
    _ dark: [UInt8], _ width: Int, _ height: Int, _ labels: inout [UInt32]
  ) -> (numbers: [UInt32], count: Int) {
    var union: [UInt32] = [0]
    dark.withUnsafeBufferPointer { dark in
      labels.withUnsafeMutableBufferPointer { labels in
        for y in 0..<height {
          for x in 0..<width where dark[y * width + x] == 1 {
            let place = y * width + x
            let before = x > 0 ? labels[place - 1] : 0
            let above = y > 0 ? labels[place - width] : 0
            if before == 0, above == 0 {
              let goesOn = x + 1 < width && dark[place + 1] == 1 || y + 1 < height && dark[place + width] == 1
              guard goesOn else { continue }
              labels[place] = UInt32(union.count)
              union.append(UInt32(union.count))
            } else if before > 0, above > 0, before != above {
              let (first, second) = (root(&union, before), root(&union, above))
              union[Int(max(first, second))] = min(first, second)
              labels[place] = min(first, second)
            } else {
              labels[place] = max(before, above)
            }
          }
        }
      }
    }
    let count = number(&union)
    return (union, count)
  }

  /// Gives each label its part's number, from 1, in place of a label before it.
  /// - Returns: how many parts there are.
  private static func number(_ union: inout [UInt32]) -> Int {
    var count: UInt32 = 0
    for label in union.indices.dropFirst() {
      if Int(union[label]) == label {
        count += 1
        union[label] = count
      } else {
        // That has its number already.
        union[label] = union[Int(union[label])]
      }
    }
    return Int(count)
  }

  private static func root(_ union: inout [UInt32], _ label: UInt32) -> UInt32 {
    var label = label
    while union[Int(label)] != label {
      union[Int(label)] = union[Int(union[Int(label)])]
      label = union[Int(label)]
    }
    return label
  }
}
