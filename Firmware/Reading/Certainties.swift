// What a reader believes: how sure it is of each digit, in shares that sum to one.
// Must never be all zero: something is always the likeliest.

/// Ten shares of `Certainties.one`.
public struct Certainties: Sendable {
  /// 100 %.
  public static var one: UInt16 { 32_768 }

  public private(set) var shares: [10 of UInt16] = .init(repeating: 0)

  /// The likeliest digit; of several the lowest.
  public private(set) var digit: Int = 0

  public subscript(digit: Int) -> UInt16 { shares[digit] }

  /// - Parameters:
  ///   - values: the network's ten outputs.
  ///   - sharpness: `ReaderModel.sharpness`.
  init(_ values: [10 of Int32], sharpness: Int32) {
    for index in 1..<10 where values[index] > values[digit] { digit = index }
    var powers: [10 of UInt32] = .init(repeating: 0)
    var sum: UInt32 = 0
    for index in 0..<10 {
      // Far below the likeliest a difference may wrap; `halvings` is then of no use to anyone, but some number.
      let below = values[digit] &- values[index]
      powers[index] = Certainties.power(upperHalf(below, sharpness))
      sum &+= powers[index]
    }
    var left = UInt32(Certainties.one)
    for index in 0..<10 {
      // A power is at most 2^16, and the sum at least that.
      let share = powers[index] &* UInt32(Certainties.one) / sum
      shares[index] = UInt16(truncatingIfNeeded: share)
      left &-= share
    }
    shares[digit] &+= UInt16(truncatingIfNeeded: left)
  }

  /// 2^(-`exponent` / 256), in 1/65,536.
  private static func power(_ exponent: Int32) -> UInt32 {
    let halvings = exponent &>> 8
    guard halvings >= 0, halvings < 17 else { return halvings < 0 ? 65_536 : 0 }
    let product = (sixteenths[Int(exponent &>> 4 & 15)] &* finePowers[Int(exponent & 15)]) &>> 15
    return product &>> UInt32(truncatingIfNeeded: halvings)
  }
}

/// 2^(-n / 16) · 65,536, rounded.
private let sixteenths: [16 of UInt32] = [
  65_536, 62_757, 60_097, 57_549, 55_109, 52_773, 50_535, 48_393, 46_341, 44_376, 42_495, 40_693, 38_968, 37_316,
  35_734, 34_219,
]

/// 2^(-n / 256) · 32,768, rounded.
private let finePowers: [16 of UInt32] = [
  32_768, 32_679, 32_591, 32_503, 32_415, 32_327, 32_240, 32_153, 32_066, 31_979, 31_893, 31_806, 31_720, 31_635,
  31_549, 31_464,
]

/// The upper 32 bits of the product of two signed numbers, one instruction on RV32.
@inline(__always)
func upperHalf(_ a: Int32, _ b: Int32) -> Int32 {
  Int32(truncatingIfNeeded: (Int64(widening: a) &* Int64(widening: b)) &>> 32)
}
