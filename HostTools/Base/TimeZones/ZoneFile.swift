// The file of one zone in the system's time zone data (RFC 9636, "TZif"). Must never trust a count in it.

import Firmware
import Support

/// What a compiled zone says about the future.
public struct ZoneFile: Sendable {
  /// A change that is listed one by one.
  public struct Transition: Equatable, Sendable {
    /// Unix seconds.
    public let instant: Int64
    /// Seconds east of Greenwich from then on.
    public let offset: Int32
    public let isDaylight: Bool
    public let name: String

    fileprivate func agrees(with state: CivilZoneState) -> Bool {
      offset == state.offset && isDaylight == state.isDaylight && name == String(state.name)
    }
  }

  public let transitions: [Transition]
  /// The POSIX TZ string that applies after the last of them.
  public let footer: String

  /// - Parameter name: what to call the file in errors.
  /// - Throws: `Failure` when the bytes aren't such a file, or are of a version without a TZ string, or have none.
  public init(_ bytes: [UInt8], name: String) throws(Failure) {
    let first = try Header(bytes, at: 0, name)
    guard first.version >= UInt8(ascii: "2") else {
      throw Failure(file: name, "a time zone file of version 1, which has no TZ string", advice: ZoneFile.advice)
    }
    // The same data once more, now with 64-bit instants.
    let second = try Header(bytes, at: Header.size + first.bodySize(instantSize: 4), name)
    let body = second.offset + Header.size
    let end = body + second.bodySize(instantSize: 8)
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { throw ZoneFile.truncated(name, end) }
    let rest = bytes[(end + 1)...]
    guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw ZoneFile.truncated(name, end + 1) }
    footer = String(decoding: rest[..<newline], as: UTF8.self)
    guard !footer.isEmpty else {
      throw Failure(file: name, "the file has no TZ string for the future", advice: ZoneFile.advice)
    }

    let types = body + second.transitionCount * 9
    let names = bytes[(types + second.typeCount * 6)..<end].prefix(second.nameBytes)
    var transitions: [Transition] = []
    for index in 0..<second.transitionCount {
      let type = Int(bytes[body + second.transitionCount * 8 + index])
      guard type < second.typeCount else {
        throw Failure(file: name, offset: body + second.transitionCount * 8 + index, "there is no such local time type")
      }
      let name = names.dropFirst(Int(bytes[types + type * 6 + 5])).prefix { $0 != 0 }
      transitions.append(
        Transition(
          instant: Int64(truncatingIfNeeded: bigEndian(bytes, at: body + index * 8, size: 8)),
          offset: Int32(truncatingIfNeeded: bigEndian(bytes, at: types + type * 6, size: 4)),
          isDaylight: bytes[types + type * 6 + 4] != 0, name: String(decoding: name, as: UTF8.self)))
    }
    self.transitions = transitions
  }

  /// From when on, `instant` or later, `zone` differs from this file, and after when no longer; nil when it never does.
  /// Morocco's clocks, which follow the moon, are an example.
  public func untold(by zone: CivilZone, from instant: Int64) -> Range<Int64>? {
    let horizon = instant &+ ZoneFile.cycle
    var untold: Range<Int64>?
    // Files are sorted; a damaged one may not be.
    var reached = instant
    for (index, change) in transitions.enumerated() {
      // After the last change the string applies: if it doesn't do so at once, the file is odd.
      let next = index + 1 < transitions.count ? transitions[index + 1].instant : zone.nextChange(after: change.instant)
      var start = max(change.instant, reached)
      let end = min(next ?? horizon, horizon)
      while start < end {
        let stop = min(zone.nextChange(after: start) ?? end, end)
        if !change.agrees(with: zone.state(at: start)) { untold = (untold?.lowerBound ?? start)..<stop }
        start = stop
      }
      reached = max(reached, end)
    }
    return untold
  }

  /// 400 years, after which each string's rules repeat; a damaged file may name any instant.
  private static let cycle: Int64 = 146_097 * 86_400

  static let advice = "A POSIX TZ string can be given instead, such as \(CivilZoneError.example)"

  fileprivate static func truncated(_ name: String, _ offset: Int) -> Failure {
    Failure(file: name, offset: offset, "the time zone file is damaged or cut off here", advice: advice)
  }
}

/// 44 bytes before either half of the file.
private struct Header {
  static let size = 44

  let offset: Int
  let version: UInt8
  let transitionCount: Int
  let typeCount: Int
  let nameBytes: Int
  private let indicatorBytes: Int
  private let leapCount: Int

  init(_ bytes: [UInt8], at offset: Int, _ name: String) throws(Failure) {
    guard bytes.dropFirst(offset).prefix(4).elementsEqual("TZif".utf8) else {
      guard offset > 0 else { throw Failure(file: name, "this is not a time zone file", advice: ZoneFile.advice) }
      throw ZoneFile.truncated(name, offset)
    }
    guard bytes.count - offset >= Header.size else { throw ZoneFile.truncated(name, offset) }
    func count(_ index: Int) -> Int { Int(bigEndian(bytes, at: offset + 20 + 4 * index, size: 4)) }
    self.offset = offset
    version = bytes[offset + 4]
    (leapCount, transitionCount, typeCount) = (count(2), count(3), count(4))
    nameBytes = count(5)
    indicatorBytes = count(0) + count(1)
  }

  func bodySize(instantSize: Int) -> Int {
    transitionCount * (instantSize + 1) + typeCount * 6 + leapCount * (instantSize + 4) + nameBytes
      + indicatorBytes
  }
}

private func bigEndian(_ bytes: [UInt8], at offset: Int, size: Int) -> UInt64 {
  bytes[offset..<offset + size].reduce(0) { $0 << 8 | UInt64($1) }
}
