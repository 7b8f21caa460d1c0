// The events that a device tells over the link. Must never trust what it reads: bytes that are none give nil.

import ClockLink
import Firmware

enum LinkEventReader {
  /// - Parameters: `bytes` as `LinkEvent.put` made them; `glyphs` is the table of the image that the device has.
  static func event(_ bytes: Span<UInt8>, glyphs: GlyphTable) -> ClockEvent? {
    var fields = LinkFields(bytes)
    guard let byte = fields.byte(), let code = LinkEvent.Code(rawValue: byte), let subject = fields.byte() else {
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
      let errors: [PanelError] = [.busyTimeout, .noAnswer, .bus(.transferFailed)]
      guard let error = fields.byte(), error < errors.count else { return nil }
      return .panelFailed(panel: panel, errors[Int(error)])
    case .panelRecovered: return .panelRecovered(panel: panel)
    case .timeUnknown: return .timeUnknown
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

extension LinkFields {
  fileprivate mutating func minute() -> LocalTime? {
    guard let seconds = int64(), let microsecond = uint32(), microsecond < 1_000_000 else { return nil }
    return LocalTime(seconds: seconds, microsecond: microsecond)
  }

  fileprivate mutating func refresh() -> Refresh? {
    guard let byte = byte(), let microseconds = uint64() else { return nil }
    let waveform = Waveform(rawValue: byte)
    guard waveform != nil || byte == 0xFF else { return nil }
    return Refresh(waveform: waveform, duration: Interval(microseconds: microseconds))
  }

  fileprivate mutating func tableError(_ code: UInt8) -> GlyphTableError? {
    guard let first = uint32(), let second = uint64() else { return nil }
    let other = UInt32(truncatingIfNeeded: second)
    switch code {
    case 0: return .erased
    case 1: return .noHeader(available: first)
    case 2: return .wrongMagic
    case 3: return .unknownVersion(UInt16(truncatingIfNeeded: first))
    case 4: return .headerChecksum(stored: first, computed: other)
    case 5: return .unknownCodec(UInt8(truncatingIfNeeded: first))
    case 6: return .wrongShape
    case 7: return .noGlyphs(digit: UInt8(truncatingIfNeeded: first))
    case 8: return .unknownModel(version: UInt16(truncatingIfNeeded: other), size: first)
    case 9: return .sizeMismatch(stored: first, computed: second)
    case 10: return .truncated(needed: first, available: other)
    case 11: return .modelChecksum(stored: first, computed: other)
    case 12: return .indexChecksum(stored: first, computed: other)
    case 13: return .misaligned
    default: return nil
    }
  }

  fileprivate mutating func journalEvent(_ code: UInt8) -> JournalEvent? {
    switch code {
    case 0: return uint32().map { .recovered(sequence: $0) }
    case 1: return .began
    case 2: return uint32().map { .sectorRetired(Int($0)) }
    case 3: return .sectorsTriedAgain
    case 4: return .unwritable
    case 5: return .writable
    default: return nil
    }
  }

  fileprivate mutating func timeEvent(_ code: LinkEvent.Code) -> TimeEvent? {
    let size: Int64
    if code == .timeSet { size = 0 } else if let read = int64() { size = read } else { return nil }
    if code == .timeUnsure { return .unsure(Int32(clamping: size)) }
    guard let next = uint64() else { return nil }
    let correction: Correction =
      code == .timeSet ? .set : code == .timeStepped ? .step(size) : .slew(Int32(clamping: size))
    return .corrected(correction, next: Interval(microseconds: next))
  }

  fileprivate mutating func reply(of server: Int) -> TimeEvent? {
    guard let instant = instant(), let time = int64(), let bound = int64(), let delay = int64(),
      let leap = byte().flatMap({ LeapIndicator(rawValue: $0) }), let stratum = byte()
    else { return nil }
    let sample = TimeSample(
      instant: instant, time: UTCTime(microseconds: time), bound: Int32(clamping: bound),
      delay: Int32(clamping: delay), leap: leap, stratum: stratum)
    return .reply(server: server, sample, error: int64())
  }

  fileprivate mutating func sntpEvent(_ code: LinkEvent.Code, server: Int) -> SNTPEvent? {
    switch code {
    case .dropped:
      guard let fault = byte().flatMap({ SNTPFault(rawValue: $0) }), let total = uint32() else { return nil }
      return .dropped(server: server, fault, total: total)
    case .kissed:
      guard let letters = uint32() else { return nil }
      let code: KissCode =
        switch letters {
        case 0x4445_4E59: .deny
        case 0x5241_5445: .rate
        default: .other(letters)
        }
      return .kissed(server: server, code)
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
