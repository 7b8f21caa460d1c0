// A clock's event as bytes for the host. Must never cost the clock more than one short frame.

#if canImport(Firmware)
  import Firmware
#endif

public enum LinkEvent {
  /// An event's first byte.
  public enum Code: UInt8 {
    case drew = 1
    case cleared, spelled, blockSkipped, panelFailed, panelRecovered, timeUnknown, glyphsUnusable, glyphsUsable
    case journal, timeSet, timeStepped, timeSlewed, timeUnsure
    case reply, dropped, kissed, unreachable, silent, outvoted, noMajority, nobodyLeft
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
      let code: UInt8 =
        switch error {
        case .busyTimeout: 0
        case .noAnswer: 1
        case .bus(.transferFailed): 2
        }
      payload.put(code)
    case .panelRecovered(let panel): payload.begin(.panelRecovered, panel)
    case .timeUnknown: payload.begin(.timeUnknown, 0)
    case .glyphsUnusable(let error): put(error, &payload)
    case .glyphsUsable: payload.begin(.glyphsUsable, 0)
    case .journal(let event): put(event, &payload)
    case .time(let event): put(event, &payload)
    }
  }

  private static func put(_ error: GlyphTableError, _ payload: inout LinkPayload) {
    func put(_ code: Int, _ first: UInt32 = 0, _ second: UInt64 = 0) {
      payload.begin(.glyphsUnusable, code)
      payload.put(first)
      payload.put(second)
    }
    switch error {
    case .erased: put(0)
    case .noHeader(let available): put(1, available)
    case .wrongMagic: put(2)
    case .unknownVersion(let version): put(3, UInt32(version))
    case .headerChecksum(let stored, let computed): put(4, stored, UInt64(widening: computed))
    case .unknownCodec(let codec): put(5, UInt32(codec))
    case .wrongShape: put(6)
    case .noGlyphs(let digit): put(7, UInt32(digit))
    case .unknownModel(let version, let size): put(8, size, UInt64(widening: UInt32(version)))
    case .sizeMismatch(let stored, let computed): put(9, stored, computed)
    case .truncated(let needed, let available): put(10, needed, UInt64(widening: available))
    case .modelChecksum(let stored, let computed): put(11, stored, UInt64(widening: computed))
    case .indexChecksum(let stored, let computed): put(12, stored, UInt64(widening: computed))
    case .misaligned: put(13)
    }
  }

  private static func put(_ event: JournalEvent, _ payload: inout LinkPayload) {
    switch event {
    case .recovered(let sequence):
      payload.begin(.journal, 0)
      payload.put(sequence)
    case .began: payload.begin(.journal, 1)
    case .sectorRetired(let sector):
      payload.begin(.journal, 2)
      payload.put(UInt32(truncatingIfNeeded: sector))
    case .sectorsTriedAgain: payload.begin(.journal, 3)
    case .unwritable: payload.begin(.journal, 4)
    case .writable: payload.begin(.journal, 5)
    }
  }

  private static func put(_ event: TimeEvent, _ payload: inout LinkPayload) {
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

  private static func put(_ event: SNTPEvent, _ payload: inout LinkPayload) {
    switch event {
    case .dropped(let server, let fault, let total):
      payload.begin(.dropped, server)
      payload.put(fault.rawValue)
      payload.put(total)
    case .kissed(let server, let code):
      payload.begin(.kissed, server)
      let letters: UInt32 =
        switch code {
        case .deny: 0x4445_4E59
        case .rate: 0x5241_5445
        case .other(let letters): letters
        }
      payload.put(letters)
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

extension LinkPayload {
  fileprivate mutating func begin(_ code: LinkEvent.Code, _ subject: Int) {
    put(code.rawValue)
    put(UInt8(truncatingIfNeeded: subject))
  }

  fileprivate mutating func put(_ minute: LocalTime) {
    put(minute.seconds)
    put(minute.microsecond)
  }

  fileprivate mutating func put(_ refresh: Refresh) {
    put(refresh.waveform.map { $0.rawValue } ?? 0xFF)
    put(refresh.duration.microseconds)
  }
}
