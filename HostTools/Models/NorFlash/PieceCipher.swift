// A stand-in for flash encryption: 16 bytes become 16 others, depending on their place, and changing any bit changes
// all of them. Must never keep a secret: it only has the shape of AES-XTS.

enum PieceCipher {
  private static let rounds: UInt64 = 4

  static func encrypt(_ bytes: ArraySlice<UInt8>, at offset: Int) -> [UInt8] {
    var (left, right) = halves(bytes)
    for round in 0..<rounds { (left, right) = (right, left ^ mix(right, offset, round)) }
    return joined(left, right)
  }

  static func decrypt(_ bytes: ArraySlice<UInt8>, at offset: Int) -> [UInt8] {
    var (left, right) = halves(bytes)
    for round in (0..<rounds).reversed() { (left, right) = (right ^ mix(left, offset, round), left) }
    return joined(left, right)
  }

  private static func mix(_ half: UInt64, _ offset: Int, _ round: UInt64) -> UInt64 {
    var mixed = half &+ UInt64(offset) &* 0x9E37_79B9_7F4A_7C15 &+ round &* 0xD1B5_4A32_D192_ED03
    mixed = (mixed ^ (mixed >> 32)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 29)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 32)
  }

  private static func halves(_ bytes: ArraySlice<UInt8>) -> (UInt64, UInt64) {
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    return (half(bytes.prefix(8)), half(bytes.dropFirst(8)))
  }

  private static func joined(_ left: UInt64, _ right: UInt64) -> [UInt8] {
    [left, right].flatMap { half in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
    }
  }
}
