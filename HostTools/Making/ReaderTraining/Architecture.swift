// The networks that read digits: their layers, and where each one's parameters are. Must never hold a parameter.

import Firmware
import ReaderModels

extension ReaderNetwork {
  public var architecture: Architecture {
    switch self {
    case .fc: Architecture([.init(outputs: 128, kernel: 28), .init(outputs: 10, kernel: 1)])
    // Found by validation among networks of at most 13,000 bytes and a million multiplications: a second convolution
    // before any pooling is worth more than wider ones after it.
    case .cnn:
      Architecture([
        .init(outputs: 8, kernel: 3), .init(outputs: 12, kernel: 3, pools: true), .init(outputs: 20, kernel: 3),
        .init(outputs: 24, kernel: 3, pools: true), .init(outputs: 20, kernel: 3), .init(outputs: 10, kernel: 2),
      ])
    }
  }
}

public struct Architecture: Sendable {
  package struct Layer: Sendable {
    var outputs: Int
    var kernel: Int
    var pools = false

    package init(outputs: Int, kernel: Int, pools: Bool = false) {
      (self.outputs, self.kernel, self.pools) = (outputs, kernel, pools)
    }
  }

  struct Stage: Sendable {
    let convolution: Convolution
    /// The largest of each square of four outputs goes on, in place of all.
    let pools: Bool
    let isLast: Bool
    /// Where the weights, the offsets and the gains begin among the parameters.
    let weights: Int
    let offsets: Int
    let gains: Int

    /// Each output sees every input.
    var isDense: Bool { convolution.outputSide == 1 }
    /// Of what goes on.
    var side: Int { pools ? convolution.outputSide / 2 : convolution.outputSide }
    var weightsPerOutput: Int { convolution.weightCount / convolution.outputs }
    var inputCount: Int { convolution.inputs * convolution.side * convolution.side }
  }

  let stages: [Stage]
  /// In floats, a multiple of sixteen.
  package let parameterCount: Int

  public var weightCount: Int { stages.reduce(0) { $0 + $1.convolution.weightCount } }
  /// Multiplications a digit.
  public var productCount: Int {
    stages.reduce(0) { $0 + $1.convolution.weightCount * $1.convolution.outputSide * $1.convolution.outputSide }
  }

  package init(_ layers: [Layer]) {
    var stages: [Stage] = []
    var (channels, side, place) = (1, ReaderModelLayout.side, 0)
    for (index, layer) in layers.enumerated() {
      let convolution = Convolution(inputs: channels, outputs: layer.outputs, kernel: layer.kernel, side: side)
      let offsets = place + convolution.weightCount
      let stage = Stage(
        convolution: convolution, pools: layer.pools, isLast: index == layers.count - 1, weights: place,
        offsets: offsets, gains: offsets + layer.outputs)
      stages.append(stage)
      place = stage.gains + layer.outputs
      (channels, side) = (layer.outputs, stage.side)
    }
    self.stages = stages
    parameterCount = (place + 15) / 16 * 16
  }
}
