// Batch normalisation (Ioffe and Szegedy, 2015) of one channel over sixteen digits, and its gradient.
// Must never look at other digits than those of its lanes: batches are shared by cores.

import Learning

enum Normalisation {
  /// Added to variances.
  static let epsilon: Float = 1e-4

  /// Turns `values` into their normal form.
  static func forward(_ values: UnsafeMutablePointer<Lane>, count: Int) -> (mean: Float, variance: Float) {
    var (sum, squares) = (Lane(repeating: 0), Lane(repeating: 0))
    for index in 0..<count {
      sum += values[index]
      squares.addProduct(values[index], values[index])
    }
    let share = 1 / Float(count * 16)
    let mean = total(sum) * share
    let variance = max(0, total(squares) * share - mean * mean)
    let scale = 1 / (variance + epsilon).squareRoot()
    for index in 0..<count { values[index] = (values[index] - mean) * scale }
    return (mean, variance)
  }

  /// - Parameters:
  ///   - normal: what `forward` made of the values.
  ///   - slopes: of the outputs gain · normal + offset; they become those of the values.
  static func backward(
    _ normal: UnsafePointer<Lane>, _ slopes: UnsafeMutablePointer<Lane>, count: Int, gain: Float, variance: Float
  ) -> (gain: Float, offset: Float) {
    var (gains, offsets) = (Lane(repeating: 0), Lane(repeating: 0))
    for index in 0..<count {
      gains.addProduct(slopes[index], normal[index])
      offsets += slopes[index]
    }
    let (gainSlope, offsetSlope) = (total(gains), total(offsets))
    let share = 1 / Float(count * 16)
    let scale = gain / (variance + epsilon).squareRoot()
    let (meanGain, meanOffset) = (gainSlope * share, offsetSlope * share)
    for index in 0..<count {
      slopes[index] = (slopes[index] - meanOffset - normal[index] * meanGain) * scale
    }
    return (gainSlope, offsetSlope)
  }
}
