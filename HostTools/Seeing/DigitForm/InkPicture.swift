// Ink on paper, before it is a digit of 28 × 28 pixels: cut along its bounds and scaled. Must never blur more than a
// smaller picture has to.

struct InkPicture {
  let width: Int
  let height: Int
  /// Rows from the top, 0 paper to 255 ink.
  var pixels: [UInt8]

  /// A pixel of at least a quarter ink belongs to the digit; a paler one around it is the edge's blur.
  static let leastInk: UInt8 = 64

  /// The least rectangle with all pixels of at least this much ink; nil without any.
  func bounds(from least: UInt8) -> (columns: Range<Int>, rows: Range<Int>)? {
    var (left, right, top, bottom) = (width, -1, height, -1)
    for y in 0..<height {
      for x in 0..<width where pixels[y * width + x] >= least {
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = y
      }
    }
    return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
  }

  /// Cut along its ink; as it is where there is none.
  func cropped() -> InkPicture {
    guard let (columns, rows) = bounds(from: InkPicture.leastInk) else { return self }
    var cut: [UInt8] = []
    cut.reserveCapacity(columns.count * rows.count)
    for y in rows { cut += pixels[y * width + columns.lowerBound..<y * width + columns.upperBound] }
    return InkPicture(width: columns.count, height: rows.count, pixels: cut)
  }

  /// How much ink there is, and its moments on both axes, each pixel's place counted from 0.
  var mass: (all: Int, x: Int, y: Int) {
    var (all, atX, atY) = (0, 0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let ink = Int(pixels[y * width + x])
        all += ink
        atX += ink * x
        atY += ink * y
      }
    }
    return (all, atX, atY)
  }

  /// So that its longer side is `length`: each pixel is the mean of what it covers, parts of pixels by their part. Its
  /// darkest pixel is full ink, as in all of MNIST's, of which none has less than 254: or a thin pen's digit would be
  /// a shadow.
  func scaled(to length: Int) -> InkPicture {
    let long = max(width, height)
    let columns = max(1, (2 * width * length + long) / (2 * long))
    let rows = max(1, (2 * height * length + long) / (2 * long))
    // In units of which `columns` make a pixel's width here, and `width` one there, and so downwards.
    var sums = [UInt64](repeating: 0, count: columns * rows)
    var line = [UInt64](repeating: 0, count: columns)
    for y in 0..<height {
      for column in 0..<columns { line[column] = 0 }
      for x in 0..<width where pixels[y * width + x] > 0 {
        InkPicture.spread(x, over: columns, of: width) { line[$0] += UInt64($1) * UInt64(pixels[y * width + x]) }
      }
      InkPicture.spread(y, over: rows, of: height) { row, part in
        for column in 0..<columns { sums[row * columns + column] += UInt64(part) * line[column] }
      }
    }
    let most = max(1, sums.max() ?? 1)
    return InkPicture(width: columns, height: rows, pixels: sums.map { UInt8(($0 * 255 + most / 2) / most) })
  }

  /// Which of `parts` equal parts of `all` pixels pixel `index` lies in, and by how much.
  private static func spread(_ index: Int, over parts: Int, of all: Int, _ take: (Int, Int) -> Void) {
    let (start, end) = (index * parts, (index + 1) * parts)
    var part = start / all
    while part * all < end {
      take(part, min(end, (part + 1) * all) - max(start, part * all))
      part += 1
    }
  }

  /// So many times as wide and high, with straight lines between the pixels' middles: a digit of a few pixels, as those
  /// of 8 × 8 that come with scikit-learn, must not become steps.
  func enlarged(by factor: Int) -> InkPicture {
    var large = InkPicture(
      width: width * factor, height: height * factor,
      pixels: [UInt8](repeating: 0, count: width * height * factor * factor))
    // The places of the pixels' middles, in halves of the new ones.
    func neighbours(_ place: Int, _ count: Int) -> (first: Int, second: Int, part: Int) {
      let halves = 2 * place + 1 - factor
      let first = halves < 0 ? -1 : halves / (2 * factor)
      return (max(0, first), min(count - 1, first + 1), halves - first * 2 * factor)
    }
    for y in 0..<large.height {
      let rows = neighbours(y, height)
      for x in 0..<large.width {
        let columns = neighbours(x, width)
        func mix(_ row: Int) -> Int {
          Int(pixels[row * width + columns.first]) * (2 * factor - columns.part)
            + Int(pixels[row * width + columns.second]) * columns.part
        }
        let sum = mix(rows.first) * (2 * factor - rows.part) + mix(rows.second) * rows.part
        large.pixels[y * large.width + x] = UInt8((sum + 2 * factor * factor) / (4 * factor * factor))
      }
    }
    return large
  }
}
