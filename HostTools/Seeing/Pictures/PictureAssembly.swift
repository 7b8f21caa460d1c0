// Rows put together as an upright picture, reduced on the way if it is too large. Must never hold more than the result
// and a row.

struct PictureAssembly {
  private let width: Int
  private let height: Int
  private let samples: Int
  private let orientation: PictureOrientation
  let reduction: Int
  /// Of the result before it is turned.
  private let columns: Int
  private let rows: Int
  private(set) var pixels: [UInt8]
  /// Of the rows that become one.
  private var sums: [UInt32]
  private var reduced: [UInt8]
  private var y = 0

  /// - Parameter samples: 1 for grey, 3 for colours, of the rows and of the result.
  init(width: Int, height: Int, samples: Int, _ orientation: PictureOrientation, mostPixels: Int) {
    func parts(_ side: Int, _ factor: Int) -> Int { (side + factor - 1) / factor }
    var factor = 1
    while parts(width, factor) * parts(height, factor) > mostPixels { factor += 1 }
    (self.width, self.height, self.samples, self.orientation, reduction) = (width, height, samples, orientation, factor)
    (columns, rows) = (parts(width, factor), parts(height, factor))
    pixels = [UInt8](repeating: 0, count: columns * rows * samples)
    sums = [UInt32](repeating: 0, count: factor == 1 ? 0 : columns * samples)
    reduced = [UInt8](repeating: 0, count: factor == 1 ? 0 : columns * samples)
  }

  var size: (width: Int, height: Int) { orientation.isTurned ? (rows, columns) : (columns, rows) }

  mutating func add(_ row: UnsafeBufferPointer<UInt8>) {
    guard reduction > 1 else {
      place(row, y)
      y += 1
      return
    }
    for x in 0..<width {
      let target = x / reduction * samples
      for sample in 0..<samples { sums[target + sample] += UInt32(row[x * samples + sample]) }
    }
    y += 1
    guard y % reduction == 0 || y == height else { return }
    let tall = (y - 1) % reduction + 1
    for column in 0..<columns {
      let count = UInt32(tall * min(reduction, width - column * reduction))
      for sample in column * samples..<(column + 1) * samples {
        reduced[sample] = UInt8((sums[sample] + count / 2) / count)
        sums[sample] = 0
      }
    }
    // Taken out, since the row and the result belong to one value.
    let line = reduced
    line.withUnsafeBufferPointer { place($0, (y - 1) / reduction) }
  }

  private mutating func place(_ row: UnsafeBufferPointer<UInt8>, _ y: Int) {
    let start = orientation.place(0, y, width: columns, height: rows)
    let second = orientation.place(1, y, width: columns, height: rows)
    let line = size.width
    let step = ((second.y - start.y) * line + second.x - start.x) * samples
    var target = (start.y * line + start.x) * samples
    pixels.withUnsafeMutableBufferPointer { pixels in
      for column in 0..<columns {
        for sample in 0..<samples { pixels[target + sample] = row[column * samples + sample] }
        target += step
      }
    }
  }
}
