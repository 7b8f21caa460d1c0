// A trained network and the blank tables as the bytes of a model. Must never round what training has not rounded.

import Firmware
import Foundation

enum ModelWriter {
  typealias Layout = GlyphModelLayout

  /// - Parameter network: its weights must already be integers at their scales.
  static func bytes(_ network: Network, _ blank: BlankTables) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Layout.size)
    func integers(_ lanes: Range<Int>, _ scale: Int) -> [Int] {
      network.lanes[lanes].flatMap { lane in (0..<16).map { Int((lane[$0] * Float(scale)).rounded()) } }
    }
    bytes += integers(0..<Network.secondStart, ModelScale.activation).map { UInt8($0 + 128) }
    bytes += integers(Network.secondStart..<Network.secondBiasStart, ModelScale.weight).map { UInt8($0 + 128) }
    let outputs = integers(Network.outputStart..<Network.outputBias, ModelScale.weight)
    bytes += outputs.map { UInt8(bitPattern: Int8($0)) }
    let biases = integers(Network.secondBiasStart..<Network.outputStart, ModelScale.secondBias)
    let outputBiases = integers(Network.outputBias..<Network.outputBias + 1, ModelScale.outputBias).prefix(
      Layout.outputs)
    for bias in biases + outputBiases + [0] {
      bytes += [UInt8(truncatingIfNeeded: bias), UInt8(truncatingIfNeeded: bias >> 8)]
    }
    bytes += (blank.entries + blank.levels).map { UInt8(bitPattern: $0) } + [0, 0, 0, 0]
    return bytes
  }
}
