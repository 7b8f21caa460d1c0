// Currents and charges that the model multiplies with, as data, each with its source. Must never be taken for
// measurements of this clock: nobody has measured one.
//
// Sources: [D] a vendor's document or source code, [T] somebody's measurement, [E] an estimate from those.

/// What a chip takes. Currents are at 3.3 V, which a linear regulator draws from the cell unchanged.
public struct ChipPower: Sendable {
  public let name: String
  /// The CPU at 160 MHz with the radio off, in mA. ESP-IDF, "Current consumption in low-power modes" [D].
  public let cpu: Double
  /// Light sleep, in µA.
  public let lightSleep: Double
  /// Deep sleep with the timer, in µA; a crystal for the slow clock takes 1 µA more (the same document [D]).
  public let deepSleep: Double
  /// From light sleep to the firmware and back, in seconds: hardware and software. ESP-IDF, sleep_modes.c [D].
  public let wake: Double
  /// From deep sleep to the firmware, in mC: 0.5 µAh, of other chips, with the image's validation skipped [T]. For C3 and
  /// C6 nobody has published it.
  public let boot = 1.8
  /// The slow clock's calibration at each start, in mC: 0.1 s of CPU for 3,000 cycles of a crystal, 6 ms for 100, which
  /// are enough where the ticks are counted and not the calibration [E].
  public let calibration = 0.1
  /// The radio while a network is joined and asked, the CPU with it, in mA: 204 mC in 1.63 s [T, an ESP32].
  public let radio = 125.0

  public static let all = [
    // 130 µA in the datasheet, 132 measured; users without the power-down options saw 300.
    ChipPower(name: "esp32c3", cpu: 20.5, lightSleep: 130, deepSleep: 4.8, wake: 142e-6),
    // 35 µA with the peripherals' domain off, which keeps BUSY on pins 22 and 23 from waking it: then by the timer.
    ChipPower(name: "esp32c6", cpu: 26.7, lightSleep: 35, deepSleep: 6.7, wake: 374e-6),
    ChipPower(name: "esp32", cpu: 27.2, lightSleep: 800, deepSleep: 5, wake: 400e-6),
  ]

  init(name: String, cpu: Double, lightSleep: Double, deepSleep: Double, wake: Double) {
    (self.name, self.cpu, self.lightSleep, self.deepSleep, self.wake) = (name, cpu, lightSleep, deepSleep, wake)
  }
}

/// What draws from the cell all the time beside the chip, in µA.
public struct Drain: Sendable {
  public let name: String
  public let current: Double
  public let source: String

  /// What is around the chip on its board: what a whole board takes in deep sleep, less the chip.
  public static let boards = [
    Drain(name: "bare", current: 10, source: "a good regulator and its divider's neighbours [E]"),
    Drain(name: "xiao-c6", current: 7.6, source: "14.3 µA in all [T]"),
    Drain(name: "xiao-c3", current: 40, source: "45.1 µA in all, its regulator 35 [T]"),
    Drain(name: "beetle-c6", current: 7.3, source: "version 1.0: 14 µA in all [D]; 1.1 takes 37"),
    Drain(name: "firebeetle2", current: 15, source: "14 to 27 µA in all [T], 490 if its LED's pad isn't cut"),
    Drain(name: "c6-supermini", current: 464, source: "470 µA in all, 36 without its LED [T]"),
    Drain(name: "devkit", current: 5_000, source: "AMS1117 5 mA [T]: not for a cell"),
  ]

  /// A panel on its carrier while it sleeps, each.
  public static let carriers = [
    Drain(name: "good", current: 1, source: "deep sleep, RST held high [T]"),
    Drain(name: "leaky", current: 55, source: "RST high but no pull-up of its own [T]"),
    Drain(name: "floating", current: 500, source: "RST floats or is low in sleep [T]"),
    Drain(name: "despi-c02", current: 534, source: "the adapter DESPI-C02, though the panel sleeps [T]"),
    Drain(name: "switched", current: 0.1, source: "a MOSFET cuts the panels' supply [E]"),
  ]
}

public enum Assumed {
  /// A panel that refreshes, in mA: 26.4 mW at 3.3 V [D]. That makes 1.0 µAh of a partial refresh; 0.67 was measured on
  /// one [T].
  public static let panel = 8.0
  /// The end of each refresh, in seconds, in which the booster is off already and BUSY isn't [D, T: 140.6 ms].
  public static let powerOff = 0.141
  /// A divider of two megohms, in µA [E].
  public static let divider = 2.0
  /// For a crystal beside the chip, in µA (ESP-IDF [D]).
  public static let crystal = 1.0
  /// A cell's own loss, in shares a month: 1 to 2 % [T].
  public static let selfDischarge = 0.01
  /// Of a cell's charge, down to 3.4 V: 95 % when new [E].
  public static let usable = 0.9
  /// RV32 instructions to decode a glyph, 3,491,434 in the mean over MNIST, and to draw the three pictures of a partial
  /// refresh, at most 1,520,696: what Tests/decode-on-device counts. One a cycle.
  public static let instructionsForGlyph = 5_012_130.0
  /// Decides, writes the journal, looks at the time: for a minute, as far as it isn't a glyph [E].
  public static let instructionsForMinute = 200_000.0
  public static let clock = 160e6
}
