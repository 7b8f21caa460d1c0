// Pictures as people have them, PNG and JPEG in all their kinds, read upright and on white. Must never spend memory
// before the header has told how much.

import Support

public enum PictureFile {
  /// Of phones' cameras the largest that are common have 50 million. A result of colours takes 192 MB.
  public static let mostPixels = 64_000_000

  /// Reads a picture of any kind: palettes, 1 to 16 bits, alpha (on white), interlaced, progressive, CMYK.
  ///
  /// A picture of more than `mostPixels` is reduced by a whole factor on the way, each pixel the mean of a square; up to
  /// 20,000 × 20,000 pixels and somewhat more are read like this, in less than 500 MB.
  /// - Throws: `Failure` with the file's name, the place and the cause for what is damaged, cut off, too large or in
  ///   another format.
  public static func read(_ path: String, mostPixels: Int = PictureFile.mostPixels) throws -> ColourPicture {
    let (size, pixels, reading) = try assemble(path, samples: 3, mostPixels)
    return ColourPicture(width: size.width, height: size.height, pixels: pixels, reading: reading)
  }

  /// The same as grey, for which a third of the memory is enough.
  public static func readGrey(
    _ path: String, mostPixels: Int = PictureFile.mostPixels
  ) throws -> (picture: GreyPicture, reading: PictureReading) {
    let (size, pixels, reading) = try assemble(path, samples: 1, mostPixels)
    return (GreyPicture(width: size.width, height: size.height, pixels: pixels), reading)
  }

  private typealias Result = (size: (width: Int, height: Int), pixels: [UInt8], reading: PictureReading)

  private static func assemble(_ path: String, samples: Int, _ mostPixels: Int) throws -> Result {
    let file = try InputFile(path)
    let first = try file.read(atMost: PictureFormat.mostBytes)
    switch try PictureFormat(first, path) {
    case .png: return try assemble(PNGRows(file, first: first), samples, mostPixels)
    case .jpeg: return try assemble(JPEGRows(file, first: first), samples, mostPixels)
    }
  }

  private static func assemble(_ rows: some PictureRowSource, _ samples: Int, _ mostPixels: Int) throws -> Result {
    var rows = rows
    var assembly = PictureAssembly(
      width: rows.width, height: rows.height, samples: samples, rows.orientation, mostPixels: mostPixels)
    var row = [UInt8](repeating: 0, count: rows.width * rows.samples)
    var converted = [UInt8](repeating: 0, count: samples == rows.samples ? 0 : rows.width * samples)
    for y in 0..<rows.height {
      if y % 256 == 0 { try Interrupt.check() }
      try rows.next(&row)
      if samples == rows.samples {
        row.withUnsafeBufferPointer { assembly.add($0) }
      } else {
        convert(row, to: &converted, samples)
        converted.withUnsafeBufferPointer { assembly.add($0) }
      }
    }
    let reading = PictureReading(
      fileWidth: rows.width, fileHeight: rows.height, orientation: rows.orientation, reduction: assembly.reduction,
      frames: rows.frames)
    return (assembly.size, assembly.pixels, reading)
  }

  /// Grey to colours, or colours to grey.
  private static func convert(_ row: [UInt8], to converted: inout [UInt8], _ samples: Int) {
    if samples == 3 {
      for (x, grey) in row.enumerated() {
        for sample in 0..<3 { converted[3 * x + sample] = grey }
      }
    } else {
      for x in converted.indices { converted[x] = GreyPicture.grey(row[3 * x], row[3 * x + 1], row[3 * x + 2]) }
    }
  }
}
