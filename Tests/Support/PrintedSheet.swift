// The sheet as poppler prints it: what a scanner would see. Must never know where anything is on it.

import Foundation
import Support

package struct PrintedSheet {
  package var width: Int
  package var height: Int
  /// Rows from the top, 0 black to 255 white.
  package var grey: [UInt8]

  package init(width: Int, height: Int, fill: UInt8 = 255) {
    (self.width, self.height) = (width, height)
    grey = [UInt8](repeating: fill, count: width * height)
  }

  /// - Parameter resolution: pixels an inch.
  package init(pdf: [UInt8], resolution: Int) throws {
    let folder = try TemporaryFolder()
    try Files.write(pdf, to: folder.path + "/sheet.pdf")
    try PrintedSheet.poppler(
      "pdftoppm", ["-r", "\(resolution)", "-gray", "-singlefile", "sheet.pdf", "sheet"], in: folder.path)
    // PGM: P5, the sides, 255, each followed by one white character.
    let bytes = try Files.read(folder.path + "/sheet.pgm")
    let words = bytes.prefix(40).split(separator: 10, maxSplits: 3)
    let sides = words[1].split(separator: 32).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    (width, height) = (sides[0], sides[1])
    grey = Array(bytes.suffix(width * height))
  }

  /// Runs one of poppler's tools, which complain about a faulty PDF without failing.
  @discardableResult
  package static func poppler(_ tool: String, _ arguments: [String], in folder: String) throws -> String {
    let result = try ChildProcess.run("env", ["-C", folder, tool] + arguments)
    guard result.status == 0, result.errors.isEmpty else {
      throw Failure("\(tool): \(result.errors)", advice: "`HostTools/install-packages tests` installs poppler")
    }
    return result.output
  }

  /// Turned to the right by quarters.
  package func turned(_ quarters: Int) -> PrintedSheet {
    guard quarters > 0 else { return self }
    var sheet = PrintedSheet(width: height, height: width)
    for y in 0..<height { for x in 0..<width { sheet.grey[x * height + height - 1 - y] = grey[y * width + x] } }
    return sheet.turned(quarters - 1)
  }

  package mutating func fill(_ columns: Range<Int>, _ rows: Range<Int>, _ value: UInt8) {
    for y in rows { for x in columns { grey[y * width + x] = value } }
  }

  /// Each pixel the mean of a square of 2 · `reach` + 1.
  package func blurred(_ reach: Int) -> PrintedSheet {
    blurredAcross(reach).turned(1).blurredAcross(reach).turned(3)
  }

  private func blurredAcross(_ reach: Int) -> PrintedSheet {
    var result = self
    for y in 0..<height {
      let row = grey[y * width..<(y + 1) * width].map(Int.init)
      for x in 0..<width {
        let near = row[max(0, x - reach)...min(width - 1, x + reach)]
        result.grey[y * width + x] = UInt8(near.reduce(0, +) / near.count)
      }
    }
    return result
  }

  /// On a grey table that is so much wider on every side.
  package func onTable(_ margin: Int) -> PrintedSheet {
    var table = PrintedSheet(width: width + 2 * margin, height: height + 2 * margin, fill: 90)
    for y in 0..<height {
      for x in 0..<width { table.grey[(y + margin) * table.width + x + margin] = grey[y * width + x] }
    }
    return table
  }
}
