// The clock's log over the link. Must never hold the clock up for longer than an unanswered request does.

#if canImport(Firmware)
  import Firmware
#endif

public struct LinkObserver<Port: BytePort & ~Copyable, Time: MonotonicTime>: ClockObserver, ~Copyable {
  let shared: SharedLink<Port, Time>

  public init(_ shared: SharedLink<Port, Time>) { self.shared = shared }

  public mutating func record(_ event: ClockEvent) {
    var payload = LinkPayload()
    payload.put(shared.link.pointee.time.now)
    LinkEvent.put(event, &payload)
    _ = shared.link.pointee.ask(.event, payload.span)
  }
}
