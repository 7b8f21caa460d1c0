// The host's end of the link: answers a device's requests with the emulated panels and this machine's network. Must
// never carry out a request twice, nor answer an invalid frame.

import ClockLink
import Emulator
import Firmware
import Support
import UDP

/// What a device reported before it ended.
public struct LinkTrap: Equatable, CustomStringConvertible, Sendable {
  public let cause, address, value: UInt32

  public var description: String {
    func hex(_ number: UInt32) -> String { "0x" + String(number, radix: 16).leftPadded(to: 8, with: "0") }
    return "cause \(cause) at \(hex(address)), value \(hex(value))"
  }
}

public final class LinkServer {
  public let board: EmulatedBoard
  public var onEvent: ((ClockEvent) -> Void)?
  /// A line of text from the device.
  public var onLine: ((String) -> Void)?
  /// What the settings console writes.
  public var onConsole: (([UInt8]) -> Void)?
  public private(set) var trap: LinkTrap?
  /// Whether the device has asked for its settings.
  public private(set) var isConnected = false
  public var requests: Int { replies.requests }
  /// Invalid frames.
  public var dropped: Int { replies.dropped }

  private let settings: [UInt8]
  private let glyphs: GlyphTable
  private var replies = LinkReplies()
  private var typing = LinkTyping()
  private var sockets = HostSockets()
  private var random = SystemRandom()
  /// The board's counter keeps running when a device starts again with its own at 0.
  private var lead = Interval(microseconds: 0)

  /// - Parameter glyphs: the table of the device's image.
  /// - Throws: `Failure` for settings that a device doesn't take.
  public init(board: EmulatedBoard, settings: HostSettings, glyphs: GlyphTable) throws {
    self.board = board
    self.settings = try settings.bytes()
    self.glyphs = glyphs
  }

  /// Takes bytes from the device and returns those to send to it.
  public func take(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    replies.take(bytes) { answer($0, $1) }
  }

  /// - Returns: nil for what gets no answer, for instance a malformed payload.
  private func answer(_ kind: LinkKind, _ payload: [UInt8]) -> [UInt8]? {
    // A device that had another host before asks for what this one can't know; without answers it starts again.
    guard isConnected || kind == .hello || kind == .trap else { return nil }
    var fields = LinkFields(payload.span)
    switch kind {
    case .hello:
      guard fields.byte() == LinkFrame.version, let instant = fields.instant() else { return nil }
      isConnected = true
      sockets = HostSockets()
      // A chip that starts releases its pins, whatever they were, and sets them to their resting levels.
      for panel in 0..<4 { board.set(.chipSelect(panel), .high) }
      board.set(.reset, .high)
      lead = board.now - instant
      return settings
    case .wires:
      guard let instant = fields.instant(), let count = fields.byte() else { return nil }
      var changes: [(wire: LinkWire, level: PinLevel)] = []
      for _ in 0..<count {
        guard let change = fields.byte(), let wire = LinkWire(rawValue: change >> 1) else { return nil }
        changes.append((wire, change & 1 == 0 ? .low : .high))
      }
      return drive(changes, payload.span.extracting(fields.rest), at: instant)
    case .open:
      guard let port = fields.uint16() else { return nil }
      let name = Array(payload[fields.rest])
      return result { () throws(NetworkError) in try sockets.open(name, port: port).map { [$0] } }
    case .send:
      guard let socket = fields.byte() else { return nil }
      let datagram = Array(payload[fields.rest])
      return result { () throws(NetworkError) in
        try sockets.send(datagram.span, by: socket)
        return []
      }
    case .receive:
      guard let socket = fields.byte() else { return nil }
      return result { () throws(NetworkError) in try sockets.receive(by: socket, atMost: LinkFrame.largestReply - 1) }
    case .random:
      let number = LinkBytes.littleEndian(random.next())
      return number.indices.map { number[$0] }
    case .event:
      guard let instant = fields.instant() else { return nil }
      board.advance(to: instant + lead)
      if let event = LinkEvent.event(payload.span.extracting(fields.rest), glyphs: glyphs) { onEvent?(event) }
      return [LinkStatus.done.rawValue]
    case .line:
      onLine?(String(plain: payload))
      return [LinkStatus.done.rawValue]
    case .console: return typing.answer(payload, onConsole)
    case .trap:
      guard let cause = fields.uint32(), let address = fields.uint32(), let value = fields.uint32() else { return nil }
      trap = LinkTrap(cause: cause, address: address, value: value)
      return nil
    }
  }

  /// Keeps bytes for the settings console until the device asks for them.
  public func type(_ bytes: [UInt8]) { typing.type(bytes) }

  private func drive(
    _ changes: [(wire: LinkWire, level: PinLevel)], _ bytes: Span<UInt8>, at instant: Instant
  ) -> [UInt8] {
    board.advance(to: instant + lead)
    for (wire, level) in changes {
      switch wire {
      case .dataCommand: board.set(.dataCommand, level)
      case .reset: board.set(.reset, level)
      case .chipSelect0, .chipSelect1, .chipSelect2, .chipSelect3: board.set(.chipSelect(Int(wire.rawValue)), level)
      }
    }
    var status = LinkStatus.done
    if !bytes.isEmpty {
      do throws(SPIError) { try board.send(bytes) } catch { status = .busy }
    }
    var levels: UInt8 = 0
    for panel in board.panels.indices where board.busyLevel(panel) == .high { levels |= 1 << UInt8(panel) }
    return [status.rawValue, levels]
  }

  private func result(_ body: () throws(NetworkError) -> [UInt8]?) -> [UInt8] {
    do throws(NetworkError) {
      guard let bytes = try body() else { return [LinkStatus.pending.rawValue] }
      return [LinkStatus.done.rawValue] + bytes
    } catch {
      switch error {
      case .unreachable: return [LinkStatus.unreachable.rawValue]
      case .unknownName: return [LinkStatus.unknownName.rawValue]
      case .busy: return [LinkStatus.busy.rawValue]
      }
    }
  }
}
