// Turns decisions into a block's bytes: the other half of the firmware's RangeDecoder.
// Must never write a byte that the decoder would read as a zero past the end anyway.

struct RangeEncoder {
  private(set) var bytes: [UInt8] = []
  /// 33 bits: the lowest value that the stream so far stands for, including a carry.
  private var low: UInt64 = 0
  private var range: UInt32 = .max
  /// The last byte that a carry may still change, and how many bytes of 0xFF after it would pass the carry on.
  private var held: UInt8?
  private var heldOnes = 0

  /// - Parameter probability: of true, in 1/65,536, from 1 to 65,535.
  mutating func encode(_ isTrue: Bool, _ probability: UInt32) {
    let bound = range.multipliedFullWidth(by: probability << 16).high
    if isTrue {
      range = bound
    } else {
      low += UInt64(bound)
      range -= bound
    }
    while range < 1 << 24 {
      range <<= 8
      shift()
    }
  }

  /// Ends the stream with the fewest bytes that stand for a value in the range.
  mutating func finish() {
    for bits in stride(from: 24, through: 0, by: -8) {
      let unit = UInt64(1) << UInt64(bits)
      let rounded = (low + unit - 1) / unit * unit
      guard rounded < low + UInt64(range) else { continue }
      low = rounded
      break
    }
    for _ in 0..<5 { shift() }
    while bytes.last == 0 { bytes.removeLast() }
  }

  /// Shifts out the highest eight of 32 bits.
  private mutating func shift() {
    let carry = UInt8(truncatingIfNeeded: low >> 32)
    let byte = UInt8(truncatingIfNeeded: low >> 24)
    if byte == 0xFF, carry == 0 {
      heldOnes += 1
    } else {
      // A carry can't come before the first byte: the range starts at its largest.
      if let held { bytes.append(held &+ carry) }
      for _ in 0..<heldOnes { bytes.append(0xFF &+ carry) }
      heldOnes = 0
      held = byte
    }
    low = (low & 0x00FF_FFFF) << 8
  }
}
