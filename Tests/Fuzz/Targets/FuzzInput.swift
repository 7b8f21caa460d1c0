// An input as a script: numbers and pieces, from the front on. Must never trap at its own end: zeros follow.

struct FuzzInput {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// - Parameter limit: 1 to 256.
  mutating func number(below limit: Int) -> Int { Int(byte()) % limit }

  mutating func uint16() -> UInt16 { UInt16(byte()) | UInt16(byte()) << 8 }
  mutating func uint32() -> UInt32 { UInt32(uint16()) | UInt32(uint16()) << 16 }
  mutating func int64() -> Int64 { Int64(bitPattern: UInt64(uint32()) | UInt64(uint32()) << 32) }

  /// Fewer if the input ends first.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// As many as the next byte says.
  mutating func piece() -> [UInt8] { bytes(Int(byte())) }
}

/// The lowest `count` bytes, lowest first.
func littleEndian(_ value: UInt32, _ count: Int = 4) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
}
