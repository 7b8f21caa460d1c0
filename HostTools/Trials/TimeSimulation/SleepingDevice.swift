// A device that sleeps nearly always, and what its counter says. Must never let the firmware see a reading that a chip
// couldn't make: awake, one moment after the other.

import Firmware
import Support

/// Who counts while the device is asleep.
public enum SleepCounting: Equatable, Sendable {
  /// `SleepCounter`: raw ticks of a crystal, or of the RC oscillator with calibrations over 1,024 cycles.
  case firmware
  /// The same without calibrations after sleeps, and each sleep in one piece.
  case firmwareBeforeOnly
  /// ESP-IDF's timer: ticks by a calibration over ten cycles before each sleep.
  case operatingSystem
}

/// Wakes at each minute, for half a second more to a panel's BUSY, and for whatever the firmware wants.
public final class SleepingDevice: DeviceCounter {
  private static let minute: UInt64 = 60_000_000
  /// What a board is awake for at a minute: it decodes, draws and sends. Assumed, in microseconds.
  private static let work = 30_000.0
  /// How long a panel is busy with a partial refresh, in microseconds: Waveshare's 0.46 s.
  private static let busy: UInt64 = 460_000
  /// Not worth a sleep, in microseconds of the counter.
  private static let shortest: UInt64 = 60_000

  private let slowClock: SlowClock
  private let counting: SleepCounting
  private var oscillators: SleepingOscillators
  private var counter: SleepCounter
  /// What the operating system's timer is ahead of the main crystal's counter.
  private var offset: Int64 = 0
  /// Times in microseconds with the counter's values there. Between two it runs evenly, as far as anybody sees.
  private var times: [Int64] = [0]
  private var counters: [Int64] = [0]
  private var isRadioOn = false
  /// The last at which a panel was driven.
  private var minute: UInt64 = 0
  /// How often it slept, and how often it woke only to calibrate.
  public private(set) var sleeps = 0
  public private(set) var pieces = 0

  /// - Parameters:
  ///   - ppm: how far off the slow clock is.
  ///   - mainPPM: how far off the main crystal is.
  public init(
    _ slowClock: SlowClock, _ counting: SleepCounting = .firmware, ppm: Double, mainPPM: Double,
    in room: SleepRoom = .living, seed: UInt64
  ) {
    (self.slowClock, self.counting) = (slowClock, counting)
    oscillators = SleepingOscillators(slowClock, ppm: ppm, mainPPM: mainPPM, room, seed: seed)
    counter = SleepCounter(slowClock, at: oscillators.reading)
  }

  // MARK: Its life

  private var now: UInt64 { UInt64(counters[counters.count - 1]) }

  private func read() -> Int64 {
    guard counting != .operatingSystem else { return Int64(oscillators.main) + offset }
    guard let instant = counter.instant(at: oscillators.reading) else {
      preconditionFailure("broken: \(counter.state)")
    }
    return Int64(instant.microseconds)
  }

  private func note() {
    let (time, value) = (Int64(oscillators.time), read())
    if time > times[times.count - 1] {
      times.append(time)
      counters.append(max(value, counters[counters.count - 1]))
    }
  }

  private func stayAwake(_ microseconds: Double) {
    oscillators.advance(to: oscillators.time + microseconds)
    note()
  }

  private func calibrate(_ isWanted: Bool) -> UInt32 {
    isWanted && slowClock == .oscillator ? oscillators.calibrate(cycles: 1_024) : 0
  }

  /// Sleeps for so many microseconds of the counter, or less when calibrations ask for that.
  private func sleep(_ microseconds: UInt64, isCalibrated: Bool) {
    sleeps += 1
    guard counting != .operatingSystem else {
      let period = oscillators.calibrate(cycles: 10)
      let (main, ticks) = (oscillators.main, oscillators.ticks)
      sleep(ticks: (microseconds << 19) / UInt64(period))
      let counted = UInt64(oscillators.ticks) - UInt64(ticks)
      offset += Int64((counted * UInt64(period)) >> 19) - Int64(oscillators.main - main)
      note()
      return
    }
    let period = calibrate(isCalibrated)
    note()
    counter.sleep(at: oscillators.reading, period: period)
    let longest = counting == .firmware ? counter.longestSleep.microseconds : .max
    if longest < microseconds { pieces += 1 }
    let known = slowClock == .crystal ? 16_000_000 : UInt64(counter.state.period)
    let begun = oscillators.time
    let early = isCalibrated ? UInt64(SleepingOscillators.booting) : 0
    sleep(ticks: ((min(longest, microseconds) - early) << 19) / known)
    // Between minutes it sleeps deeply, for a panel's BUSY lightly.
    if isCalibrated {
      oscillators.boot()
      counter = SleepCounter(restoring: counter.state)
    } else {
      oscillators.mislead(after: oscillators.time - begun)
    }
    let reading = oscillators.reading
    let later = calibrate(isCalibrated && counting == .firmware)
    guard counter.wake(at: reading, period: later) else { preconditionFailure("broken: \(counter.state)") }
    note()
  }

  private func sleep(ticks: UInt64) {
    oscillators.advance(to: .infinity, orTicks: oscillators.ticks + Double(ticks))
  }

  /// Until the counter has reached `instant`, or the time `limit`.
  private func live(until instant: UInt64, orTime limit: Int64) {
    while now < instant, times[times.count - 1] < limit {
      let next = (now / SleepingDevice.minute + 1) * SleepingDevice.minute
      let left = min(instant, next) - now
      if isRadioOn {
        stayAwake(min(Double(instant - now) + 1, max(1, Double(limit) - oscillators.time + 1)))
        minute = now / SleepingDevice.minute
      } else if left < SleepingDevice.shortest {
        stayAwake(Double(left) + 1)
      } else {
        sleep(left, isCalibrated: true)
      }
      guard minute < now / SleepingDevice.minute else { continue }
      minute = now / SleepingDevice.minute
      stayAwake(SleepingDevice.work)
      sleep(SleepingDevice.busy, isCalibrated: false)
    }
  }

  // MARK: What is asked

  public func counter(at time: Int64) -> Instant {
    live(until: .max, orTime: time)
    let index = lower(times, time)
    guard index + 1 < times.count else { return Instant(microseconds: UInt64(counters[index])) }
    let share = Double(time - times[index]) / Double(times[index + 1] - times[index])
    return Instant(
      microseconds: UInt64(counters[index] + Int64(share * Double(counters[index + 1] - counters[index]))))
  }

  public func time(at instant: Instant, before limit: Int64) -> Int64 {
    live(until: instant.microseconds, orTime: limit)
    let value = Int64(clamping: instant.microseconds)
    let index = lower(counters, value - 1)
    guard index + 1 < times.count, counters[index + 1] >= value else { return limit }
    let share = Double(value - counters[index]) / Double(counters[index + 1] - counters[index])
    return min(limit, times[index] + Int64((share * Double(times[index + 1] - times[index])).rounded(.up)))
  }

  public func setRadio(isOn: Bool, at time: Int64) {
    isRadioOn = isOn
    oscillators.weather.isRadioOn = isOn
  }

  /// The last place whose value isn't above `value`.
  private func lower(_ values: [Int64], _ value: Int64) -> Int {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if values[middle] <= value { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
