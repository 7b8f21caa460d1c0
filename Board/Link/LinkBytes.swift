// Integers as in the link's frames: little endian. Must never trap on a span that is too short.

#if canImport(Firmware)
  import Firmware
#endif

public enum LinkBytes {
  public static func littleEndian(_ value: UInt32) -> [4 of UInt8] {
    var bytes: [4 of UInt8] = .init(repeating: 0)
    var span = bytes.mutableSpan
    span.putLittleEndian(value, at: 0)
    return bytes
  }
}

/// Builds a small payload. What doesn't fit is left out, and `isWhole` is then false.
public struct LinkPayload {
  private var bytes: [64 of UInt8] = .init(repeating: 0)
  private var count = 0
  public private(set) var isWhole = true

  public init() {}

  public var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  // None of these is inlined: an event calls many of them.
  @inline(never)
  public mutating func put(_ byte: UInt8) {
    guard count < 64 else {
      isWhole = false
      return
    }
    bytes[count] = byte
    count &+= 1
  }

  public mutating func put(_ value: UInt16) {
    put(UInt8(truncatingIfNeeded: value))
    put(UInt8(truncatingIfNeeded: value &>> 8))
  }

  @inline(never)
  public mutating func put(_ value: UInt32) {
    put(UInt16(truncatingIfNeeded: value))
    put(UInt16(truncatingIfNeeded: value &>> 16))
  }

  @inline(never)
  public mutating func put(_ value: UInt64) {
    put(UInt32(truncatingIfNeeded: value))
    put(UInt32(truncatingIfNeeded: value &>> 32))
  }

  public mutating func put(_ value: Int64) { put(UInt64(bitPattern: value)) }
  public mutating func put(_ instant: Instant) { put(instant.microseconds) }
}

/// Reads a payload from its start. Past the end everything reads as nil.
public struct LinkFields: ~Escapable {
  private let bytes: Span<UInt8>
  private var position = 0

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  public mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position &+= 1 }
    return bytes[position]
  }

  public mutating func uint16() -> UInt16? {
    guard let low = byte(), let high = byte() else { return nil }
    return UInt16(low) | UInt16(high) &<< 8
  }

  public mutating func uint32() -> UInt32? {
    guard let low = uint16(), let high = uint16() else { return nil }
    return UInt32(low) | UInt32(high) &<< 16
  }

  public mutating func uint64() -> UInt64? {
    guard let low = uint32(), let high = uint32() else { return nil }
    return UInt64(widening: low) | UInt64(widening: high) &<< 32
  }

  public mutating func int64() -> Int64? {
    guard let bits = uint64() else { return nil }
    return Int64(bitPattern: bits)
  }

  public mutating func instant() -> Instant? {
    guard let microseconds = uint64() else { return nil }
    return Instant(microseconds: microseconds)
  }

  /// The next `count` bytes, or as many as there are.
  public mutating func text(_ count: Int) -> Range<Int> {
    let end = min(bytes.count, position &+ max(0, count))
    defer { position = end }
    return position..<end
  }

  /// Everything that is left.
  public var rest: Range<Int> { position..<bytes.count }
}
