// Settings read from stores that are intact, empty or damaged. Must never repeat the parser's own tests.

import Firmware
import Support
import TestSupport
import Testing

struct UserSettingsTests {
  @Test func anEmptyStoreGivesWhatIsAlwaysSafe() {
    let settings = userSettings(StoredSettings())
    #expect(settings.rejected == 0)
    #expect(settings.clock.policy == .onChange && settings.clock.hourFormat == .twentyFour)
    #expect(settings.refresh.style == .ink && settings.clock.legible == 50)
    #expect(settings.refresh.shades == .dither && settings.refresh.mostPartials == 59)
    #expect(settings.refresh.mostPixels == RefreshSettings().mostPixels)
    for panel in 0..<4 {
      #expect(settings.kinds[panel] == .v2)
      let hasServer = !settings.servers[panel].isEmpty
      #expect(!hasServer)
    }
    #expect(settings.zone.state(at: 0).offset == 0)
    #expect(wifi(StoredSettings()) == nil)
  }

  @Test func whatIsStoredHoldsAndElseTheBoardsDefault() {
    let stored = StoredSettings(
      [.hours: "12", .panels: "v1", .zone: "EST5"],
      defaults: [
        .hours: "24", .policy: "minute", .servers: "a b:5", .style: "pixels", .legible: "75", .quiet: "23:00-06:00",
      ])
    let settings = userSettings(stored)
    #expect(settings.rejected == 0)
    #expect(settings.clock.hourFormat == .twelve && settings.clock.policy == .everyMinute)
    #expect(settings.kinds[3] == .v1 && settings.zone.state(at: 0).offset == -5 * 3_600)
    #expect(settings.servers[1].port == 5 && settings.refresh.style == .pixels)
    #expect(settings.clock.legible == 75 && settings.clock.quiet == QuietHours(start: 1_380, end: 360))
    let hasThird = !settings.servers[2].isEmpty
    #expect(!hasThird)
  }

  @Test func whatIsDamagedIsPassedOverAndTold() {
    let stored = StoredSettings(
      [.hours: "25", .panels: "v1,v2", .shades: "", .zone: "CET-1", .servers: String(repeating: "x", count: 300)],
      defaults: [.hours: "12", .panels: "v9", .partials: "999", .policy: "minute", .legible: "101"])
    let settings = userSettings(stored)
    // servers 3, panels 4, shades 5, partials 6, hours 8, legible 10.
    #expect(settings.rejected == 0b101_0111_1000)
    #expect(settings.clock.hourFormat == .twelve && settings.kinds[0] == .v2 && settings.kinds[1] == .v2)
    #expect(settings.refresh.mostPartials == 59 && settings.clock.policy == .everyMinute)
    #expect(settings.clock.legible == 50)
    #expect(settings.zone.state(at: 0).offset == 3_600)
  }

  /// Whatever bytes a store holds, the settings are ones that could have been typed.
  @Test func noDamageTraps() {
    var random = SplitMix64(seed: 41)
    for _ in 0..<3_000 {
      let stored = StoredSettings()
      for key in (0..<SettingKey.count).compactMap({ SettingKey(rawValue: $0) }) where random.next() & 3 != 0 {
        stored.values[key] = random.bytes(Int(random.next() % 310))
        stored.defaults[key] = random.bytes(Int(random.next() % 20))
      }
      let settings = userSettings(stored)
      // Random bytes never spell a policy.
      if stored.values[.policy] != nil { #expect(settings.rejected & 1 << 7 != 0) }
      #expect(settings.clock.policy == .onChange && settings.refresh.mostPartials < 255)
      #expect(settings.clock.legible <= 100)
    }
  }

  /// A password belongs to the network that it was stored with.
  @Test func noNetworkGetsAnothersPassword() throws {
    let defaults: [SettingKey: String] = [.wifi: "Factory", .password: "factory-secret"]
    func found(_ values: [SettingKey: String]) -> [String]? {
      wifi(StoredSettings(values, defaults: defaults)).map { [$0.name, $0.password] }
    }
    #expect(found([:]) == ["Factory", "factory-secret"])
    #expect(found([.wifi: "Home", .password: "home-secret"]) == ["Home", "home-secret"])
    #expect(found([.wifi: "Home"]) == ["Home", ""])
    #expect(found([.wifi: "Home", .password: "short"]) == ["Home", ""])
    #expect(found([.password: "home-secret"]) == ["Factory", "factory-secret"])
    #expect(
      found([.wifi: String(repeating: "x", count: 33), .password: "home-secret"]) == ["Factory", "factory-secret"])
    let rejected = userSettings(StoredSettings([.wifi: "Home", .password: "short"])).rejected
    #expect(rejected == 0b10)
  }
}
