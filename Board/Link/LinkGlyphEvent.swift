// What is wrong with the glyphs, and what the journal did, as bytes of an event and back. Must never trust bytes.

#if canImport(Firmware)
  import Firmware
#endif

private enum GlyphCode: UInt8 {
  case erased, noHeader, wrongMagic, unknownVersion, headerChecksum, unknownCodec, wrongShape
  case wrongCount, unknownModel, sizeMismatch, truncated, modelChecksum, indexChecksum, misaligned
}

private enum JournalCode: UInt8 {
  case recovered, began, sectorRetired, sectorsTriedAgain, unwritable, writable
}

extension LinkEvent {
  static func put(_ error: GlyphTableError, _ payload: inout LinkPayload) {
    func put(_ code: GlyphCode, _ first: UInt32 = 0, _ second: UInt32 = 0) {
      payload.begin(.glyphsUnusable, Int(code.rawValue))
      payload.put(first)
      payload.put(UInt64(widening: second))
    }
    switch error {
    case .erased: put(.erased)
    case .noHeader(let available): put(.noHeader, available)
    case .wrongMagic: put(.wrongMagic)
    case .unknownVersion(let version): put(.unknownVersion, UInt32(version))
    case .headerChecksum(let stored, let computed): put(.headerChecksum, stored, computed)
    case .unknownCodec(let codec): put(.unknownCodec, UInt32(codec))
    case .wrongShape: put(.wrongShape)
    case .wrongCount(let digit): put(.wrongCount, UInt32(digit))
    case .unknownModel(let version, let size): put(.unknownModel, size, UInt32(version))
    case .sizeMismatch(let stored, let computed): put(.sizeMismatch, stored, computed)
    case .truncated(let needed, let available): put(.truncated, needed, available)
    case .modelChecksum(let stored, let computed): put(.modelChecksum, stored, computed)
    case .indexChecksum(let stored, let computed): put(.indexChecksum, stored, computed)
    case .misaligned: put(.misaligned)
    }
  }

  static func put(_ event: JournalEvent, _ payload: inout LinkPayload) {
    switch event {
    case .recovered(let sequence):
      payload.begin(.recovered)
      payload.put(sequence)
    case .began: payload.begin(.began)
    case .sectorRetired(let sector, let fault):
      payload.begin(.sectorRetired)
      payload.put(UInt32(truncatingIfNeeded: sector))
      payload.put(fault.rawValue)
    case .sectorsTriedAgain: payload.begin(.sectorsTriedAgain)
    case .unwritable(let obstacle):
      payload.begin(.unwritable)
      payload.put(obstacle.rawValue)
    case .writable: payload.begin(.writable)
    }
  }
}

extension LinkPayload {
  fileprivate mutating func begin(_ code: JournalCode) { begin(.journal, Int(code.rawValue)) }
}

extension LinkFields {
  mutating func tableError(_ code: UInt8) -> GlyphTableError? {
    guard let first = uint32(), let second = uint64() else { return nil }
    // The upper half is 0.
    let other = UInt32(truncatingIfNeeded: second)
    switch GlyphCode(rawValue: code) {
    case .erased: return .erased
    case .noHeader: return .noHeader(available: first)
    case .wrongMagic: return .wrongMagic
    case .unknownVersion: return .unknownVersion(UInt16(truncatingIfNeeded: first))
    case .headerChecksum: return .headerChecksum(stored: first, computed: other)
    case .unknownCodec: return .unknownCodec(UInt8(truncatingIfNeeded: first))
    case .wrongShape: return .wrongShape
    case .wrongCount: return .wrongCount(digit: UInt8(truncatingIfNeeded: first))
    case .unknownModel: return .unknownModel(version: UInt16(truncatingIfNeeded: other), size: first)
    case .sizeMismatch: return .sizeMismatch(stored: first, computed: other)
    case .truncated: return .truncated(needed: first, available: other)
    case .modelChecksum: return .modelChecksum(stored: first, computed: other)
    case .indexChecksum: return .indexChecksum(stored: first, computed: other)
    case .misaligned: return .misaligned
    case nil: return nil
    }
  }

  mutating func journalEvent(_ code: UInt8) -> JournalEvent? {
    switch JournalCode(rawValue: code) {
    case .recovered: return uint32().map { .recovered(sequence: $0) }
    case .began: return .began
    case .sectorRetired:
      guard let sector = uint32(), let fault = byte().flatMap({ SectorFault(rawValue: $0) }) else { return nil }
      return .sectorRetired(Int(truncatingIfNeeded: sector), fault)
    case .sectorsTriedAgain: return .sectorsTriedAgain
    case .unwritable: return byte().flatMap { JournalObstacle(rawValue: $0) }.map { .unwritable($0) }
    case .writable: return .writable
    case nil: return nil
    }
  }
}
