import Firmware
import Testing

/// Packets written by hand from RFC 5905's figure 8.
@Suite struct SNTPPacketTests {
  static let nonce: UInt64 = 0x0123_4567_89AB_CDEF

  /// Stratum 2, version 4, mode 4, received 2026-11-21T00:00:00.25Z, sent 40 µs later.
  static let good: [UInt8] =
    [0x24, 2, 6, 0xEC]
    + [0, 0, 0x02, 0x8F] + [0, 0, 0x01, 0x47] + [192, 0, 2, 7]
    + [0xEE, 0xAB, 0x5D, 0x70, 0, 0, 0, 0]
    + [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
    + [0xEE, 0xAB, 0x5D, 0x80, 0x40, 0, 0, 0]
    + [0xEE, 0xAB, 0x5D, 0x80, 0x40, 0x02, 0x9F, 0x17]

  private func parse(_ bytes: [UInt8]) -> Result<SNTPReply, SNTPReplyError> {
    do throws(SNTPReplyError) {
      return .success(try SNTPReply(bytes.span, nonce: Self.nonce))
    } catch {
      return .failure(error)
    }
  }

  private func error(_ changes: [(Int, UInt8)]) -> SNTPReplyError? {
    var bytes = Self.good
    for (offset, value) in changes { bytes[offset] = value }
    if case .failure(let error) = parse(bytes) { return error }
    return nil
  }

  @Test func theRequestSaysNothingButItsNumber() {
    let packet = SNTPPacket.request(nonce: Self.nonce)
    let bytes = packet.indices.map { packet[$0] }
    #expect(bytes == [0x23] + [UInt8](repeating: 0, count: 39) + [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
  }

  @Test func readsEveryField() throws {
    let reply = try parse(Self.good).get()
    #expect(reply.leap == .none && reply.stratum == 2 && reply.precision == -20)
    // 0x28F / 65,536 s and 0x147 / 65,536 s.
    #expect(reply.rootDelay == 9_994 && reply.rootDispersion == 4_989)
    #expect(reply.referenceID == 0xC000_0207)
    #expect(reply.receive.time == UTCTime(microseconds: 1_795_219_200_250_000))
    #expect(reply.transmit.time == UTCTime(microseconds: 1_795_219_200_250_040))
    #expect(reply.reference.time == UTCTime(seconds: 1_795_219_184))
  }

  @Test func aLongerReplyIsRead() throws {
    #expect(try parse(Self.good + [UInt8](repeating: 0xAA, count: 20)).get().stratum == 2)
  }

  @Test func eachFaultHasItsCause() {
    for count in 0..<48 {
      guard case .failure(.fault(.short)) = parse(Array(Self.good[..<count])) else {
        Issue.record("\(count) bytes were read")
        continue
      }
    }
    for byte in 24..<32 { #expect(error([(byte, Self.good[byte] ^ 1)]) == .fault(.origin)) }
    for mode in [0, 1, 2, 3, 5, 6, 7] as [UInt8] { #expect(error([(0, 0x20 | mode)]) == .fault(.mode)) }
    for version in [0, 5, 6, 7] as [UInt8] { #expect(error([(0, version << 3 | 4)]) == .fault(.version)) }
    #expect(error([(0, 0xE4)]) == .fault(.unsynchronised))
    for stratum in [16, 17, 255] as [UInt8] { #expect(error([(1, stratum)]) == .fault(.stratum)) }
    #expect(error((32..<40).map { ($0, 0) }) == .fault(.timestamp))
    #expect(error((40..<48).map { ($0, 0) }) == .fault(.timestamp))
    // A reference time one second after the reply.
    #expect(error([(19, 0x81), (20, 0x50)]) == .fault(.timestamp))
    #expect(error([(5, 1)]) == .fault(.distance))
    #expect(error([(4, 0xFF)]) == .fault(.distance))
    #expect(error([(9, 1)]) == .fault(.distance))
  }

  /// RFC 4330, section 5: a server's version may be 1 to 4. time.nist.gov and time.windows.com answer with 3.
  @Test func olderVersionsAreNoFault() throws {
    for version in 1...4 as ClosedRange<UInt8> {
      for mode in 0...7 as ClosedRange<UInt8> {
        #expect(error([(0, version << 3 | mode)]) == (mode == 4 ? nil : .fault(.mode)), "\(version), \(mode)")
      }
    }
  }

  @Test func leapWarningsAreNoFault() throws {
    for (bits, leap) in [(0x64, LeapIndicator.insertSecond), (0xA4, .deleteSecond)] as [(UInt8, LeapIndicator)] {
      var bytes = Self.good
      bytes[0] = bits
      #expect(try parse(bytes).get().leap == leap)
    }
  }

  @Test(arguments: [
    ("DENY", KissCode.deny), ("RSTR", .deny), ("RATE", .rate), ("INIT", .other(0x494E_4954)),
    ("XFUN", .other(0x5846_554E)),
  ])
  func kissesAreHeardOnlyFromWhoWasAsked(letters: String, code: KissCode) {
    var bytes = Self.good
    bytes[0] = 0xE4
    bytes[1] = 0
    bytes.replaceSubrange(12..<16, with: letters.utf8)
    guard case .failure(.kiss(code)) = parse(bytes) else {
      Issue.record("\(letters) was not heard")
      return
    }
    bytes[24] ^= 0x80
    guard case .failure(.fault(.origin)) = parse(bytes) else {
      Issue.record("a forged \(letters) was heard")
      return
    }
  }

  /// What a server without a time sends: stratum 0 and no letters.
  @Test func stratumZeroWithoutACodeIsNoKiss() {
    #expect(error([(0, 0xE4), (1, 0), (12, 0), (13, 0), (14, 0), (15, 0)]) == .fault(.unsynchronised))
    #expect(error([(1, 0), (12, 0), (13, 0), (14, 0), (15, 0)]) == .fault(.unsynchronised))
  }

  // MARK: Timestamps

  /// Both eras, computed with a calendar.
  @Test(
    arguments: [
      (0xEEAB_5D80, 1_795_219_200), (0xFFFF_FFFF, 2_085_978_495), (0, 2_085_978_496), (0x03AA_7E80, 2_147_483_648),
      (0xED00_3780, 1_767_225_600), (0xED00_377F, 6_062_192_895),
    ] as [(UInt64, Int64)])
  func secondsFollowTheEra(seconds: UInt64, unix: Int64) {
    #expect(NTPTimestamp(bits: seconds << 32).time == UTCTime(seconds: unix))
    #expect(NTPTimestamp(UTCTime(seconds: unix)).bits == seconds << 32)
  }

  @Test func fractionsBecomeMicroseconds() {
    #expect(NTPTimestamp(bits: 0xEEAB_5D80_8000_0000).time.microsecond == 500_000)
    #expect(NTPTimestamp(bits: 0xEEAB_5D80_FFFF_FFFF).time.microsecond == 999_999)
    #expect(NTPTimestamp(bits: 0xEEAB_5D80_0000_10C7).time.microsecond == 1)
  }

  // MARK: Samples

  /// RFC 5905's formulae: T1 10.000 s, T2 250.000 ms, T3 250.040 ms, T4 10.030 s.
  @Test func offsetAndDelayComeFromTheFourTimestamps() throws {
    let sample = try TimeSample(
      parse(Self.good).get(), sent: Instant(microseconds: 10_000_000), received: Instant(microseconds: 10_030_000))
    #expect(sample.delay == 29_960)
    #expect(sample.time == UTCTime(microseconds: 1_795_219_200_250_040 + 14_980))
    // Half the delay, half the root delay, the root dispersion, and 2 ms for noticing the reply.
    #expect(sample.bound == 14_980 + 4_997 + 4_989 + 2_000)
  }

  /// Received and sent at a Unix time; NTP counts seconds from 1900, modulo 2^32.
  private func sample(atUnix seconds: Int64) throws -> TimeSample {
    var bytes = Self.good
    let era = UInt32(truncatingIfNeeded: seconds + 2_208_988_800)
    for offset in [16, 32, 40] {
      for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: era >> UInt32(24 - 8 * byte)) }
    }
    return try TimeSample(
      parse(bytes).get(), sent: Instant(microseconds: 0), received: Instant(microseconds: 30_000))
  }

  /// Times of clocks that were never set: 1970, and half a minute later; 1980, as in cameras; GPS's epoch and its first
  /// roll-over; 2000; 2021; and the second before 2026, the year of this firmware. Seconds by a calendar.
  @Test(
    arguments: [
      0, 33, 315_532_800, 315_964_800, 935_280_000, 946_684_800, 1_609_459_200, 1_767_225_599,
    ] as [Int64])
  func aServerThatWasNeverSetIsNotBelieved(seconds: Int64) {
    #expect(throws: SNTPReplyError.fault(.past)) { try sample(atUnix: seconds) }
  }

  /// 2026-01-01, both sides of era 0's end, 2038's last 32-bit second, 2049, 2100, and the second before NTP's
  /// count reaches that of 1970 again.
  @Test(
    arguments: [
      1_767_225_600, 2_085_978_495, 2_085_978_496, 2_147_483_647, 2_493_072_000, 4_102_444_800, 4_294_967_295,
    ] as [Int64])
  func laterYearsAreBelieved(seconds: Int64) throws {
    #expect(try sample(atUnix: seconds).time.seconds == seconds)
  }

  @Test func repliesThatTookTooLongOrAreTooOldAreDropped() throws {
    let reply = try parse(Self.good).get()
    #expect(throws: SNTPReplyError.fault(.delay)) {
      try TimeSample(reply, sent: Instant(microseconds: 0), received: Instant(microseconds: 1_000_040))
    }
    // 2025-12-31, before this firmware was made.
    var bytes = Self.good
    for (base, second) in [(16, 0x60 as UInt8), (32, 0x70), (40, 0x70)] {
      bytes.replaceSubrange(base..<base + 4, with: [0xEC, 0xFF, 0xFF, second])
    }
    let old = try parse(bytes).get()
    #expect(throws: SNTPReplyError.fault(.past)) {
      try TimeSample(old, sent: Instant(microseconds: 0), received: Instant(microseconds: 30_000))
    }
  }
}
