// A Wi-Fi station that loses its network: how long it waits, and what it gives as the reason.

import Firmware
import Testing

@Suite struct StationTests {
  /// #expect can't call a mutating method.
  private func tries(_ station: inout Station, at time: Double) -> Bool { station.shouldTry(at: seconds(time)) }

  private func seconds(_ count: Double) -> Instant { Instant(microseconds: UInt64(count * 1e6)) }

  /// Each pause is twice the last, 1, 2, 4 … 32 s, and then a minute forever.
  @Test func triesAgainWithGrowingPauses() {
    var station = Station(hasNetwork: true)
    var now = 0.0
    for pause in [1.0, 2, 4, 8, 16, 32, 60, 60, 60] {
      station.lost(.other, at: seconds(now))
      #expect(!tries(&station, at: now + pause - 0.001))
      #expect(tries(&station, at: now + pause))
      #expect(!tries(&station, at: now + pause + 1_000), "one try, until that has failed too")
      now += pause
    }
    #expect(station.obstacle == nil)
    station.connected()
    station.lost(.other, at: seconds(now))
    #expect(tries(&station, at: now + 1), "a new loss begins with the shortest pause")
  }

  @Test func tellsAWrongPasswordFromANetworkThatIsNotThere() {
    var station = Station(hasNetwork: true)
    station.lost(.rejected, at: seconds(0))
    #expect(station.obstacle == nil, "one lost hand-shake may be the weather")
    station.lost(.absent, at: seconds(1))
    station.lost(.rejected, at: seconds(2))
    #expect(station.obstacle == nil)
    station.lost(.rejected, at: seconds(3))
    #expect(station.obstacle == .rejected)
    for time in 4..<6 { station.lost(.absent, at: seconds(Double(time))) }
    #expect(station.obstacle == .rejected, "what the panels say doesn't flicker")
    station.lost(.absent, at: seconds(6))
    #expect(station.obstacle == .absent)
    station.connected()
    #expect(station.obstacle == nil && station.due == nil)
  }

  @Test func withoutANetworkToJoinItSaysSo() {
    var station = Station(hasNetwork: false)
    #expect(station.obstacle == .notSet)
    #expect(!tries(&station, at: 100))
  }
}
