// The predictor's parameters in a file, and the model that comes with the project. Must never decide whether a model is
// good: `GlyphModel` does.

import Firmware
import Foundation
import Support

extension GlyphModel {
  public init(path: String) throws { try self.init(file: Files.read(path), named: path) }

  /// Every byte of its file.
  public var file: [UInt8] {
    let version = GlyphModelLayout.version
    let header = Self.magic + [UInt8(truncatingIfNeeded: version), UInt8(version >> 8), 0, 0]
    return header + littleEndian(CRC32.of(bytes.span)) + bytes
  }

  public func write(_ output: OutputFile) throws { try output.write(file) }

  /// Trained on all of MNIST.
  public static func standard() throws -> GlyphModel {
    guard let path = Bundle.module.path(forResource: "mnist", ofType: "model") else {
      throw Failure("the model that belongs beside this program is missing", advice: "Build it again")
    }
    return try GlyphModel(path: path)
  }
}
