// What time-keeping did, as bytes of an event and back. Must never trust bytes.

#if canImport(Firmware)
  import Firmware
#endif

extension LinkEvent {
  static func put(_ event: TimeEvent, _ payload: inout LinkPayload) {
    switch event {
    case .sntp(let event): put(event, &payload)
    case .reply(let server, let sample, let error):
      payload.begin(.reply, server)
      payload.put(sample.instant)
      payload.put(sample.time.microseconds)
      payload.put(Int64(widening: sample.bound))
      payload.put(Int64(widening: sample.delay))
      payload.put(sample.leap.rawValue)
      payload.put(sample.stratum)
      if let error { payload.put(error) }
    case .corrected(let correction, let next):
      switch correction {
      case .set: payload.begin(.timeSet, 0)
      case .step(let size):
        payload.begin(.timeStepped, 0)
        payload.put(size)
      case .slew(let size):
        payload.begin(.timeSlewed, 0)
        payload.put(Int64(widening: size))
      }
      payload.put(next.microseconds)
    case .unsure(let bound):
      payload.begin(.timeUnsure, 0)
      payload.put(Int64(widening: bound))
    }
  }

  static func put(_ event: SNTPEvent, _ payload: inout LinkPayload) {
    switch event {
    case .dropped(let server, let fault, let total):
      payload.begin(.dropped, server)
      payload.put(fault.rawValue)
      payload.put(total)
    case .kissed(let server, let code):
      payload.begin(.kissed, server)
      payload.put(code.letters)
    case .unreachable(let server, let error):
      payload.begin(.unreachable, server)
      let status: LinkStatus =
        switch error {
        case .unreachable: .unreachable
        case .unknownName: .unknownName
        case .busy: .busy
        }
      payload.put(status.rawValue)
    case .silent(let server): payload.begin(.silent, server)
    case .outvoted(let server): payload.begin(.outvoted, server)
    case .noMajority: payload.begin(.noMajority, 0)
    case .nobodyLeft: payload.begin(.nobodyLeft, 0)
    }
  }
}

extension LinkFields {
  mutating func timeEvent(_ code: LinkEvent.Code) -> TimeEvent? {
    let size: Int64
    if code == .timeSet { size = 0 } else if let read = int64() { size = read } else { return nil }
    if code == .timeUnsure { return .unsure(size.clamped) }
    guard let next = uint64() else { return nil }
    let correction: Correction =
      code == .timeSet ? .set : code == .timeStepped ? .step(size) : .slew(size.clamped)
    return .corrected(correction, next: Interval(microseconds: next))
  }

  mutating func reply(of server: Int) -> TimeEvent? {
    guard let instant = instant(), let time = int64(), let bound = int64(), let delay = int64(),
      let leap = byte().flatMap({ LeapIndicator(rawValue: $0) }), let stratum = byte()
    else { return nil }
    let sample = TimeSample(
      instant: instant, time: UTCTime(microseconds: time), bound: bound.clamped,
      delay: delay.clamped, leap: leap, stratum: stratum)
    return .reply(server: server, sample, error: int64())
  }

  mutating func sntpEvent(_ code: LinkEvent.Code, server: Int) -> SNTPEvent? {
    switch code {
    case .dropped:
      guard let fault = byte().flatMap({ SNTPFault(rawValue: $0) }), let total = uint32() else { return nil }
      return .dropped(server: server, fault, total: total)
    case .kissed:
      return uint32().map { .kissed(server: server, KissCode($0)) }
    case .unreachable:
      switch byte().flatMap({ LinkStatus(rawValue: $0) }) {
      case .unreachable: return .unreachable(server: server, .unreachable)
      case .unknownName: return .unreachable(server: server, .unknownName)
      case .busy: return .unreachable(server: server, .busy)
      default: return nil
      }
    case .silent: return .silent(server: server)
    case .outvoted: return .outvoted(server: server)
    case .noMajority: return .noMajority
    case .nobodyLeft: return .nobodyLeft
    default: return nil
    }
  }
}
