// The forecast against figures worked out independently, and against the emulated device.

import Digits
import Emulator
import Firmware
import Forecast
import GlyphImage
import Support
import TestSupport
import Testing

@Suite struct ForecastTests {
  @Test func allOfMNISTOnChange() throws {
    let forecast = Forecast(counts: RealDigits.counts, policy: .onChange, hourFormat: .twentyFour)
    let (digit, moment) = try #require(forecast.first)
    #expect(digit == 5)
    #expect(moment.days.formatted(places: 2) == "37.14")
    // A 5 comes 144 times a day as the minute's ones, 24 times as its tens, twice as the hour's ones.
    #expect(forecast.perDay[5] == 170)
  }

  @Test(arguments: [
    ([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], RedrawPolicy.onChange, "5.2", 5),
    ([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], .onChange, "31.9", 5),
    (RealDigits.counts, .everyMinute, "5.9", 0),
  ])
  func otherSetsAndPolicies(counts: [Int], policy: RedrawPolicy, days: String, digit: Int) throws {
    let forecast = Forecast(counts: counts, policy: policy, hourFormat: .twentyFour)
    let first = try #require(forecast.first)
    #expect(first.digit == digit)
    #expect(first.moment.days.formatted(places: 1) == days)
  }

  /// From 06:00 to 22:59 a 5 comes 6 times an hour as the minute's ones, once as its tens, and at 15:00.
  @Test func quietHoursTakeNoGlyphs() throws {
    let forecast = Forecast(
      counts: RealDigits.counts, policy: .onChange, hourFormat: .twentyFour, quiet: QuietHours(start: 1_380, end: 360))
    #expect(forecast.perDay[5] == 17 * 7 + 1)
    let always = Forecast(counts: RealDigits.counts, policy: .onChange, hourFormat: .twentyFour)
    let (first, second) = (try #require(forecast.first), try #require(always.first))
    #expect(first.digit == 5 && first.moment.minute > second.moment.minute)
    // There are 6,313, and 120 a day are 6,240 in 52 days. Then 71 come before 16:00, and the 74th at 16:25.
    #expect(first.moment.minute == 52 * 1_440 + 985)
  }

  @Test func noRepeatWithinTheHorizon() {
    let forecast = Forecast(
      counts: .init(repeating: 4_000_000_000, count: 10), policy: .onChange, hourFormat: .twelve, horizon: 5_000)
    #expect(forecast.first == nil)
    #expect(forecast.repeats.allSatisfy { $0 == nil })
  }

  /// A device with few glyphs, in each mode: it repeats at the forecast's minute and never before. Judged by the
  /// glyphs drawn, not by the firmware's laps.
  @Test(arguments: [RedrawPolicy.onChange, .everyMinute], [HourFormat.twentyFour, .twelve])
  func theDeviceRepeatsWhenForecast(policy: RedrawPolicy, format: HourFormat) throws {
    let counts = [150, 170, 149, 160, 140, 131, 145, 152, 139, 147]
    // A fifth is hard to read.
    let image = imageBytes(counts: counts, legibility: (0..<1_483).map { $0 % 5 == 0 ? 7 : 15 })
    var minutes: [Int] = []
    for legible in [0, 75] as [UInt8] {
      let all = Forecast(
        counts: counts, legibility: try checkedTable(image).legibility(in: image.span), legible: legible,
        policy: policy, hourFormat: format)
      let forecast = try #require(all.first)
      let repeated = try firstRepeat(
        image: image, settings: ClockSettings(policy: policy, hourFormat: format, legible: legible), days: 2)
      #expect(repeated?.minute == forecast.moment.minute)
      #expect(repeated?.digit == forecast.digit)
      minutes.append(forecast.moment.minute)
    }
    #expect(minutes[1] < minutes[0])
  }

  @Test func theDeviceRepeatsWhenForecastWithQuietHoursToo() throws {
    let counts = [150, 170, 149, 160, 140, 131, 145, 152, 139, 147]
    let quiet = QuietHours(start: 1_385, end: 367)
    let all = Forecast(counts: counts, policy: .onChange, hourFormat: .twentyFour, quiet: quiet)
    let forecast = try #require(all.first)
    let repeated = try firstRepeat(image: imageBytes(counts: counts), settings: ClockSettings(quiet: quiet), days: 3)
    #expect(repeated?.minute == forecast.moment.minute && repeated?.digit == forecast.digit)
  }

  /// 38 days of the device, SPI traffic and all, with every digit of MNIST.
  @Test func allOfMNISTRepeatsAtTheForecastsMinute() throws {
    let digits = try RealDigits.load(for: "The device repeats its first digit when forecast")
    let image = try GlyphImageFile(bytes: GlyphImageBuilder(.packed).build(digits), named: "image")
    let forecast = try #require(
      Forecast(counts: image.counts, policy: .onChange, hourFormat: .twentyFour).first)
    let repeated = try firstRepeat(image: image.bytes, settings: ClockSettings(), days: 38)
    #expect(repeated?.minute == forecast.moment.minute)
    #expect(repeated?.digit == forecast.digit)
  }

  private func firstRepeat(
    image: [UInt8], settings: ClockSettings, days: UInt32
  ) throws -> (minute: Int, digit: Int)? {
    var seen: Set<UInt64> = []
    var first: (minute: Int, digit: Int)?
    let clock = EmulatedClock(
      settings: settings, flash: EmulatedFlash(image),
      localTime: {
        LocalTime(
          seconds: Int64($0.microseconds / 1_000_000), microsecond: UInt32($0.microseconds % 1_000_000))
      },
      record: { event in
        guard case .drew(_, let choice, let minute, _) = event else { return }
        let key = UInt64(choice.id.digit) << 32 | UInt64(choice.id.number)
        if !seen.insert(key).inserted, first == nil { first = (Int(minute.minute), Int(choice.id.digit)) }
      })
    try clock.run(until: Instant(microseconds: UInt64(days) * 86_400_000_000)) { first != nil }
    return first
  }
}
