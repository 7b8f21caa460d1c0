// Frames against bytes written by hand from FORMAT.md, and against everything that a wire can do to them.
// Must never take a checksum from the code under test, only from zlib.

import ClockLink
import Firmware
import Support
import TestSupport
import Testing

struct LinkFrameTests {
  /// By hand: RFC 1055's escapes, zlib's checksum.
  private func expected(_ kind: UInt8, _ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let plain = [kind, number] + payload + littleEndian(zlibCRC([kind, number] + payload))
    let escaped = plain.flatMap { (byte: UInt8) -> [UInt8] in
      byte == 0xC0 ? [0xDB, 0xDC] : byte == 0xDB ? [0xDB, 0xDD] : [byte]
    }
    return [0xC0] + escaped + [0xC0]
  }

  @Test func aFrameIsWhatTheFormatSays() {
    // python3 -c "import zlib; print(zlib.crc32(bytes([6, 7])).to_bytes(4, 'little').hex(' '))"
    #expect(sentFrame(6, 7, [], []) == [0xC0, 0x06, 0x07, 0xDA, 0x20, 0xE7, 0x89, 0xC0])
    #expect(sentFrame(6, 7, [], []) == expected(6, 7, []))
    #expect(sentFrame(2, 0xC0, [0xC0, 1], [0xDB, 0xDD]) == expected(2, 0xC0, [0xC0, 1, 0xDB, 0xDD]))
  }

  @Test func framesComeBackAsTheyWere() {
    var random = SplitMix64(seed: 3)
    var reader = FrameReader()
    for _ in 0..<2_000 {
      // Half of them full of the two bytes that are escaped.
      let isBad = random.next() & 1 == 0
      let payload = random.bytes(Int(random.next() % 1_200)).map {
        isBad && $0 & 1 == 0 ? ($0 & 2 == 0 ? 0xC0 : 0xDB) : $0
      }
      let (kind, number) = (UInt8(truncatingIfNeeded: random.next()), UInt8(truncatingIfNeeded: random.next()))
      let cut = payload.count / 3
      let frames = reader.read(sentFrame(kind, number, Array(payload[..<cut]), Array(payload[cut...])))
      #expect(frames == [FrameReader.Frame(kind: kind, number: number, payload: payload)])
    }
    #expect(reader.dropped == 0)
  }

  /// With any one bit of a frame flipped: never a different frame, and always the next one.
  @Test func noFlippedBitPasses() {
    let payload: [UInt8] = [0xC0, 0xDB, 0x00, 0xFF, 0xDC, 0xDD, 0x5A]
    let whole = sentFrame(2, 9, payload, [])
    let next = sentFrame(6, 10, [], [])
    let frames = [(2, 9, payload), (6, 10, [])].map { FrameReader.Frame(kind: $0.0, number: $0.1, payload: $0.2) }
    for bit in 0..<whole.count * 8 {
      var hurt = whole
      hurt[bit / 8] ^= 1 << UInt8(bit % 8)
      var reader = FrameReader()
      let found = reader.read(hurt + next)
      // A lost END does no harm where the neighbour's takes its place.
      #expect(found == [frames[1]] || found == frames, "bit \(bit)")
    }
  }

  @Test func aTruncatedFrameCostsNoOther() {
    let whole = sentFrame(7, 1, Array(0..<40), [])
    let next = sentFrame(6, 2, [], [])
    for count in 0..<whole.count - 1 {
      var reader = FrameReader()
      #expect(reader.read(Array(whole[..<count]) + next).map(\.number) == [2], "\(count) bytes")
      var late = FrameReader()
      #expect(late.read(Array(whole[(count + 1)...]) + next).map(\.number) == (count == 0 ? [1, 2] : [2]))
    }
  }

  @Test func garbageIsNoFrame() {
    var random = SplitMix64(seed: 5)
    var reader = FrameReader()
    for _ in 0..<300 {
      var garbage = random.bytes(Int(random.next() % 4_000))
      for index in garbage.indices where random.next() % 20 == 0 { garbage[index] = 0xC0 }
      let found = reader.read(garbage + sentFrame(1, 1, [4, 5], []))
      #expect(found == [FrameReader.Frame(kind: 1, number: 1, payload: [4, 5])])
    }
    // Longer than any frame, without an END.
    #expect(reader.read(.init(repeating: 0x55, count: 100_000) + sentFrame(1, 2, [], [])).count == 1)
    #expect(reader.dropped > 300)
  }
}

func sentFrame(_ kind: UInt8, _ number: UInt8, _ head: [UInt8], _ body: [UInt8]) -> [UInt8] {
  var port = MemoryPort()
  let isSent = port.writeFrame(kind: kind, number: number, head.span, body.span)
  #expect(isSent)
  return port.bytes
}

struct MemoryPort: BytePort {
  var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) -> Bool {
    bytes.append(byte)
    return true
  }

  mutating func read() -> UInt8? { nil }
}

struct FrameReader: ~Copyable {
  struct Frame: Equatable {
    let kind, number: UInt8
    let payload: [UInt8]
  }

  private var reader = LinkReader<1_206>()
  var dropped: UInt32 { reader.dropped }

  mutating func read(_ bytes: [UInt8]) -> [Frame] {
    var frames: [Frame] = []
    for byte in bytes where reader.take(byte) {
      frames.append(
        Frame(kind: reader.kind, number: reader.number, payload: (0..<reader.payloadCount).map { reader.payload($0) }))
    }
    return frames
  }
}
