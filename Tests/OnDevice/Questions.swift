// Questions that a script wrote into a file, read one after the other, and digests of what was answered.
// Must never know an answer: the script has them from elsewhere.

/// Reads integers, lowest byte first, and texts. Past the end all bytes are 0, which ends every list.
struct Questions: ~Escapable {
  private let bytes: Span<UInt8>
  private var position = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position &+= 1 }
    return bytes[position]
  }

  mutating func number() -> UInt32 {
    var value: UInt32 = 0
    for shift in 0..<UInt32(4) { value |= UInt32(byte()) &<< (8 &* shift) }
    return value
  }

  /// As many bytes as the number before them says.
  @_lifetime(copy self)
  mutating func list() -> Span<UInt8> {
    let length = Int(truncatingIfNeeded: min(number(), 1 &<< 24))
    let start = min(position, bytes.count)
    let end = min(start &+ length, bytes.count)
    position = end
    return bytes.extracting(start..<end)
  }

  mutating func instant() -> Int64 {
    let low = number()
    return Int64(bitPattern: UInt64(widening: number()) &<< 32 | UInt64(widening: low))
  }

  /// A text with its length before it.
  @_lifetime(copy self)
  mutating func text() -> Span<UInt8> {
    let length = Int(byte())
    let start = min(position, bytes.count)
    let end = min(start &+ length, bytes.count)
    position = end
    return bytes.extracting(start..<end)
  }
}

/// A checksum over fields, each of its own size, lowest byte first.
struct Digest {
  private var crc = CRC32()
  private(set) var count: UInt32 = 0

  var value: UInt32 { crc.value }

  mutating func note(_ byte: UInt8) {
    let bytes: [1 of UInt8] = [byte]
    crc.update(bytes.span)
  }

  mutating func note(_ number: UInt32) {
    let bytes: [4 of UInt8] = [
      UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number &>> 8),
      UInt8(truncatingIfNeeded: number &>> 16), UInt8(truncatingIfNeeded: number &>> 24),
    ]
    crc.update(bytes.span)
  }

  mutating func note(_ number: Int32) {
    note(UInt32(bitPattern: number))
  }

  mutating func note(_ number: Int64) {
    note(UInt32(truncatingIfNeeded: number))
    note(UInt32(truncatingIfNeeded: number &>> 32))
  }

  /// One more answer is complete.
  mutating func end() {
    count &+= 1
  }
}

func put(_ name: StaticString, _ digest: Digest) {
  put(name)
  put(0x20 as UInt8)
  put(digest.count)
  put(0x20 as UInt8)
  put(digest.value)
}
