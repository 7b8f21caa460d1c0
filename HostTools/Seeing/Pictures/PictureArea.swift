// The part of a picture that an APNG's frame draws. Must never be empty.

import CZlib

struct PictureArea {
  let columns: Range<Int>
  let rows: Range<Int>

  init(all picture: GreyPicture) {
    (columns, rows) = (0..<picture.width, 0..<picture.height)
  }

  /// The smallest area that holds all differences between two pictures of the same size; nil if they are equal.
  init?(changedFrom old: GreyPicture, to new: GreyPicture) {
    let width = new.width
    let changedRows = (0..<new.height).filter { row in
      let pixels = row * width..<(row + 1) * width
      return old.pixels[pixels] != new.pixels[pixels]
    }
    guard let top = changedRows.first, let bottom = changedRows.last else { return nil }
    var (left, right) = (width, 0)
    for row in changedRows {
      let start = row * width
      if let column = (0..<left).first(where: { old.pixels[start + $0] != new.pixels[start + $0] }) {
        left = column
      }
      if let column = (right..<width).last(where: { old.pixels[start + $0] != new.pixels[start + $0] }) {
        right = column + 1
      }
    }
    (columns, rows) = (left..<right, top..<bottom + 1)
  }

  /// Width, height and place, as in a frame's header.
  var header: [UInt8] {
    [columns.count, rows.count, columns.lowerBound, rows.lowerBound].flatMap(bigEndian)
  }

  /// The area's pixels as PNG stores them.
  func deflated(_ picture: GreyPicture) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(rows.count * (columns.count + 1))
    for row in rows {
      let start = row * picture.width
      lines.append(0)
      lines += picture.pixels[start + columns.lowerBound..<start + columns.upperBound]
    }
    var size = compressBound(UInt(lines.count))
    var stream = [UInt8](repeating: 0, count: Int(size))
    let code = compress2(&stream, &size, lines, UInt(lines.count), Z_BEST_COMPRESSION)
    // It fails only when out of memory, where Swift ends too.
    precondition(code == Z_OK, "zlib has no memory")
    return Array(stream.prefix(Int(size)))
  }
}
