// Bytes between a page and a module: the page writes them into a room that the module has made, and reads answers from
// where the module says. Must never know what they mean.

import Essentials

/// One call at a time, since a page's module has one thread.
public enum Exchange {
  nonisolated(unsafe) private static var inbox = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  nonisolated(unsafe) private static var outbox = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  nonisolated(unsafe) private static var answered = 0

  static func makeRoom(_ count: Int) -> UnsafeMutableRawPointer? {
    if inbox.count < count {
      inbox.deallocate()
      inbox = .allocate(byteCount: count, alignment: 16)
    }
    return inbox.baseAddress
  }

  /// A large room isn't kept: a photograph's would be half of the module's memory.
  private static let largestKept = 1 << 20

  /// What the page has written into the room.
  /// - Parameter count: no more than the room was made for.
  public static func taken(_ count: Int) -> [UInt8] {
    let bytes = Array(UnsafeRawBufferPointer(rebasing: inbox[0..<max(0, min(count, inbox.count))]))
    if inbox.count > largestKept {
      inbox.deallocate()
      inbox = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
    return bytes
  }

  /// Leaves `bytes` where the page finds them until the next answer.
  public static func answer(_ bytes: [UInt8]) {
    if outbox.count < bytes.count {
      outbox.deallocate()
      outbox = .allocate(byteCount: bytes.count, alignment: 16)
    }
    bytes.withUnsafeBytes { if !$0.isEmpty { outbox.copyMemory(from: $0) } }
    answered = bytes.count
  }

  public static func answer(_ text: String) { answer(text.bytes) }

  static var answerAddress: UnsafeMutableRawPointer? { outbox.baseAddress }
  static var answerCount: Int { answered }
}

/// Where the page may write `count` bytes, until the next call that takes them.
@_expose(wasm, "room") @c(page_room) public func room(_ count: Int32) -> UnsafeMutableRawPointer? {
  Exchange.makeRoom(Int(max(0, count)))
}

@_expose(wasm, "answer") @c(page_answer) public func answer() -> UnsafeMutableRawPointer? { Exchange.answerAddress }

@_expose(wasm, "answerSize") @c(page_answer_size) public func answerSize() -> Int32 { Int32(Exchange.answerCount) }
