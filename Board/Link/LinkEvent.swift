// A clock's event as bytes for the host, and back. Must never cost the clock more than one short frame, nor trust
// bytes: those that aren't an event give nil.

#if canImport(Firmware)
  import Firmware
#endif

public enum LinkEvent {
  /// The first byte of an event.
  enum Code: UInt8 {
    case drew = 1
    case cleared, spelled, blockSkipped, panelFailed, panelRecovered, timeUnknown, glyphsUnusable, glyphsUsable
    case journal, timeSet, timeStepped, timeSlewed, timeUnsure
    case reply, dropped, kissed, unreachable, silent, outvoted, noMajority, nobodyLeft
    case atRest
  }

  private enum PanelCode: UInt8 {
    case busyTimeout, noAnswer, transferFailed

    init(_ error: PanelError) {
      switch error {
      case .busyTimeout: self = .busyTimeout
      case .noAnswer: self = .noAnswer
      case .bus(.transferFailed): self = .transferFailed
      }
    }

    var error: PanelError {
      switch self {
      case .busyTimeout: .busyTimeout
      case .noAnswer: .noAnswer
      case .transferFailed: .bus(.transferFailed)
      }
    }
  }

  private enum TimeCode: UInt8 {
    case unknown, notSet, absent, rejected, noServer

    init(_ obstacle: TimeObstacle?) {
      switch obstacle {
      case nil: self = .unknown
      case .network(.notSet): self = .notSet
      case .network(.absent): self = .absent
      case .network(.rejected): self = .rejected
      case .noServer: self = .noServer
      }
    }

    var obstacle: TimeObstacle? {
      switch self {
      case .unknown: nil
      case .notSet: .network(.notSet)
      case .absent: .network(.absent)
      case .rejected: .network(.rejected)
      case .noServer: .noServer
      }
    }
  }

  public static func put(_ event: ClockEvent, _ payload: inout LinkPayload) {
    switch event {
    case .drew(let panel, let choice, let minute, let refresh):
      payload.begin(.drew, panel)
      payload.put(choice.id.digit)
      payload.put(choice.id.number)
      payload.put(choice.lap)
      payload.put(minute)
      payload.put(refresh)
    case .cleared(let panel, let minute, let refresh):
      payload.begin(.cleared, panel)
      payload.put(minute)
      payload.put(refresh)
    case .spelled(let panel, let digit, let minute, let refresh):
      payload.begin(.spelled, panel)
      payload.put(digit)
      payload.put(minute)
      payload.put(refresh)
    case .blockSkipped(let digit, let first, let count, let total):
      payload.begin(.blockSkipped, Int(digit))
      payload.put(first)
      payload.put(count)
      payload.put(total)
    case .panelFailed(let panel, let error):
      payload.begin(.panelFailed, panel)
      payload.put(PanelCode(error).rawValue)
    case .panelRecovered(let panel): payload.begin(.panelRecovered, panel)
    case .timeUnknown(let obstacle): payload.begin(.timeUnknown, Int(TimeCode(obstacle).rawValue))
    case .atRest(let rest): payload.begin(.atRest, Int(rest.rawValue))
    case .glyphsUnusable(let error): put(error, &payload)
    case .glyphsUsable: payload.begin(.glyphsUsable, 0)
    case .journal(let event): put(event, &payload)
    case .time(let event): put(event, &payload)
    }
  }

  /// `bytes` are as `LinkEvent.put` made them; `glyphs` is the table of the device's image.
  public static func event(_ bytes: Span<UInt8>, glyphs: GlyphTable) -> ClockEvent? {
    var fields = LinkFields(bytes)
    guard let byte = fields.byte(), let code = Code(rawValue: byte), let subject = fields.byte() else {
      return nil
    }
    let panel = Int(subject & 3)
    switch code {
    case .drew:
      guard let digit = fields.byte(), digit < 10, let number = fields.uint32(), let lap = fields.uint32(),
        number < glyphs.counts[Int(digit)], let minute = fields.minute(), let refresh = fields.refresh()
      else { return nil }
      return .drew(
        panel: panel, GlyphChoice(id: GlyphID(digit: digit, number: number), lap: lap), minute: minute, refresh)
    case .cleared:
      guard let minute = fields.minute(), let refresh = fields.refresh() else { return nil }
      return .cleared(panel: panel, minute: minute, refresh)
    case .spelled:
      guard let digit = fields.byte(), let minute = fields.minute(), let refresh = fields.refresh() else { return nil }
      return .spelled(panel: panel, digit: digit, minute: minute, refresh)
    case .blockSkipped:
      guard let first = fields.uint32(), let count = fields.uint32(), let total = fields.uint32() else { return nil }
      return .blockSkipped(digit: min(9, subject), first: first, count: count, total: total)
    case .panelFailed:
      guard let code = fields.byte().flatMap({ PanelCode(rawValue: $0) }) else { return nil }
      return .panelFailed(panel: panel, code.error)
    case .panelRecovered: return .panelRecovered(panel: panel)
    case .timeUnknown: return TimeCode(rawValue: subject).map { .timeUnknown($0.obstacle) }
    case .atRest: return Rest(rawValue: subject).map { .atRest($0) }
    case .glyphsUnusable: return fields.tableError(subject).map { .glyphsUnusable($0) }
    case .glyphsUsable: return .glyphsUsable(glyphs)
    case .journal: return fields.journalEvent(subject).map { .journal($0) }
    case .timeSet, .timeStepped, .timeSlewed, .timeUnsure: return fields.timeEvent(code).map { .time($0) }
    case .reply: return fields.reply(of: panel).map { .time($0) }
    case .dropped, .kissed, .unreachable, .silent, .outvoted, .noMajority, .nobodyLeft:
      return fields.sntpEvent(code, server: panel).map { .time(.sntp($0)) }
    }
  }
}

extension LinkPayload {
  mutating func begin(_ code: LinkEvent.Code, _ subject: Int) {
    put(code.rawValue)
    put(UInt8(truncatingIfNeeded: subject))
  }

  fileprivate mutating func put(_ minute: LocalTime) {
    put(minute.seconds)
    put(minute.microsecond)
  }

  fileprivate mutating func put(_ refresh: Refresh) {
    put(refresh.mode.map { $0.rawValue } ?? 0xFF)
    put(refresh.duration.microseconds)
  }
}

extension LinkFields {
  fileprivate mutating func minute() -> LocalTime? {
    guard let seconds = int64(), let microsecond = uint32(), microsecond < 1_000_000 else { return nil }
    return LocalTime(seconds: seconds, microsecond: microsecond)
  }

  fileprivate mutating func refresh() -> Refresh? {
    guard let byte = byte(), let microseconds = uint64() else { return nil }
    let mode = RefreshMode(rawValue: byte)
    guard mode != nil || byte == 0xFF else { return nil }
    return Refresh(mode: mode, duration: Interval(microseconds: microseconds))
  }
}
