// How long an APNG's frame is shown: a fraction of seconds in two 16-bit numbers. Must never round.

struct FrameDelay: Equatable {
  let numerator: UInt16
  let denominator: UInt16

  var header: [UInt8] {
    [numerator, denominator].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  }

  /// One delay if a fraction fits: up to 65,535 ms, and whole seconds up to 18 hours. Otherwise several, of at least a
  /// second each.
  static func parts(_ milliseconds: Int) -> [FrameDelay] {
    var parts: [FrameDelay] = []
    var rest = milliseconds
    while true {
      if let last = FrameDelay(exactly: rest) { return parts + [last] }
      let seconds = UInt16(min(Int(UInt16.max), rest / 1000 - 1))
      parts.append(FrameDelay(numerator: seconds, denominator: 1))
      rest -= Int(seconds) * 1000
    }
  }
}

extension FrameDelay {
  private init?(exactly milliseconds: Int) {
    for denominator in [1000, 100, 10, 1] {
      let (numerator, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000 / denominator)
      guard rest == 0, let numerator = UInt16(exactly: numerator) else { continue }
      self.init(numerator: numerator, denominator: UInt16(denominator))
      return
    }
    return nil
  }
}
