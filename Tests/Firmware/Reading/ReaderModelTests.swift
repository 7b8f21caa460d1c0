// Models that are wrong in one place each. Must never try one that is wrong in two: the order of checks is FORMAT.md's.

import Firmware
import TestSupport
import Testing

@Suite struct ReaderModelTests {
  private typealias Layer = WrittenModel.Layer

  private func fault(_ model: WrittenModel) -> ReaderModelError? { fault(model.bytes) }

  private func fault(_ bytes: [UInt8]) -> ReaderModelError? {
    do throws(ReaderModelError) {
      _ = try ReaderModel(checking: bytes.span)
      return nil
    } catch {
      return error
    }
  }

  private let right = WrittenModel([.only(.init(repeating: 7, count: 10))])

  @Test func headersAreChecked() {
    #expect(fault(right) == nil)
    #expect(fault([]) == .noHeader(available: 0))
    #expect(fault(Array(right.bytes.prefix(23))) == .noHeader(available: 23))
    var model = right
    model.magic = "MNISTMDL"
    #expect(fault(model) == .wrongMagic)
    model = right
    model.version = 2
    #expect(fault(model) == .unknownVersion(2))
    model = right
    model.sizeError = 4
    #expect(fault(model) == .wrongSize(stored: 7_912, available: 7_908))
    model = right
    model.rest = [0, 0, 0, 0]
    #expect(fault(model) == .sizeMismatch(stored: 7_912, computed: 7_908))
    #expect(fault(WrittenModel([])) == .layerCount(0))
    #expect(fault(WrittenModel(.init(repeating: right.layers[0], count: 9))) == .layerCount(9))
  }

  @Test func shapesAreChecked() {
    func first(_ kernel: UInt8, _ pool: UInt8, _ outputs: Int) -> ReaderModelError? {
      let zeros = [Int32](repeating: 0, count: outputs)
      let layer = Layer(
        kernel: kernel, pool: pool, offsets: zeros, factors: zeros,
        weights: .init(repeating: 0, count: Int(kernel) * Int(kernel) * outputs))
      return fault(WrittenModel([layer, right.layers[0]]))
    }
    for (kernel, pool, outputs) in [(0, 1, 4), (29, 1, 4), (3, 0, 4), (3, 3, 4), (28, 2, 4), (3, 2, 3)]
      as [(UInt8, UInt8, Int)]
    {
      #expect(first(kernel, pool, outputs) == .shape(layer: 0), "\(kernel) \(pool) \(outputs)")
    }
    // 26 × 26 × 12 bytes and 2 · 9 fit; of 13 they do not, nor 13 × 13 × 49 and 4 · 9.
    #expect(first(3, 1, 12) == .shape(layer: 1))
    #expect(first(3, 1, 13) == .scratch(layer: 0, needed: 8_806))
    #expect(first(3, 2, 49) == .scratch(layer: 0, needed: 8_317))
    // The last layer's kernel of 28 is larger than what comes to it.
    #expect(first(3, 1, 4) == .shape(layer: 1))
    var model = right
    model.layers[0].kernel = 27
    #expect(fault(model) == .notTenOutputs)
    #expect(fault(WrittenModel([.only(.init(repeating: 7, count: 11))])) == .notTenOutputs)
  }

  /// All bits of header, shape and the first numbers, and one of a few hundred bytes of the rest, which one checksum
  /// covers.
  @Test func everySingleBitFlipIsFound() {
    var bytes = right.bytes
    for bit in Array(0..<40 * 8) + Array(stride(from: 40 * 8, to: bytes.count * 8, by: 251)) {
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(fault(bytes) != nil, "bit \(bit % 8) of byte \(bit / 8)")
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }
}
