// A square convolution over sixteen digits at once, a digit a lane, with its gradients.
// Must never know what the pictures are, nor pad them: an output is only where the whole kernel fits.

import Learning

struct Convolution: Sendable {
  let inputs: Int, outputs: Int, kernel: Int
  /// Of the input, which is square.
  let side: Int
  var outputSide: Int { side - kernel + 1 }
  var weightCount: Int { outputs * inputs * kernel * kernel }

  /// - Parameters:
  ///   - weights: [output][input][row][column]; a multiple of four outputs.
  ///   - input: [input][row][column] of lanes, and `output` alike.
  @inline(never)
  func forward(
    _ weights: UnsafePointer<Float>, _ input: UnsafePointer<Lane>, into output: UnsafeMutablePointer<Lane>
  ) {
    let (wide, taps) = (outputSide, kernel * kernel)
    for first in stride(from: 0, to: outputs, by: 4) {
      for y in 0..<wide {
        var x = 0
        while x < wide {
          // The last block reaches back over columns that are already there, rather than be narrower.
          let column = min(x, max(0, wide - 6))
          if wide >= 6 {
            block6(
              weights + first * inputs * taps, input + y * side + column, output + (first * wide + y) * wide + column)
            x += 6
          } else {
            block1(weights + first * inputs * taps, input + y * side + x, output + (first * wide + y) * wide + x)
            x += 1
          }
        }
      }
    }
  }

  @inline(__always)
  private func block6(
    _ weights: UnsafePointer<Float>, _ input: UnsafePointer<Lane>, _ output: UnsafeMutablePointer<Lane>
  ) {
    let taps = kernel * kernel
    let stride = inputs * taps
    var sums: [24 of Lane] = .init(repeating: Lane(repeating: 0))
    for channel in 0..<inputs {
      for row in 0..<kernel {
        let line = input + (channel * side + row) * side
        let tap = weights + channel * taps + row * kernel
        for column in 0..<kernel {
          let w0 = Lane(repeating: tap[column])
          let w1 = Lane(repeating: tap[stride + column])
          let w2 = Lane(repeating: tap[2 * stride + column])
          let w3 = Lane(repeating: tap[3 * stride + column])
          for x in 0..<6 {
            let value = line[column + x]
            sums[x].addProduct(value, w0)
            sums[6 + x].addProduct(value, w1)
            sums[12 + x].addProduct(value, w2)
            sums[18 + x].addProduct(value, w3)
          }
        }
      }
    }
    let plane = outputSide * outputSide
    for x in 0..<6 {
      output[x] = sums[x]
      output[plane + x] = sums[6 + x]
      output[2 * plane + x] = sums[12 + x]
      output[3 * plane + x] = sums[18 + x]
    }
  }

  @inline(__always)
  private func block1(
    _ weights: UnsafePointer<Float>, _ input: UnsafePointer<Lane>, _ output: UnsafeMutablePointer<Lane>
  ) {
    let taps = kernel * kernel
    let stride = inputs * taps
    let zero = Lane(repeating: 0)
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    for channel in 0..<inputs {
      for row in 0..<kernel {
        let line = input + (channel * side + row) * side
        let tap = weights + channel * taps + row * kernel
        for column in 0..<kernel {
          let value = line[column]
          s0.addProduct(value, Lane(repeating: tap[column]))
          s1.addProduct(value, Lane(repeating: tap[stride + column]))
          s2.addProduct(value, Lane(repeating: tap[2 * stride + column]))
          s3.addProduct(value, Lane(repeating: tap[3 * stride + column]))
        }
      }
    }
    let plane = outputSide * outputSide
    output[0] = s0
    output[plane] = s1
    output[2 * plane] = s2
    output[3 * plane] = s3
  }

  /// The slopes of the inputs: `slopes` spread by the kernel turned round.
  /// - Parameter turned: as `turned(_:)` gives.
  /// - Parameter bordered: room for the slopes with a border of `kernel - 1` zeros, `outputs` planes.
  func backward(
    _ turned: UnsafePointer<Float>, _ slopes: UnsafePointer<Lane>, into inputSlopes: UnsafeMutablePointer<Lane>,
    bordered: UnsafeMutablePointer<Lane>
  ) {
    let border = kernel - 1
    let wide = outputSide + 2 * border
    bordered.update(repeating: Lane(repeating: 0), count: outputs * wide * wide)
    for channel in 0..<outputs {
      for y in 0..<outputSide {
        (bordered + (channel * wide + y + border) * wide + border)
          .update(from: slopes + (channel * outputSide + y) * outputSide, count: outputSide)
      }
    }
    Convolution(inputs: outputs, outputs: inputs, kernel: kernel, side: wide).forward(
      turned, bordered, into: inputSlopes)
  }

  /// The weights for `backward`: [input][output], rows and columns from the other end.
  func turn(_ weights: UnsafePointer<Float>, into turned: UnsafeMutablePointer<Float>) {
    let taps = kernel * kernel
    for output in 0..<outputs {
      for input in 0..<inputs {
        for tap in 0..<taps {
          turned[(input * outputs + output) * taps + tap] = weights[(output * inputs + input) * taps + taps - 1 - tap]
        }
      }
    }
  }

  /// Adds to `gradient`, laid out as the weights, what the slopes of the outputs give.
  @inline(never)
  func addGradient(
    _ input: UnsafePointer<Lane>, _ slopes: UnsafePointer<Lane>, to gradient: UnsafeMutablePointer<Float>
  ) {
    let (wide, taps) = (outputSide, kernel * kernel)
    let plane = wide * wide
    for first in stride(from: 0, to: outputs, by: 4) {
      for channel in 0..<inputs {
        for row in 0..<kernel {
          for column in stride(from: 0, to: kernel, by: 3) {
            guard column + 3 <= kernel else {
              for column in column..<kernel {
                addTap(input, slopes, first: first, channel: channel, row: row, column: column, to: gradient)
              }
              break
            }
            var sums = GradientSums()
            for y in 0..<wide {
              let line = input + (channel * side + y + row) * side + column
              let slope = slopes + first * plane + y * wide
              for x in 0..<wide {
                let (v0, v1, v2) = (line[x], line[x + 1], line[x + 2])
                sums.o0.add(slope[x], v0, v1, v2)
                sums.o1.add(slope[plane + x], v0, v1, v2)
                sums.o2.add(slope[2 * plane + x], v0, v1, v2)
                sums.o3.add(slope[3 * plane + x], v0, v1, v2)
              }
            }
            let place = gradient + (first * inputs + channel) * taps + row * kernel + column
            sums.o0.put(place)
            sums.o1.put(place + inputs * taps)
            sums.o2.put(place + 2 * inputs * taps)
            sums.o3.put(place + 3 * inputs * taps)
          }
        }
      }
    }
  }

  /// One tap of four outputs, for kernels that aren't a multiple of three wide.
  private func addTap(
    _ input: UnsafePointer<Lane>, _ slopes: UnsafePointer<Lane>, first: Int, channel: Int, row: Int, column: Int,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    let (wide, taps) = (outputSide, kernel * kernel)
    for output in first..<first + 4 {
      var sum = Lane(repeating: 0)
      for y in 0..<wide {
        let line = input + (channel * side + y + row) * side + column
        let slope = slopes + (output * wide + y) * wide
        for x in 0..<wide { sum.addProduct(slope[x], line[x]) }
      }
      gradient[(output * inputs + channel) * taps + row * kernel + column] += total(sum)
    }
  }
}

private struct GradientSums {
  var o0 = Taps(), o1 = Taps(), o2 = Taps(), o3 = Taps()
  struct Taps {
    var s0 = Lane(repeating: 0), s1 = Lane(repeating: 0), s2 = Lane(repeating: 0)
    @inline(__always)
    mutating func add(_ slope: Lane, _ v0: Lane, _ v1: Lane, _ v2: Lane) {
      s0.addProduct(slope, v0)
      s1.addProduct(slope, v1)
      s2.addProduct(slope, v2)
    }
    @inline(__always)
    func put(_ place: UnsafeMutablePointer<Float>) {
      place[0] += total(s0)
      place[1] += total(s1)
      place[2] += total(s2)
    }
  }
}
