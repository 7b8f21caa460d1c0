// A frame of the link, as FORMAT.md beside this file describes it: its kinds, its limits, and how it is sent.
// Must never be delimited by length: only END begins and ends one.

#if canImport(Firmware)
  import Firmware
#endif

public enum LinkFrame {
  /// RFC 1055's bytes.
  static var end: UInt8 { 0xC0 }
  static var escape: UInt8 { 0xDB }
  static var escapedEnd: UInt8 { 0xDC }
  static var escapedEscape: UInt8 { 0xDD }

  /// Kind and number before the payload, the checksum after it.
  public static var frontSize: Int { 2 }
  public static var checksumSize: Int { 4 }
  /// The largest payload of a request, in bytes.
  public static var largestRequest: Int { 1_200 }
  /// The largest payload of a reply: the settings are the longest.
  public static var largestReply: Int { 640 }
  /// SPI bytes in one request: this is what has to be sent again when a bit flips on the way.
  public static var largestTransfer: Int { 1_024 }
  /// Typed bytes in one reply to `console`.
  public static var largestTyping: Int { 64 }
  /// Set in a reply's kind.
  public static var replyBit: UInt8 { 0x80 }
  /// The version that FORMAT.md describes.
  public static var version: UInt8 { 2 }
}

/// What a request is about.
public enum LinkKind: UInt8, Sendable {
  case hello = 1
  case wires, open, send, receive, random, event, line, trap, console
}

/// The first byte of a reply to `open`, `send` and `receive`.
public enum LinkStatus: UInt8, Sendable {
  case done
  /// Not yet: the look-up is still going on, or no datagram has come.
  case pending
  case unreachable, unknownName, busy
}

extension BytePort where Self: ~Copyable {
  /// Sends a frame whose payload is `head` followed by `body`.
  /// - Returns: false when the port didn't take all of it.
  public mutating func writeFrame(kind: UInt8, number: UInt8, _ head: Span<UInt8>, _ body: Span<UInt8>) -> Bool {
    var crc = CRC32()
    let front: [2 of UInt8] = [kind, number]
    crc.update(front.span)
    crc.update(head)
    crc.update(body)
    let sum = LinkBytes.littleEndian(crc.value)
    return write(LinkFrame.end) && writeEscaped(front.span) && writeEscaped(head) && writeEscaped(body)
      && writeEscaped(sum.span) && write(LinkFrame.end)
  }

  private mutating func writeEscaped(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices {
      let byte = bytes[index]
      let isSent =
        switch byte {
        case LinkFrame.end: write(LinkFrame.escape) && write(LinkFrame.escapedEnd)
        case LinkFrame.escape: write(LinkFrame.escape) && write(LinkFrame.escapedEscape)
        default: write(byte)
        }
      guard isSent else { return false }
    }
    return true
  }
}
