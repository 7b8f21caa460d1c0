// What is wrong with a model's file, in words. Must never say less than the byte, the cause and what to do next.

import Essentials
import Firmware

extension ReaderModelError {
  private typealias Layout = ReaderModelLayout

  /// The faulty byte of the file.
  var offset: Int {
    switch self {
    case .wrongMagic: 0
    case .noHeader(let available): available
    case .unknownVersion: Layout.versionOffset
    case .wrongSize(let stored, let available):
      stored < Layout.headerSize ? Layout.sizeOffset : min(Int(clamping: stored), available)
    case .sizeMismatch: Layout.sizeOffset
    case .checksum: Layout.checksumOffset
    case .layerCount: Layout.layerCountOffset
    case .shape(let layer), .scratch(let layer, _): Layout.headerSize + layer * Layout.shapeSize
    case .notTenOutputs: Layout.headerSize
    }
  }

  func explanation(_ bytes: [UInt8]) -> String {
    switch self {
    case .noHeader(let available):
      "it ends after \(available) bytes, within the header of \(Layout.headerSize)"
    case .wrongMagic: "it does not begin with MNISTRDR: not a model that reads digits" + ReaderModelError.kind(bytes)
    case .unknownVersion(let version):
      "model version \(version); this program reads version \(Layout.version)"
    case .wrongSize(let stored, let available):
      stored > available
        ? "it ends after \(available.grouped) bytes of \(stored.grouped)"
        : "it says that it has \(stored.grouped) bytes, but there are \(available.grouped)"
    case .checksum(let stored, let computed):
      "the model is damaged: its CRC-32 is \(hex(stored)), but its bytes give \(hex(computed))"
    case .layerCount(let count): "it has \(count) layers; from 1 to \(Layout.largestLayerCount) are possible"
    case .shape(let layer):
      "layer \(layer + 1) has a kernel that is larger than its input, or fewer than \(Layout.leastOutputs) outputs, or "
        + "pools otherwise than by 1 or 2"
    case .scratch(let layer, let needed):
      "layer \(layer + 1) needs \(needed.grouped) bytes of memory; the reader has \(DigitReader.scratchSize.grouped)"
    case .notTenOutputs: "its last layer doesn't give one number for each digit"
    case .sizeMismatch(let stored, let computed):
      "it says that it has \(stored.grouped) bytes, but its layers take \(computed.grouped)"
        + (computed > stored ? " or more" : "")
    }
  }

  var advice: String {
    switch self {
    case .checksum, .noHeader, .wrongSize: "Copy it again; `mnist-clock learn --save FILE` makes a new one"
    default: "`mnist-clock learn --save FILE` makes such a model"
    }
  }

  /// The project's other files that might be taken for one.
  private static func kind(_ bytes: [UInt8]) -> String {
    if bytes.starts(with: "MNISTMDL".bytes) { return ", but one that packs the clock's glyphs" }
    if bytes.starts(with: "MNISTGLY".bytes) { return ", but a glyph partition" }
    if bytes.starts(with: "MNISTLRN".bytes) { return ", but how far a training got; its model lies beside it" }
    return ""
  }

  private func hex(_ value: UInt32) -> String { String(value, radix: 16).leftPadded(to: 8, with: "0") }
}
