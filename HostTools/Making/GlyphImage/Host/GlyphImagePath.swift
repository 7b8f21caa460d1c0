// A partition image read from a file. Must never read more than the image.

import Firmware
import Support

extension GlyphImageFile {
  /// - Throws: a `Failure` that names the file, the byte and what is wrong there.
  public init(path: String) throws {
    let file = try InputFile(path)
    let header = try file.read(atMost: GlyphTableLayout.headerSize)
    try self.init(bytes: header + file.read(atMost: Self.promised(header) - header.count), named: path)
  }

  /// The size that a valid header gives: nothing after it is read, which may be the rest of a partition dump, or an
  /// endless device.
  private static func promised(_ header: [UInt8]) -> Int {
    let magic = GlyphTableLayout.magic
    guard header.count == GlyphTableLayout.headerSize, magic.indices.allSatisfy({ header[$0] == magic[$0] }) else {
      return header.count
    }
    let size = header[GlyphTableLayout.totalSizeOffset..<GlyphTableLayout.totalSizeOffset + 4]
    return max(header.count, size.reversed().reduce(0) { $0 << 8 | Int($1) })
  }
}
