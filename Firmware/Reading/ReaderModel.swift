// A network that reads digits as it is stored: its layers, and where the bytes of each are. FORMAT.md gives every byte.
// Must never trust a byte that it hasn't checked, nor take more memory than the scratch that it asks for.

/// Where the header's fields are, in bytes from the start; integers are little endian.
public enum ReaderModelLayout {
  public static var magic: [8 of UInt8] { [0x4D, 0x4E, 0x49, 0x53, 0x54, 0x52, 0x44, 0x52] }  // "MNISTRDR"
  public static var version: UInt16 { 1 }

  public static var versionOffset: Int { 8 }
  public static var layerCountOffset: Int { 10 }
  public static var sizeOffset: Int { 12 }
  public static var sharpnessOffset: Int { 16 }
  public static var checksumOffset: Int { 20 }
  public static var headerSize: Int { 24 }
  /// Of a layer's shape, after the header.
  public static var shapeSize: Int { 4 }

  /// More than a network of `largestLayerCount` is asked for by nobody.
  public static var largestLayerCount: Int { 8 }
  /// What `DigitReader` computes at once: fewer outputs than that aren't a layer.
  public static var leastOutputs: Int { 4 }
  /// The side of the picture that is read.
  public static var side: Int { 28 }
}

public enum ReaderModelError: Error, Equatable {
  /// There are fewer bytes than a header has.
  case noHeader(available: Int)
  case wrongMagic
  case unknownVersion(UInt16)
  /// The header tells another size than there are bytes.
  case wrongSize(stored: UInt32, available: Int)
  case checksum(stored: UInt32, computed: UInt32)
  /// No layers, or too many.
  case layerCount(UInt8)
  /// A kernel that is larger than its input, too few outputs, or no such pooling.
  case shape(layer: Int)
  /// A layer's inputs, outputs and what lies between them don't fit the scratch.
  case scratch(layer: Int, needed: Int)
  /// The last layer doesn't give ten numbers.
  case notTenOutputs
  /// The layers' bytes add up to another size.
  case sizeMismatch(stored: Int, computed: Int)
}

/// A convolution without a border, the largest of each square of outputs where it pools, and their rounding to 0...255.
/// A layer in which each output sees every input has a kernel as large as its input.
public struct ReaderLayer: Sendable {
  public let inputs: Int
  /// Of the input, in pixels; it is square, like the kernel and the output.
  public let side: Int
  public let outputs: Int
  public let kernel: Int
  /// 1: every output goes on; 2: the largest of each 2 × 2, without an odd last row and column.
  public let pool: Int
  /// Of the convolution, before pooling.
  public var convolvedSide: Int { side &- kernel &+ 1 }
  public var outputSide: Int { convolvedSide / pool }

  /// Offsets in the model: an Int32 for each output, where there is one, and weights [output][row][column][input].
  public let offsets: Int
  public let factors: Int
  public let weights: Int

  /// Weights of an output.
  var weightCount: Int { kernel &* kernel &* inputs }

  // In bytes of the scratch.
  var inputSize: Int { inputs &* side &* side }
  var outputSize: Int { outputs &* outputSide &* outputSide }
  /// What the kernel covers at each place that is computed at once: none where it covers the whole input.
  var gatheredSize: Int { convolvedSide == 1 ? 0 : 2 &* pool &* weightCount }
}

/// A checked model. A value separate from its bytes: each reading is given them again.
public struct ReaderModel: Sendable {
  public private(set) var layers: [8 of ReaderLayer]
  public let layerCount: Int
  /// From a difference of the last layer's outputs to one of binary logarithms, in 1/256 · 2^-32.
  public let sharpness: Int32

  /// Checks everything but what the weights mean.
  public init(checking bytes: Span<UInt8>) throws(ReaderModelError) {
    typealias Layout = ReaderModelLayout
    guard bytes.count >= Layout.headerSize else { throw .noHeader(available: bytes.count) }
    let magic = Layout.magic
    for offset in magic.indices where bytes[offset] != magic[offset] { throw .wrongMagic }
    // Before anything that another version might mean differently.
    let version = bytes.littleEndian16(at: Layout.versionOffset)
    guard version == Layout.version else { throw .unknownVersion(version) }
    let size = bytes.littleEndian32(at: Layout.sizeOffset)
    guard size == UInt32(truncatingIfNeeded: bytes.count) else {
      throw .wrongSize(stored: size, available: bytes.count)
    }
    let stored = bytes.littleEndian32(at: Layout.checksumOffset)
    let computed = ReaderModel.checksum(bytes)
    guard computed == stored else { throw .checksum(stored: stored, computed: computed) }
    let count = bytes[Layout.layerCountOffset]
    guard count > 0, count <= Layout.largestLayerCount else { throw .layerCount(count) }
    layerCount = Int(count)
    let first = Layout.headerSize &+ layerCount &* Layout.shapeSize
    guard first <= bytes.count else { throw .sizeMismatch(stored: bytes.count, computed: first) }
    sharpness = Int32(bitPattern: bytes.littleEndian32(at: Layout.sharpnessOffset))

    layers = .init(
      repeating: ReaderLayer(
        inputs: 1, side: Layout.side, outputs: 1, kernel: 1, pool: 1, offsets: 0, factors: 0, weights: 0))
    var place = first
    var (inputs, side) = (1, Layout.side)
    for index in 0..<layerCount {
      let shape = Layout.headerSize &+ index &* Layout.shapeSize
      let (kernel, pool) = (Int(bytes[shape]), Int(bytes[shape &+ 1]))
      let outputs = Int(bytes.littleEndian16(at: shape &+ 2))
      guard kernel > 0, kernel <= side, pool == 1 || pool == 2, side &- kernel &+ 1 >= pool,
        outputs >= Layout.leastOutputs
      else { throw .shape(layer: index) }
      let isLast = index == layerCount &- 1
      let factors = place &+ 4 &* outputs
      let layer = ReaderLayer(
        inputs: inputs, side: side, outputs: outputs, kernel: kernel, pool: pool, offsets: place, factors: factors,
        weights: isLast ? factors : factors &+ 4 &* outputs)
      if isLast {
        guard outputs == 10, layer.convolvedSide == 1 else { throw .notTenOutputs }
      }
      // The first layer's input is the caller's picture; the last one's outputs are no bytes.
      let needed = (index == 0 ? 0 : layer.inputSize) &+ (isLast ? 0 : layer.outputSize &+ layer.gatheredSize)
      guard needed <= DigitReader.scratchSize else { throw .scratch(layer: index, needed: needed) }
      layers[index] = layer
      let end = layer.weights &+ outputs &* layer.weightCount
      place = (end &+ 3) & ~3
      (inputs, side) = (outputs, layer.outputSide)
      // Outputs, side and kernel are bounded, so that no sum overflows before the next layer is refused.
      guard place <= bytes.count else { throw .sizeMismatch(stored: bytes.count, computed: place) }
    }
    guard place == bytes.count else { throw .sizeMismatch(stored: bytes.count, computed: place) }
  }

  /// Of all bytes but its own.
  public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    typealias Layout = ReaderModelLayout
    var crc = CRC32()
    // One call for both: two would be outlined together with those of the journal, which made the clock 4 bytes larger.
    for part in 0..<2 {
      let range = part == 0 ? 0..<Layout.checksumOffset : Layout.headerSize..<bytes.count
      crc.update(bytes.extracting(range))
    }
    return crc.value
  }
}
