// Random packets, and replies with random faults, through the client's parser and its arithmetic.
// Must never be told what comes out: whatever does, nothing may trap.

struct Packets {
  private var random: UInt32
  private var bytes: [64 of UInt8] = .init(repeating: 0)
  private(set) var faults = SNTPFaultCounts()
  private(set) var kisses: UInt32 = 0
  private(set) var believed: UInt32 = 0
  /// Over the time and bound of each sample that was believed.
  private(set) var samples = CRC32()

  init(seed: UInt32) {
    random = seed &* 2 &+ 1
  }

  /// Marsaglia's xorshift.
  private mutating func next() -> UInt32 {
    random ^= random &<< 13
    random ^= random &>> 17
    random ^= random &<< 5
    return random
  }

  mutating func once() {
    let nonce = UInt64(widening: next()) &<< 32 | UInt64(widening: next())
    for byte in 0..<64 { bytes[byte] = UInt8(truncatingIfNeeded: next() &>> 11) }
    let kind = next() &>> 8 & 7
    // One in eight is a good reply with any time at all.
    if kind > 0 { makeReply(nonce, anyTime: kind == 7) }
    if kind > 2, kind < 7 {
      for _ in 2..<kind { bytes[Int(next() &>> 8 & 63)] = UInt8(truncatingIfNeeded: next() &>> 11) }
    }
    let length = kind == 2 ? Int(next() &>> 8 & 63) : 48 &+ Int(next() &>> 8 & 15)
    let sent = Instant(microseconds: UInt64(widening: next()))
    let received = sent + Interval(microseconds: UInt64(widening: next() &>> 11))
    do throws(SNTPReplyError) {
      let reply = try SNTPReply(bytes.span.extracting(first: length), nonce: nonce)
      let sample = try TimeSample(reply, sent: sent, received: received)
      believed &+= 1
      note(UInt64(bitPattern: sample.time.microseconds))
      note(UInt64(bitPattern: Int64(widening: sample.bound)))
    } catch {
      switch error {
      case .fault(let fault): faults.count(fault)
      case .kiss: kisses &+= 1
      }
    }
  }

  /// A reply that would be believed: near 2026-11-21, 40 µs at the server.
  private mutating func makeReply(_ nonce: UInt64, anyTime: Bool) {
    bytes[0] = 0x24
    bytes[1] = 2
    for byte in 4..<12 { bytes[byte] = byte == 6 || byte == 10 ? 2 : 0 }
    put(0, at: 16)
    put(nonce, at: 24)
    let seconds = UInt64(widening: anyTime ? next() : 0xEEAB_5D80 &+ next() & 0xFFFF)
    put(seconds &<< 32, at: 32)
    put(seconds &<< 32 | 0x2_9F17, at: 40)
  }

  private mutating func put(_ value: UInt64, at offset: Int) {
    for byte in 0..<8 {
      let shift = UInt64(widening: UInt32(truncatingIfNeeded: 56 &- 8 &* byte))
      bytes[offset &+ byte] = UInt8(truncatingIfNeeded: value &>> shift)
    }
  }

  private mutating func note(_ value: UInt64) {
    put(value, at: 0)
    samples.update(bytes.span.extracting(first: 8))
  }
}
