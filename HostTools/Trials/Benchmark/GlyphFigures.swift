// What the digits take: in our image, part by part, and with the compressors that everybody has. Must never compare
// results from different digits.

import CZlib
import Digits
import Dispatch
import Firmware
import Foundation
import GlyphImage
import Support

public enum GlyphFigures {
  /// - Parameter progress: as for `GlyphImageBuilder.build`.
  public static func measure(_ digits: DigitSet, progress: (Int) -> Void) throws -> [Figure] {
    let start = ContinuousClock.now
    let image = try GlyphImageFile(
      bytes: GlyphImageBuilder(.predicted(.standard())).build(digits, progress: progress), named: "the image in memory")
    let seconds = start.duration(to: .now) / .seconds(1)
    let packed = (0..<digits.count).map { pack(GlyphImageBuilder.levels(digits.image($0))) }
    let table = image.table
    func each(_ name: String, _ title: String, _ bytes: Int, _ comparison: String = "") -> Figure {
      Figure(name, title, Double(bytes) / Double(digits.count), comparison)
    }
    let checksums = table.blockCount * GlyphTableLayout.blockChecksumSize
    let index = 2 * table.blockCount + GlyphTableLayout.headerSize
    return try [
      Figure("digits", "digits", Double(digits.count)),
      each("packed", "bytes a glyph, packed", packed.reduce(0) { $0 + $1.count }, "the clock of 2020"),
      each("deflate_each", "deflate, each glyph alone (zlib, level 9, raw)", deflated(packed)),
      each("deflate_all", "deflate over all (gzip -9)", compressed(packed, "gzip", ["-9"])),
      each("xz_all", "xz over all (xz -9e)", compressed(packed, "xz", ["-9e"])),
      each("image", "our image, all of it", image.bytes.count, "at most 21.5, target 20"),
      each("model", "  of which the model", table.modelSize),
      each("index", "  header and index", index),
      each("checks", "  checks", checksums),
      each("streams", "  surprises", image.bytes.count - table.modelSize - checksums - index),
      Figure("image_bytes", "bytes of the image", Double(image.bytes.count), "at most 1,505,000 for all of MNIST"),
      Figure(
        "build_seconds", "seconds to build it and read it back, this machine's \(cores) cores", seconds,
        "at most 60 on 2"),
    ]
  }

  private static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  private static func pack(_ levels: [UInt8]) -> [UInt8] {
    stride(from: 0, to: levels.count, by: 4).map { first in
      levels[first] << 6 | levels[first + 1] << 4 | levels[first + 2] << 2 | levels[first + 3]
    }
  }

  private static func deflated(_ glyphs: [[UInt8]]) throws -> Int {
    var buffer = [UInt8](repeating: 0, count: 1_024)
    return try glyphs.reduce(0) { sum, glyph in
      var stream = z_stream()
      let opened = deflateInit2_(
        &stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
      defer { deflateEnd(&stream) }
      var glyph = glyph
      let end = glyph.withUnsafeMutableBufferPointer { input in
        buffer.withUnsafeMutableBufferPointer { output in
          stream.next_in = input.baseAddress
          stream.avail_in = UInt32(input.count)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          return deflate(&stream, Z_FINISH)
        }
      }
      guard opened == Z_OK, end == Z_STREAM_END else { throw Failure("zlib can't compress a glyph") }
      return sum + Int(stream.total_out)
    }
  }

  private static func compressed(_ glyphs: [[UInt8]], _ tool: String, _ options: [String]) throws -> Int {
    let folder = try TemporaryFolder()
    let path = folder.path + "/glyphs"
    try Files.write(glyphs.flatMap { $0 }, to: path)
    let result = try ChildProcess.run(tool, options + [path])
    guard result.status == 0 else { throw Failure("\(tool) failed: \(result.errors)") }
    let suffix = tool == "gzip" ? ".gz" : ".xz"
    return try Files.read(path + suffix).count
  }
}
