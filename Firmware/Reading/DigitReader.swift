// Reads a handwritten digit: runs a small network of integers over its 28 × 28 pixels.
// Must never allocate, use a float, or touch a byte outside picture, model and scratch.

public enum DigitReader {
  /// In bytes: the outputs of one layer and of the next.
  public static var scratchSize: Int { 8_192 }

  /// - Parameters:
  ///   - picture: 784 bytes, row by row from the top, 0 paper to 255 ink, in MNIST's form.
  ///   - model: the model's bytes, at an address that is a multiple of 4.
  ///   - checked: what they were found to be.
  ///   - scratch: `scratchSize` bytes, whose contents mean nothing before and after.
  /// - Returns: nil when one of the three is too short, or the model not at such an address.
  public static func read(
    _ picture: Span<UInt8>, model: Span<UInt8>, checked: ReaderModel, scratch: inout MutableSpan<UInt8>
  ) -> Certainties? {
    let last = checked.layers[checked.layerCount &- 1]
    guard picture.count >= ReaderModelLayout.side &* ReaderModelLayout.side, scratch.count >= scratchSize,
      model.count >= last.weights &+ last.outputs &* last.weightCount
    else { return nil }
    var values: [10 of Int32] = .init(repeating: 0)
    var isRead = false
    picture.withUnsafeBufferPointer { picture in
      model.withUnsafeBytes { model in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard let bytes = model.baseAddress, UInt(bitPattern: bytes) % 4 == 0, let front = scratch.baseAddress,
            var input = picture.baseAddress
          else {
            return
          }
          for index in 0..<checked.layerCount &- 1 {
            let layer = LayerRun(checked.layers[index], model: bytes)
            // Outputs go to the end that the inputs don't use, and what is gathered between the two.
            let (shape, isAtFront) = (layer.shape, index & 1 == 0)
            let output = isAtFront ? front : front + (scratchSize &- shape.outputSize)
            layer.run(input, gathered: front + (isAtFront ? shape.outputSize : shape.inputSize), into: output)
            input = UnsafePointer(output)
          }
          LayerRun(last, model: bytes).finish(input, into: &values)
          isRead = true
        }
      }
    }
    return !isRead ? nil : Certainties(values, sharpness: checked.sharpness)
  }
}

/// One layer with its numbers at hand.
private struct LayerRun {
  let shape: ReaderLayer
  let offsets: UnsafeRawPointer
  let factors: UnsafeRawPointer
  let weights: UnsafePointer<Int8>

  @inline(__always)
  init(_ shape: ReaderLayer, model: UnsafeRawPointer) {
    self.shape = shape
    offsets = model + shape.offsets
    factors = model + shape.factors
    weights = (model + shape.weights).assumingMemoryBound(to: Int8.self)
  }

  /// - Parameter gathered: `shape.gatheredSize` bytes.
  func run(
    _ input: UnsafePointer<UInt8>, gathered: UnsafeMutablePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) {
    guard shape.convolvedSide > 1 else { return runWhole(input, into: output) }
    let (wide, channels, size) = (shape.outputSide, shape.outputs, shape.weightCount)
    for y in 0..<wide {
      var x = 0
      while x < wide {
        if shape.pool == 2 {
          let target = output + (y &* wide &+ x) &* channels
          gather(input, x: 2 &* x, y: 2 &* y, into: gathered)
          gather(input, x: 2 &* x, y: 2 &* y &+ 1, into: gathered + 2 &* size)
          for number in stride(from: 0, to: channels, by: 2) {
            let first = min(number, channels &- 2)
            let (upper, lower) = (pairs(first, gathered), pairs(first, gathered + 2 &* size))
            target[first] = rounded(max(max(upper.0, upper.1), max(lower.0, lower.1)), first)
            target[first &+ 1] = rounded(max(max(upper.2, upper.3), max(lower.2, lower.3)), first &+ 1)
          }
          x &+= 1
        } else {
          // The last pair reaches back over a place that is already there.
          let left = min(x, wide &- 2)
          let target = output + (y &* wide &+ left) &* channels
          gather(input, x: left, y: y, into: gathered)
          for number in stride(from: 0, to: channels, by: 2) {
            let first = min(number, channels &- 2)
            let sums = pairs(first, gathered)
            target[first] = rounded(sums.0, first)
            target[channels &+ first] = rounded(sums.1, first)
            target[first &+ 1] = rounded(sums.2, first &+ 1)
            target[channels &+ first &+ 1] = rounded(sums.3, first &+ 1)
          }
          x &+= 2
        }
      }
    }
  }

  /// What the kernel covers at a place, and one place to the right, each in a row like the weights of an output.
  @inline(__always)
  private func gather(_ input: UnsafePointer<UInt8>, x: Int, y: Int, into gathered: UnsafeMutablePointer<UInt8>) {
    let reach = shape.kernel &* shape.inputs
    var line = input + (y &* shape.side &+ x) &* shape.inputs
    var target = gathered
    for _ in 0..<shape.kernel {
      target.update(from: line, count: reach)
      (target + shape.weightCount).update(from: line + shape.inputs, count: reach)
      line += shape.side &* shape.inputs
      target += reach
    }
  }

  /// Each output sees every input.
  private func runWhole(_ input: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) {
    for number in stride(from: 0, to: shape.outputs, by: 4) {
      // The last four reach back over outputs that are already there.
      let first = min(number, shape.outputs &- 4)
      let sums = four(first, input)
      output[first] = rounded(sums.0, first)
      output[first &+ 1] = rounded(sums.1, first &+ 1)
      output[first &+ 2] = rounded(sums.2, first &+ 2)
      output[first &+ 3] = rounded(sums.3, first &+ 3)
    }
  }

  /// The last layer's: as they are, not rounded.
  func finish(_ input: UnsafePointer<UInt8>, into values: inout [10 of Int32]) {
    for number in stride(from: 0, to: 10, by: 4) {
      let first = min(number, 6)
      let sums = four(first, input)
      values[first] = sums.0 &+ offset(first)
      values[first &+ 1] = sums.1 &+ offset(first &+ 1)
      values[first &+ 2] = sums.2 &+ offset(first &+ 2)
      values[first &+ 3] = sums.3 &+ offset(first &+ 3)
    }
  }

  /// The sums of output `first` at two gathered places, then those of the next output: each byte read serves twice.
  @inline(__always)
  private func pairs(_ first: Int, _ gathered: UnsafePointer<UInt8>) -> (Int32, Int32, Int32, Int32) {
    var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let size = shape.weightCount
    let next = gathered + size
    let one = weights + first &* size
    let two = one + size
    for index in 0..<size {
      let (left, right) = (Int32(gathered[index]), Int32(next[index]))
      let (upper, lower) = (Int32(one[index]), Int32(two[index]))
      a &+= left &* upper
      b &+= right &* upper
      c &+= left &* lower
      d &+= right &* lower
    }
    return (a, b, c, d)
  }

  /// The sums of outputs `first` to `first + 3`, whose kernels cover the whole input.
  @inline(__always)
  private func four(_ first: Int, _ input: UnsafePointer<UInt8>) -> (Int32, Int32, Int32, Int32) {
    var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let size = shape.weightCount
    let one = weights + first &* size
    let (two, three, four) = (one + size, one + 2 &* size, one + 3 &* size)
    for index in 0..<size {
      let value = Int32(input[index])
      a &+= value &* Int32(one[index])
      b &+= value &* Int32(two[index])
      c &+= value &* Int32(three[index])
      d &+= value &* Int32(four[index])
    }
    return (a, b, c, d)
  }

  @inline(__always)
  private func offset(_ number: Int) -> Int32 { number32(offsets, number) }

  /// A sum as a byte: what is negative becomes 0, as everywhere in such networks.
  @inline(__always)
  private func rounded(_ sum: Int32, _ number: Int) -> UInt8 {
    let value = upperHalf(sum &+ offset(number), number32(factors, number))
    return UInt8(truncatingIfNeeded: max(0, min(255, value)))
  }

  @inline(__always)
  private func number32(_ base: UnsafeRawPointer, _ index: Int) -> Int32 {
    Int32(littleEndian: base.load(fromByteOffset: 4 &* index, as: Int32.self))
  }
}
