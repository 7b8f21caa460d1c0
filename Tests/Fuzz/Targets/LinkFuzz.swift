// Both ends of the link: what a device is told, and what a host is asked.
// Must never trust a frame just because of its checksum.

import ClockLink
import Emulator
import Firmware
import GlyphImage

@testable import LinkHost

func fuzzLink(_ input: inout FuzzInput) {
  if input.byte() & 1 == 0 { askHost(&input) } else { answerDevice(&input) }
}

private let table: GlyphTable = {
  guard let bytes = try? SmallImage.bytes, let table = try? GlyphTable(checking: bytes.span) else {
    fatalError("the project's own image can't be made")
  }
  return table
}()

private func askHost(_ input: inout FuzzInput) {
  let settings = HostSettings([(.panels, "v2 v1 v2.1 gdey0154d67")])
  guard let server = try? LinkServer(board: EmulatedBoard(), settings: settings, glyphs: table) else {
    fatalError("the project's own settings are refused")
  }
  server.onEvent = { _ in }
  _ = server.take(frame(LinkKind.hello.rawValue, 0, [LinkFrame.version] + [UInt8](repeating: 0, count: 8)))
  while !input.isEmpty {
    let kind = input.byte()
    // A look-up would leave this process.
    if kind == LinkKind.open.rawValue { continue }
    let number = input.byte()
    let payload = kind & 0x40 == 0 ? input.piece() : input.bytes(Int(input.uint16() % 1_300))
    _ = server.take(kind & 0x80 == 0 ? frame(kind & 0x3F, number, payload) : payload)
  }
}

private func answerDevice(_ input: inout FuzzInput) {
  let replies = FuzzPort(input)
  var link = Link(port: replies, time: FuzzTime())
  _ = link.settings()
  let more: [UInt8] = [1, 2, 3]
  _ = link.ask(.send, more.span)
  link.tell("bytes ", 70_000)
}

private func frame(_ kind: UInt8, _ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
  var port = BytesPort()
  _ = port.writeFrame(kind: kind, number: number, payload.span, Span())
  return port.bytes
}

private struct BytesPort: BytePort {
  var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) -> Bool {
    bytes.append(byte)
    return true
  }

  mutating func read() -> UInt8? { nil }
}

/// Answers each frame with one from the input, whose number and checksum fit if the input says so.
private struct FuzzPort: BytePort, ~Copyable {
  private var input: FuzzInput
  private var reader = LinkReader<1_206>()
  private var waiting: ArraySlice<UInt8> = []

  init(_ input: FuzzInput) {
    self.input = input
  }

  mutating func write(_ byte: UInt8) -> Bool {
    guard reader.take(byte), !input.isEmpty else { return true }
    let fits = input.byte() & 3 != 0
    let payload = input.bytes(Int(input.uint16() % 700))
    waiting += fits ? frame(reader.kind | LinkFrame.replyBit, reader.number, payload)[...] : payload[...]
    return true
  }

  mutating func read() -> UInt8? { waiting.popFirst() }
}

private final class FuzzClock: @unchecked Sendable { var now: UInt64 = 0 }

private struct FuzzTime: MonotonicTime {
  private let clock = FuzzClock()

  var now: Instant {
    clock.now += 1_000
    return Instant(microseconds: clock.now)
  }

  func sleep(until deadline: Instant) { clock.now = max(clock.now, deadline.microseconds) }
}
