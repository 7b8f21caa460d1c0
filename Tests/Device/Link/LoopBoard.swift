// A board whose every wire is the link, the host's end in the same process, and a line between them that can be noisy.
// Must never help either end: each sees only bytes.

import ClockLink
import Emulator
import Firmware
import LinkHost
import Support

final class Line {
  var server: LinkServer?
  var now: UInt64 = 0
  /// One byte in this many is lost or corrupted; 0 for none.
  var noise: UInt64 = 0
  private(set) var hurt = 0
  private var toDevice: [UInt8] = []
  private var position = 0
  private var random = SplitMix64(seed: 11)

  func send(_ byte: UInt8) {
    // 921,600 baud.
    now += 11
    guard let server, let byte = carry(byte) else { return }
    let reply = server.take([byte])
    if position == toDevice.count { (toDevice, position) = ([], 0) }
    toDevice += reply.compactMap { carry($0) }
  }

  func receive() -> UInt8? {
    guard position < toDevice.count else { return nil }
    defer { position += 1 }
    return toDevice[position]
  }

  private func carry(_ byte: UInt8) -> UInt8? {
    guard noise > 0, random.next() % noise == 0 else { return byte }
    hurt += 1
    return random.next() & 1 == 0 ? nil : byte ^ (1 << UInt8(random.next() & 7))
  }
}

struct LinePort: BytePort {
  let line: Line

  mutating func write(_ byte: UInt8) -> Bool {
    line.send(byte)
    return true
  }

  mutating func read() -> UInt8? { line.receive() }
}

struct LineTime: MonotonicTime {
  let line: Line

  /// Reading the time takes a microsecond, so that busy-waiting comes to an end.
  var now: Instant {
    line.now += 1
    return Instant(microseconds: line.now)
  }

  func sleep(until deadline: Instant) { line.now = max(line.now, deadline.microseconds) }
}

struct FixedTime: TimeSource, ~Copyable {
  let start: LocalTime

  mutating func localTime(at instant: Instant) -> LocalTime? {
    let microseconds = UInt64(start.microsecond) + instant.microseconds
    return LocalTime(
      seconds: start.seconds + Int64(microseconds / 1_000_000), microsecond: UInt32(microseconds % 1_000_000))
  }
}

struct LineFlash: GlyphFlash, ~Copyable {
  let image: [UInt8]

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { image.span }
  }
}

struct NoFlash: WritableFlash, ~Copyable {
  var size: Int { 0 }
  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {}
  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool { true }
  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {}
  mutating func eraseSector(at offset: Int) throws(FlashError) {}
}

enum LoopBoard: Board {
  typealias Bus = LinkBus<LinePort, LineTime>
  typealias Output = LinkOutput<LinePort, LineTime>
  typealias Input = LinkBusy<LinePort, LineTime>
  typealias Time = LineTime
  typealias Flash = LineFlash
  typealias JournalFlash = NoFlash
  typealias Source = FixedTime
  typealias Observer = LinkObserver<LinePort, LineTime>
}

typealias LineLink = SharedLink<LinePort, LineTime>

/// Lends `body` a link over `line`.
func withLink<Result>(_ line: Line, _ body: (LineLink) throws -> Result) rethrows -> Result {
  let pointer = UnsafeMutablePointer<Link<LinePort, LineTime>>.allocate(capacity: 1)
  pointer.initialize(to: Link(port: LinePort(line: line), time: LineTime(line: line)))
  defer {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
  return try body(SharedLink(pointer))
}

func loopClock(_ link: LineLink, _ line: Line, image: [UInt8], start: LocalTime) -> Clock<LoopBoard> {
  let time = LineTime(line: line)
  return Clock(
    settings: ClockSettings(),
    panels: PanelRow(link, [.v2, .v1, .rev21, .v2]),
    time: time, flash: LineFlash(image: image), journal: NoFlash(), source: FixedTime(start: start),
    observer: LinkObserver(link))
}
