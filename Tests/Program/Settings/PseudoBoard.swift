// A board behind a pseudo-terminal: its console served by a thread, among log lines, plain or over the link.
// Must never use what the program under test uses to talk to it.

import ClockLink
import Firmware
import Foundation
import Support
import TestSupport

final class PseudoBoard: @unchecked Sendable {
  enum Manner {
    case plain
    /// With a log line after each end of a line and each prompt.
    case logging
    case linked
    /// Never reads, and says this again and again.
    case deaf(String)
    /// Sends back what it gets, as a wrong port may.
    case echoing
  }

  var path: String { terminal.path }
  let stored: StoredSettings
  private let terminal: PseudoTerminal
  private let lock = NSLock()
  private var isOver = false
  private var received: [UInt8] = []
  private var restartCount = 0

  var restarts: Int { lock.withLock { restartCount } }
  /// A board answers before it restarts, so a program may be gone before that.
  /// - Returns: whether it has restarted this often within ten seconds.
  func restarts(reach count: Int) -> Bool {
    for _ in 0..<1_000 where restarts < count { Thread.sleep(forTimeInterval: 0.01) }
    return restarts == count
  }

  /// Everything that a program has sent.
  var sent: [UInt8] { lock.withLock { received } }

  init(_ manner: Manner, _ stored: StoredSettings = StoredSettings()) throws {
    self.stored = stored
    terminal = try PseudoTerminal(isRaw: true)
    Thread.detachNewThread { [self] in serve(manner) }
  }

  /// To be called when the board is no longer needed: its thread holds it.
  func end() {
    lock.withLock { isOver = true }
  }

  private func serve(_ manner: Manner) {
    switch manner {
    case .plain, .logging:
      var isLogging = false
      if case .logging = manner { isLogging = true }
      var console = SettingsConsole(
        store: MemoryStore(stored: stored), output: PortOutput(board: self, isLogging: isLogging))
      while let bytes = next() {
        for byte in bytes where console.take(byte) == .restart { lock.withLock { restartCount += 1 } }
      }
    case .linked:
      let link = UnsafeMutablePointer<Link<BoardPort, BoardTime>>.allocate(capacity: 1)
      link.initialize(to: Link(port: BoardPort(board: self), time: BoardTime()))
      var input = LinkConsole(SharedLink(link))
      var console = SettingsConsole(store: MemoryStore(stored: stored), output: LinkConsole(SharedLink(link)))
      _ = link.pointee.settings()
      var buffer = [UInt8](repeating: 0, count: LinkFrame.largestTyping)
      while !lock.withLock({ isOver }) {
        var span = buffer.mutableSpan
        let count = input.read(into: &span)
        for byte in buffer[..<count] where console.take(byte) == .restart { lock.withLock { restartCount += 1 } }
        Thread.sleep(forTimeInterval: 0.002)
      }
      link.deinitialize(count: 1)
      link.deallocate()
    case .deaf(let text):
      // Once isn't enough: what is sent before a program listens is lost.
      while !lock.withLock({ isOver }) {
        write(Array(text.utf8))
        Thread.sleep(forTimeInterval: 0.1)
      }
    case .echoing: while let bytes = next() { write(bytes) }
    }
  }

  /// nil at the end.
  private func next() -> [UInt8]? {
    while !lock.withLock({ isOver }) {
      if let bytes = readNow() { return bytes }
      Thread.sleep(forTimeInterval: 0.002)
    }
    return nil
  }

  fileprivate func readNow(_ most: Int = 256) -> [UInt8]? {
    let bytes = terminal.read(most)
    guard !bytes.isEmpty else { return nil }
    lock.withLock { received += bytes }
    return bytes
  }

  fileprivate func write(_ bytes: [UInt8]) {
    terminal.write(bytes)
  }
}

private struct PortOutput: ConsoleOutput, ~Copyable {
  let board: PseudoBoard
  let isLogging: Bool

  mutating func write(_ bytes: Span<UInt8>) {
    let bytes = bytes.indices.map { bytes[$0] }
    board.write(bytes)
    guard isLogging else { return }
    let isPause = bytes.last == 0x0A || bytes.elementsEqual("clock> ".utf8)
    if isPause { board.write(Array("I (4711) wifi:new:<6,0>, old:<1,0>, set hours\r\n".utf8)) }
  }
}

private struct BoardPort: BytePort {
  let board: PseudoBoard

  mutating func write(_ byte: UInt8) -> Bool {
    board.write([byte])
    return true
  }

  mutating func read() -> UInt8? { board.readNow(1)?.first }
}

private struct BoardTime: MonotonicTime {
  var now: Instant { Instant(microseconds: DispatchTime.now().uptimeNanoseconds / 1_000) }

  func sleep(until deadline: Instant) {
    Thread.sleep(forTimeInterval: Double((deadline - now).microseconds) / 1_000_000)
  }
}
