// A layer in which every output sees every input, over sixteen digits at once, with its gradients.
// Must never know what the numbers mean.

import Learning

struct Dense {
  let inputs: Int, outputs: Int

  /// - Parameter weights: [output][input]; `input` and `output` a lane a number.
  func forward(
    _ weights: UnsafePointer<Float>, _ input: UnsafePointer<Lane>, into output: UnsafeMutablePointer<Lane>
  ) {
    var first = 0
    while first < outputs {
      if first + 8 <= outputs {
        let zero = Lane(repeating: 0)
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (zero, zero, zero, zero, zero, zero, zero, zero)
        let row = weights + first * inputs
        for index in 0..<inputs {
          let value = input[index]
          s0.addProduct(value, Lane(repeating: row[index]))
          s1.addProduct(value, Lane(repeating: row[inputs + index]))
          s2.addProduct(value, Lane(repeating: row[2 * inputs + index]))
          s3.addProduct(value, Lane(repeating: row[3 * inputs + index]))
          s4.addProduct(value, Lane(repeating: row[4 * inputs + index]))
          s5.addProduct(value, Lane(repeating: row[5 * inputs + index]))
          s6.addProduct(value, Lane(repeating: row[6 * inputs + index]))
          s7.addProduct(value, Lane(repeating: row[7 * inputs + index]))
        }
        output[first] = s0
        output[first + 1] = s1
        output[first + 2] = s2
        output[first + 3] = s3
        output[first + 4] = s4
        output[first + 5] = s5
        output[first + 6] = s6
        output[first + 7] = s7
        first += 8
      } else {
        var sum = Lane(repeating: 0)
        let row = weights + first * inputs
        for index in 0..<inputs { sum.addProduct(input[index], Lane(repeating: row[index])) }
        output[first] = sum
        first += 1
      }
    }
  }

  func backward(
    _ weights: UnsafePointer<Float>, _ slopes: UnsafePointer<Lane>, into inputSlopes: UnsafeMutablePointer<Lane>
  ) {
    for index in 0..<inputs {
      var sum = Lane(repeating: 0)
      for output in 0..<outputs { sum.addProduct(slopes[output], Lane(repeating: weights[output * inputs + index])) }
      inputSlopes[index] = sum
    }
  }

  /// - Parameter turned: room for the inputs, digit by digit: 16 · `inputs` rounded up to lanes.
  func addGradient(
    _ input: UnsafePointer<Lane>, _ slopes: UnsafePointer<Lane>, to gradient: UnsafeMutablePointer<Float>,
    turned: UnsafeMutablePointer<Lane>
  ) {
    let width = (inputs + 15) / 16
    let numbers = UnsafeMutableRawPointer(turned).assumingMemoryBound(to: Float.self)
    for index in 0..<inputs {
      let value = input[index]
      for digit in 0..<16 { numbers[digit * width * 16 + index] = value[digit] }
    }
    for output in 0..<outputs {
      let slope = slopes[output]
      let row = gradient + output * inputs
      for part in 0..<width {
        var sum = Lane(repeating: 0)
        for digit in 0..<16 { sum.addProduct(turned[digit * width + part], Lane(repeating: slope[digit])) }
        for place in part * 16..<min(inputs, part * 16 + 16) { row[place] += sum[place - part * 16] }
      }
    }
  }
}
