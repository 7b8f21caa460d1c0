// e to a power, the same to the last bit on every machine: a browser has no libm, and libms differ. Must never be given
// what isn't a number.

enum Exponential {
  /// ln 2 in two parts: the first has so few bits that its product with a small whole number is exact.
  private static let (ln2, ln2Rest) = (0x1.62e42feep-1, 0x1.a39ef35793c76p-33)

  /// Within 1e-15 of e to the power of `exponent`, in parts of it; 0 below -700, where others have less than 1e-304.
  /// - Parameter exponent: at most 700.
  static func of(_ exponent: Double) -> Double {
    guard exponent > -700 else { return 0 }
    let halvings = (exponent / ln2 + 0.5).rounded(.down)
    let rest = (exponent - halvings * ln2) - halvings * ln2Rest
    // |rest| is at most 0.35: the fourteenth term of the series is the first below 1e-17.
    var sum = 1.0
    // Not by `stride`, which computes with `fma`, a function of libm too.
    for term in (1...13).reversed() { sum = 1 + sum * rest / Double(term) }
    // Above -1,010: never a subnormal number.
    return sum * Double(bitPattern: UInt64(1_023 + Int(halvings)) << 52)
  }
}
