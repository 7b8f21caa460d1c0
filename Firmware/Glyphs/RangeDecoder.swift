// Turns a block's bytes back into decisions: a binary range decoder in the manner of Martin (1979).
// Must never trap on any bytes, nor read outside its block.

/// The state of a decoder in a block; only 16 bytes, so that one can be kept for each digit.
struct RangeDecoder {
  private var code: UInt32 = 0
  private var range: UInt32 = .max
  /// The next byte, and the end of the block's stream, in bytes from the start of the image.
  private var position = 0
  private var end = 0

  /// In an empty block.
  init() {}

  init(_ bytes: UnsafeRawBufferPointer, start: Int, end: Int) {
    position = start
    self.end = end
    for _ in 0..<4 { code = code &<< 8 | next(bytes) }
  }

  /// - Parameter probability: of true, in 1/65,536, from 1 to 65,535.
  mutating func decide(_ probability: UInt32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    // `range` is at least 2^24 here, so that `bound` is at least 256 and less than `range`.
    let bound = range.multipliedFullWidth(by: probability &<< 16).high
    let isTrue = code < bound
    if isTrue {
      range = bound
    } else {
      code &-= bound
      range &-= bound
    }
    while range < 1 &<< 24 {
      code = code &<< 8 | next(bytes)
      range &<<= 8
    }
    return isTrue
  }

  /// Past the end come zeros: the encoder leaves them out.
  private mutating func next(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard position < end, position < bytes.count else { return 0 }
    defer { position &+= 1 }
    return UInt32(bytes[position])
  }
}
