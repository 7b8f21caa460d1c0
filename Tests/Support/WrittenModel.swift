// A reader's model written byte by byte, by Firmware/Reading/FORMAT.md. Must never use the writer or the reader under
// test.

package struct WrittenModel {
  package struct Layer {
    package var kernel: UInt8
    package var pool: UInt8 = 1
    package var offsets: [Int32]
    package var factors: [Int32] = []
    package var weights: [Int8]

    package init(kernel: UInt8, pool: UInt8 = 1, offsets: [Int32], factors: [Int32] = [], weights: [Int8]) {
      (self.kernel, self.pool, self.offsets) = (kernel, pool, offsets)
      (self.factors, self.weights) = (factors, weights)
    }

    /// The last one, that of a network of one layer: each output sees all pixels.
    package static func only(_ offsets: [Int32], weight: Int8 = 0) -> Layer {
      Layer(kernel: 28, offsets: offsets, weights: .init(repeating: weight, count: 784 * offsets.count))
    }
  }

  package var magic = "MNISTRDR"
  package var version: UInt16 = 1
  package var sharpness: Int32 = 0x4000_0000
  /// Added to the right ones.
  package var sizeError = 0
  package var checksumError: UInt32 = 0
  package var layers: [Layer]
  /// After the last layer.
  package var rest: [UInt8] = []

  package init(_ layers: [Layer]) { self.layers = layers }

  package var bytes: [UInt8] {
    var body: [UInt8] = []
    for layer in layers { body += [layer.kernel, layer.pool] + littleEndian16(layer.offsets.count) }
    for layer in layers {
      for number in layer.offsets + layer.factors { body += littleEndian(UInt32(bitPattern: number)) }
      body += layer.weights.map { UInt8(bitPattern: $0) }
      while body.count % 4 != 0 { body.append(0) }
    }
    body += rest
    let front =
      Array(magic.utf8) + littleEndian16(Int(version)) + [UInt8(layers.count), 0]
      + littleEndian(UInt32(24 + body.count + sizeError)) + littleEndian(UInt32(bitPattern: sharpness))
    return front + littleEndian(crc(front + body) ^ checksumError) + body
  }

  /// CRC-32 bit by bit, as ISO 3309 has it.
  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var state = UInt32.max
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
    }
    return ~state
  }
}
