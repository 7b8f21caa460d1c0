// A message of the name system (RFC 1035), read and written in place. Must never follow a pointer forward or for ever,
// nor read or write beyond the message.

/// Types of records.
enum NameType {
  static var a: UInt16 { 1 }
  static var nsec: UInt16 { 47 }
  static var any: UInt16 { 255 }
}

struct NameMessage {
  /// Larger ones are not for this clock: a question fits in far less.
  static var most: Int { 512 }
  static var headerSize: Int { 12 }

  private var bytes: [512 of UInt8] = .init(repeating: 0)
  private(set) var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  /// Where a datagram is received; then call `arrived`.
  var buffer: MutableSpan<UInt8> {
    @_lifetime(&self) mutating get { bytes.mutableSpan }
  }

  mutating func arrived(_ size: Int) { count = max(0, min(size, NameMessage.most)) }

  // MARK: Reading

  func number(at offset: Int) -> UInt16 {
    guard offset >= 0, offset &+ 2 <= count else { return 0 }
    return UInt16(bytes[offset]) &<< 8 | UInt16(bytes[offset &+ 1])
  }

  var flags: UInt16 { number(at: 2) }
  var isResponse: Bool { flags & 0x8000 != 0 }
  /// A standard query, the only kind that is answered.
  var isQuery: Bool { count >= NameMessage.headerSize && flags & 0xF800 == 0 }
  var questions: UInt16 { number(at: 4) }
  var records: UInt32 { UInt32(number(at: 6)) &+ UInt32(number(at: 8)) &+ UInt32(number(at: 10)) }

  /// - Returns: the offset after the name that begins at `start`; nil if it isn't one.
  func end(ofNameAt start: Int) -> Int? {
    var offset = start
    while offset < count {
      let size = Int(bytes[offset])
      if size == 0 { return offset &+ 1 }
      if size & 0xC0 == 0xC0 { return offset &+ 2 <= count ? offset &+ 2 : nil }
      guard size & 0xC0 == 0 else { return nil }
      offset &+= 1 &+ size
    }
    return nil
  }

  /// Whether the name at `start` is `name`, in lower case, whose labels have a length byte each and end with a zero.
  /// The message's case doesn't matter.
  func isName(at start: Int, _ name: Span<UInt8>) -> Bool {
    var offset = start
    var place = 0
    // Each pointer must lead backwards, so there is an end to them.
    var limit = count
    while offset < count, place < name.count {
      let size = Int(bytes[offset])
      if size & 0xC0 == 0xC0 {
        guard offset &+ 1 < count else { return false }
        let target = (size & 0x3F) &<< 8 | Int(bytes[offset &+ 1])
        guard target < offset, target < limit else { return false }
        (offset, limit) = (target, target)
        continue
      }
      guard size == Int(name[place]), offset &+ size < count, place &+ size < name.count else { return false }
      for index in 0...size {
        var byte = bytes[offset &+ index]
        if index > 0, byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
        guard byte == name[place &+ index] else { return false }
      }
      if size == 0 { return place &+ 1 == name.count }
      offset &+= 1 &+ size
      place &+= 1 &+ size
    }
    return false
  }

  // MARK: Writing

  mutating func clear(id: UInt16, flags: UInt16) {
    count = 0
    put(id)
    put(flags)
    for _ in 0..<4 { put(0 as UInt16) }
  }

  /// Keeps the header and the first question of a message, for an answer to it.
  mutating func cut(at end: Int, flags: UInt16) {
    count = end
    set(flags, at: 2)
    set(1, at: 4)
    for field in 3..<6 { set(0, at: 2 &* field) }
  }

  mutating func set(_ value: UInt16, at offset: Int) {
    guard offset &+ 2 <= count else { return }
    bytes[offset] = UInt8(truncatingIfNeeded: value &>> 8)
    bytes[offset &+ 1] = UInt8(truncatingIfNeeded: value)
  }

  mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  mutating func put(_ value: UInt16) {
    put(UInt8(truncatingIfNeeded: value &>> 8))
    put(UInt8(truncatingIfNeeded: value))
  }

  mutating func put(_ value: UInt32) {
    put(UInt16(truncatingIfNeeded: value &>> 16))
    put(UInt16(truncatingIfNeeded: value))
  }

  mutating func put(_ bytes: Span<UInt8>) {
    for index in bytes.indices { put(bytes[index]) }
  }
}
