// The name server of the clock's own network: whatever is asked for is here. Phones find by it that they are to show
// the clock's page. Must never answer anything but a plain question.

public struct PortalNames<Port: DatagramService & ~Copyable>: ~Copyable {
  private var port: Port
  private var message = NameMessage()

  public init(_ port: consuming Port) { self.port = port }

  /// - Parameter address: of the clock in its own network, the first number highest.
  public mutating func work(_ address: UInt32) {
    // A few at a time: nobody may keep the clock busy.
    for _ in 0..<4 {
      var buffer = message.buffer
      guard let size = port.receive(into: &buffer) else { return }
      message.arrived(size)
      guard message.answer(address) else { continue }
      port.answer(message.span)
    }
  }
}

extension NameMessage {
  /// Until the portal closes nobody should keep an answer that is a lie.
  private static var lifetime: UInt32 { 1 }

  /// Turns a question into its answer.
  /// - Returns: false if it isn't one.
  mutating func answer(_ address: UInt32) -> Bool {
    guard isQuery, questions == 1, let end = end(ofNameAt: NameMessage.headerSize), end &+ 4 <= count,
      number(at: end &+ 2) == 1
    else { return false }
    let kind = number(at: end)
    // A response, authoritative, without recursion.
    cut(at: end &+ 4, flags: 0x8400 | flags & 0x0100)
    // For other types, AAAA among them, the name exists and has none.
    guard kind == NameType.a || kind == NameType.any else { return true }
    set(1, at: 6)
    put(0xC00C as UInt16)
    put(NameType.a)
    put(1 as UInt16)
    put(NameMessage.lifetime)
    put(4 as UInt16)
    put(address)
    return count == end &+ 20
  }
}
