// What every host does with a device's frames: each request is answered, and none is carried out twice.
// Must never know what a request is about.

import ClockLink
import Firmware

struct LinkReplies: ~Copyable {
  private var reader = LinkReader<1_206>()
  private var last: (kind: UInt8, number: UInt8, reply: [UInt8])?
  private(set) var requests = 0
  /// Invalid frames.
  var dropped: Int { Int(reader.dropped) }

  /// Takes bytes from the device and returns those to send to it.
  /// - Parameter answer: returns nil for what gets no answer, for instance a malformed payload.
  mutating func take(_ bytes: some Sequence<UInt8>, _ answer: (LinkKind, [UInt8]) -> [UInt8]?) -> [UInt8] {
    var output = ArrayPort()
    for byte in bytes where reader.take(byte) {
      let (kind, number) = (reader.kind, reader.number)
      // The device missed the answer. A `hello` with the same number may come from another start.
      if let last, last.kind == kind, last.number == number, kind != LinkKind.hello.rawValue {
        output.bytes += last.reply
        continue
      }
      let payload = (0..<reader.payloadCount).map { reader.payload($0) }
      guard let known = LinkKind(rawValue: kind), let content = answer(known, payload) else { continue }
      requests += 1
      var reply = ArrayPort()
      _ = reply.writeFrame(kind: kind | LinkFrame.replyBit, number: number, content.span, Span())
      last = (kind, number, reply.bytes)
      output.bytes += reply.bytes
    }
    return output.bytes
  }
}

/// A frame's bytes in memory.
struct ArrayPort: BytePort {
  var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) -> Bool {
    bytes.append(byte)
    return true
  }

  mutating func read() -> UInt8? { nil }
}

/// The console's part of a link's host.
struct LinkTyping {
  private var typed: [UInt8] = []

  mutating func type(_ bytes: [UInt8]) { typed += bytes }

  /// The answer to a request from the console.
  mutating func answer(_ payload: [UInt8], _ take: (([UInt8]) -> Void)?) -> [UInt8] {
    guard payload.isEmpty else {
      take?(payload)
      return [LinkStatus.done.rawValue]
    }
    defer { typed.removeFirst(min(typed.count, LinkFrame.largestTyping)) }
    return [LinkStatus.done.rawValue] + typed.prefix(LinkFrame.largestTyping)
  }
}
