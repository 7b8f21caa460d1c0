// Zone texts of all kinds, by the hundred thousand. Must never ask more of a zone than that it agrees with itself:
// whether it is right is for CivilZoneSystemTests to judge.

import Firmware
import Support
import Testing
import TimeZones

@Suite struct CivilZoneTextTests {
  /// 200,000 texts. Whatever parses has offsets within 26 hours, changes only when it says so, and says the same
  /// through CivilTime.
  @Test func textsOfAllKinds() {
    var random = SplitMix64(seed: 2_027)
    var (parsed, changing, changeless) = (0, 0, 0)
    var wrong: [String] = []
    for _ in 0..<200_000 {
      let text = Self.anyText(&random)
      do throws(CivilZoneError) {
        let zone = try CivilZone(text)
        parsed += 1
        let instant = Int64.random(in: -20_000_000_000...20_000_000_000, using: &random)
        switch Self.judge(zone, at: instant, &random) {
        case .changing: changing += 1
        case .changeless: changeless += 1
        case .wrong: wrong.append(text)
        }
      } catch {
        if error.position > text.utf8.count || error.failure(in: text).cause.isEmpty { wrong.append(text) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    #expect(parsed > 40_000 && parsed < 190_000 && changing > 20_000 && changeless > 2_000, "\(parsed) \(changing)")
  }

  private enum Verdict { case changing, changeless, wrong }

  private static func judge(_ zone: CivilZone, at instant: Int64, _ random: inout SplitMix64) -> Verdict {
    var time = CivilTime(zone)
    let state = zone.state(at: instant)
    guard abs(state.offset) <= 26 * 3_600 else { return .wrong }
    guard let next = zone.nextChange(after: instant) else {
      for _ in 0..<4 {
        let other = Int64(bitPattern: random.next())
        guard zone.state(at: other) == state, time.state(at: other) == state else { return .wrong }
      }
      return .changeless
    }
    guard next > instant, zone.state(at: next).isDaylight != state.isDaylight else { return .wrong }
    let between = Int64.random(in: instant..<next, using: &random)
    for same in [instant, between, next - 1, instant] {
      guard zone.state(at: same) == state, time.state(at: same) == state else { return .wrong }
    }
    return time.state(at: next) == zone.state(at: next) ? .changing : .wrong
  }

  private static let wellFormed = [
    "CET-1CEST,M3.5.0,M10.5.0/3", "IST-1GMT0,M10.5.0,M3.5.0/1", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
    "EET-2EEST,M3.4.4/50,M10.4.4/50", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "XXX3EDT4,0/0,J365/23",
    "AAA0BBB,J60/-167,300/167", "EST5", "LMT-0:53:28",
  ]

  /// Noise, a piece of one string and a piece of another, or one with some bytes changed, inserted or removed.
  private static func anyText(_ random: inout SplitMix64) -> String {
    let alphabet = Array("AZaz<>+-,./:0123456789JM \u{0}é".utf8)
    func pick<Element>(_ from: [Element]) -> Element { from[Int.random(in: from.indices, using: &random)] }
    var bytes = Array(pick(wellFormed).utf8)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in pick(alphabet) }
    case 1:
      let other = Array(pick(wellFormed).utf8)
      bytes.removeLast(.random(in: 0...bytes.count, using: &random))
      bytes += other.dropFirst(.random(in: 0...9, using: &random))
    default:
      // Mostly digits for digits, so that many still parse.
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bytes[index] = pick(alphabet)
        case 1: bytes.insert(pick(alphabet), at: index)
        case 2: if bytes.count > 1 { bytes.remove(at: index) }
        default:
          if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            bytes[index] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
          }
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
