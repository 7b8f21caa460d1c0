// How e-ink moves under voltage. Every number here is ASSUMED: published facts fix only the order of magnitude
// (15-16 frames of 20 ms at 15 V saturate; 3, 8 and 25 frames give light grey, dark grey and black).
// Must never be taken for a measurement.

import Firmware

struct Ink: Hashable, Sendable {
  /// Levels of reflectance: 0 black to 1023 white.
  static let levels = 1_024
  /// At 15 V a pixel goes 1 - 1/e of its way in this time, in microseconds: five frames, since 3 frames then leave
  /// 0.53, 8 leave 0.16 and 25 nothing, close to the anchors 0.55, 0.20 and 0.01 of the fact sheet (B.8).
  let timeConstant: Double

  /// A pixel heads for a point this far beyond black or white and stops there: shaken loose by a full waveform it gets
  /// there in 15 frames, otherwise 16 frames leave 1 %.
  private static let fullReach = 0.05
  private static let shortReach = 0.03
  /// Each short switch keeps the pixel this much further from black and white: 1.8 % after 60, 7.6 % after 255.
  private static let fatigueStep = 0.0003
  /// An undriven pixel loses a level (0.1 %) towards mid grey in one of this many short refreshes.
  static let refreshesPerDrift = 8
  /// The frames that count as a switch; fewer only hold a pixel where it is.
  private static let framesOfSwitch = 4

  /// `frameTime`, in microseconds, is what the glass's makers wrote 15-frame waveforms for; `temperature`
  /// is in °C.
  init(frameTime: Double, temperature: Double) {
    timeConstant = 5 * frameTime * Ink.slowness(temperature)
  }

  /// How much slower the ink is, and how much longer the OTP's waveforms are, than at room temperature: double at 0 °C.
  /// The fact sheet only has "several seconds" below 10 °C.
  static func slowness(_ temperature: Double) -> Double {
    max(1, 1 + (10 - temperature) / 10)
  }

  /// Whether a pixel of this choice counts as switched, so that it tires.
  static func isSwitch(_ waveform: Waveform, _ choice: Int) -> Bool {
    abs(waveform.netFrames(choice)) >= framesOfSwitch
  }

  /// A pixel's course through a waveform, for one choice: how fast it moves in which direction.
  struct Course {
    private var steps: [(keeps: Double, target: Double)] = []
    private let isFull: Bool

    init(_ waveform: Waveform, _ choice: Int, _ ink: Ink, isFull: Bool) {
      self.isFull = isFull
      let reach = isFull ? Ink.fullReach : Ink.shortReach
      for step in waveform.steps where step.drives[choice] != 0 {
        let drive = Double(step.drives[choice]) / 150
        let keeps = Exponential.of(-abs(drive) * step.microseconds / ink.timeConstant)
        steps.append((keeps, drive > 0 ? -reach : 1 + reach))
      }
    }

    /// - Returns: the level that a pixel of `level` ends at after `fatigue` short switches.
    func end(_ level: UInt16, fatigue: UInt8) -> UInt16 {
      let margin = isFull ? 0 : Double(fatigue) * Ink.fatigueStep
      var position = Double(level) / Double(Ink.levels - 1)
      for step in steps {
        let next = step.target + (position - step.target) * step.keeps
        // Never beyond the margin, but a pixel that is already there stays.
        position = step.target < 0 ? max(next, min(position, margin)) : min(next, max(position, 1 - margin))
      }
      return UInt16(position * Double(Ink.levels - 1) + 0.5)
    }
  }
}
