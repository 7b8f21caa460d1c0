// A network's parameters as the bytes of a model that the firmware reads, and back. Must never write what
// `ReaderModel` refuses.

import Firmware
import Foundation
import Learning
import ReaderModels

enum ReaderModelWriter {
  typealias Layout = ReaderModelLayout

  /// Of the factors, which have 31 bits after the point.
  private static let unit = 4_294_967_296.0
  /// Adding it before the upper half is taken rounds to the nearest.
  private static let half = 2_147_483_648.0

  /// What the firmware's reader reads like `parameters`.
  static func bytes(
    _ architecture: Architecture, _ parameters: Parameters, _ rounding: Rounding
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Layout.headerSize)
    for stage in architecture.stages {
      let outputs = stage.convolution.outputs
      bytes += [UInt8(stage.convolution.kernel), stage.pools ? 2 : 1, UInt8(outputs & 255), UInt8(outputs >> 8)]
    }
    // One ink level of the picture.
    var inputScale = 1.0 / 255
    var sharpness: Int32 = 0
    parameters.read { numbers in
      for (index, stage) in architecture.stages.enumerated() {
        let scales = Parameters.scales(stage, numbers)
        let outputScale = Double(rounding.limits[index]) / 255
        let units = scales.map { inputScale * Double($0) }
        let factors = stage.isLast ? [] : units.map { Int32(clamping: Int64(($0 / outputScale * unit).rounded())) }
        for output in 0..<stage.convolution.outputs {
          let rounded = stage.isLast ? 0 : half / Double(max(1, factors[output]))
          let offset = Double(numbers[stage.offsets + output]) / units[output] + rounded
          bytes += littleEndian(Int32(clamping: Int64(offset.rounded())))
        }
        for factor in factors { bytes += littleEndian(factor) }
        appendWeights(stage, numbers, scales, to: &bytes)
        if stage.isLast {
          sharpness = Int32(clamping: Int64((units[0] / log(2) * 256 * unit).rounded()))
        }
        inputScale = outputScale
      }
    }
    var span = bytes.mutableSpan
    let magic = Layout.magic
    for index in magic.indices { span[index] = magic[index] }
    span.putLittleEndian(UInt32(Layout.version), 2, at: Layout.versionOffset)
    span[Layout.layerCountOffset] = UInt8(architecture.stages.count)
    span.putLittleEndian(UInt32(span.count), at: Layout.sizeOffset)
    span.putLittleEndian(UInt32(bitPattern: sharpness), at: Layout.sharpnessOffset)
    let checksum = ReaderModel.checksum(span.span)
    span.putLittleEndian(checksum, at: Layout.checksumOffset)
    return bytes
  }

  /// The firmware has an output's weights by row, column and input; training by input, row and column.
  private static func appendWeights(
    _ stage: Architecture.Stage, _ numbers: UnsafePointer<Float>, _ scales: [Float], to bytes: inout [UInt8]
  ) {
    let convolution = stage.convolution
    let taps = convolution.kernel * convolution.kernel
    for output in 0..<convolution.outputs {
      let weights = numbers + stage.weights + output * stage.weightsPerOutput
      for tap in 0..<taps {
        for input in 0..<convolution.inputs {
          let weight = (weights[input * taps + tap] / scales[output]).rounded(.toNearestOrEven)
          bytes.append(UInt8(bitPattern: Int8(weight)))
        }
      }
    }
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  /// The parameters of a model. What the firmware stores of a stage's limit is only a product with its weights, so the
  /// limits are taken as one, and the numbers come to the same.
  /// - Returns: nil when the model is of another network.
  static func parameters(
    _ bytes: [UInt8], _ architecture: Architecture
  ) -> (parameters: Parameters, rounding: Rounding)? {
    guard let model = try? ReaderModel(checking: bytes.span), model.layerCount == architecture.stages.count else {
      return nil
    }
    var parameters = Parameters(lanes: Array(repeating: Lane(repeating: 0), count: architecture.parameterCount / 16))
    var fits = true
    func number(_ offset: Int) -> Double {
      Double(Int32(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }))
    }
    parameters.edit { numbers in
      var inputScale = 1.0 / 255
      for (index, stage) in architecture.stages.enumerated() {
        let (layer, convolution) = (model.layers[index], stage.convolution)
        guard layer.outputs == convolution.outputs, layer.kernel == convolution.kernel,
          layer.pool == (stage.pools ? 2 : 1)
        else {
          fits = false
          return
        }
        let taps = convolution.kernel * convolution.kernel
        for output in 0..<convolution.outputs {
          let factor = stage.isLast ? 0 : number(layer.factors + 4 * output)
          let product = stage.isLast ? Double(model.sharpness) / unit / 256 * log(2) : factor / unit / 255
          let scale = product / inputScale
          let offset = number(layer.offsets + 4 * output) - (stage.isLast ? 0 : half / max(1, factor))
          numbers[stage.offsets + output] = Float(offset * product)
          numbers[stage.gains + output] = 1
          for tap in 0..<taps {
            for input in 0..<convolution.inputs {
              let stored = bytes[layer.weights + (output * taps + tap) * convolution.inputs + input]
              numbers[stage.weights + output * stage.weightsPerOutput + input * taps + tap] =
                Float(Double(Int8(bitPattern: stored)) * scale)
            }
          }
        }
        inputScale = 1.0 / 255
      }
    }
    guard fits else { return nil }
    return (parameters, Rounding(limits: architecture.stages.map { $0.isLast ? 0 : 1 }))
  }
}

/// The bytes of `value`, lowest first.
private func littleEndian(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

extension ReaderNetwork {
  /// Whether a model has this network's layers.
  public func fits(_ reader: LoadedReader) -> Bool {
    ReaderModelWriter.parameters(reader.bytes, architecture) != nil
  }
}
