// The predictor's parameters as a file, and the model that comes with the project. Must never pass on a model that the
// firmware's predictor can't run.

import Essentials
import Firmware

public struct GlyphModel: Equatable, Sendable {
  /// "MNISTMDL", the version in two bytes, two of zero, the CRC-32 of the rest; little endian.
  static let magic = "MNISTMDL".bytes
  static let headerSize = 16

  /// `GlyphModelLayout.size` bytes.
  public let bytes: [UInt8]

  /// - Precondition: `GlyphModelLayout.size` bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == GlyphModelLayout.size)
    self.bytes = bytes
  }

  /// - Parameters:
  ///   - file: every byte of a model's file.
  ///   - name: what a `Failure` calls it.
  public init(file: [UInt8], named name: String) throws(Failure) {
    guard file.count >= Self.headerSize, file.starts(with: Self.magic) else {
      throw Failure(
        file: name, offset: 0, "it does not begin with MNISTMDL: not a model",
        advice: "`mnist-clock glyphs build --train --save-model FILE` makes one; without --model that of MNIST is taken"
      )
    }
    let version = Int(file[8]) | Int(file[9]) << 8
    guard version == GlyphModelLayout.version else {
      throw Failure(
        file: name, offset: 8, "model version \(version); this firmware runs version \(GlyphModelLayout.version)",
        advice: "`mnist-clock glyphs build --train --save-model FILE` makes a new one")
    }
    let damaged = "Copy it again; `mnist-clock glyphs build --train --save-model FILE` makes a new one"
    guard file.count == Self.headerSize + GlyphModelLayout.size else {
      throw Failure(
        file: name, offset: file.count,
        "a model takes \((Self.headerSize + GlyphModelLayout.size).grouped) bytes, but there are \(file.count.grouped)",
        advice: damaged)
    }
    let contents = Array(file[Self.headerSize...])
    let stored = file[12..<16].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard CRC32.of(contents.span) == stored else {
      throw Failure(file: name, offset: 12, "the model is damaged: its CRC-32 is wrong", advice: damaged)
    }
    bytes = contents
  }
}

/// The bytes of `value`, lowest first.
func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
