// A few drawn digits as an image, and what a panel shows of each. Must never be taken for handwriting.

import Digits
import Firmware
import GlyphImage

public final class SimulatedGlyphs {
  public let image: [UInt8]
  private let table: GlyphTable
  private var reader = GlyphReader()
  private var visiblePictures: [UInt64: [UInt8]] = [:]
  private var greyPictures: [UInt64: [UInt8]] = [:]

  /// - Parameter countPerDigit: packed, 196 bytes each.
  public init(countPerDigit: Int = 5) throws {
    let bytes = try GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: countPerDigit))
    table = try GlyphTable(checking: bytes.span)
    image = bytes
  }

  private func glyph(_ id: GlyphID) -> Glyph? {
    let bytes = image
    return try? reader.read(id, table, in: bytes.span)
  }

  private func key(_ id: GlyphID, _ style: GlyphStyle) -> UInt64 {
    UInt64(style.rawValue) << 40 | UInt64(id.digit) << 32 | UInt64(id.number)
  }

  /// 5,000 bytes as in `PanelModel.visible`; empty for a glyph that doesn't exist.
  func visible(_ id: GlyphID, _ style: GlyphStyle) -> [UInt8] {
    if let known = visiblePictures[key(id, style)] { return known }
    guard let glyph = glyph(id) else { return [] }
    var frame = Frame()
    frame.draw(glyph, style)
    let bytes = frame.bytes.indices.map { frame.bytes[$0] }
    visiblePictures[key(id, style)] = bytes
    return bytes
  }

  /// 40,000 pixels, 0 white to 3 black; empty for a glyph that doesn't exist.
  func darknesses(_ id: GlyphID, _ style: GlyphStyle) -> [UInt8] {
    if let known = greyPictures[key(id, style)] { return known }
    guard let glyph = glyph(id) else { return [] }
    var upper = Frame()
    var lower = Frame()
    upper.draw(glyph, style, bit: 1)
    lower.draw(glyph, style, bit: 0)
    let pixels = (0..<8 * upper.bytes.count).map { pixel -> UInt8 in
      let shift = UInt8(7 - pixel % 8)
      return (upper.bytes[pixel / 8] >> shift & 1) * 2 | (lower.bytes[pixel / 8] >> shift & 1)
    }
    greyPictures[key(id, style)] = pixels
    return pixels
  }

  /// Whether the nearest of the four greys is the intended one for each pixel.
  /// `levels` are as in `PanelModel.reflectance`, `darknesses` as returned here.
  static func isAsDark(_ levels: [UInt16], _ darknesses: [UInt8]) -> Bool {
    guard levels.count == darknesses.count else { return false }
    // The light grey was measured at 0.55 of the way from black to white, the dark one at 0.20.
    let edges: [UInt16] = [1_024, 793, 384, 103, 0]
    for pixel in 0..<levels.count {
      let darkness = Int(darknesses[pixel])
      guard levels[pixel] >= edges[darkness + 1], levels[pixel] < edges[darkness] else { return false }
    }
    return true
  }
}
