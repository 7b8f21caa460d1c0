// The SSD1681's waveforms: the 153 bytes of command 0x32, and what its OTP is assumed to hold.
// Must never accept bytes that the layout does not explain.

import Firmware

/// Source voltages of command 0x04, in volts × 10.
struct SSD1681Voltages: Equatable {
  /// Power-on values: +15 V, +5 V and -15 V.
  var black: Int16 = 150
  var weakBlack: Int16 = 50
  var white: Int16 = -150

  init() {}

  /// - Parameter codes: VSH1, VSH2 and VSL as sent; nil if the table (fact sheet A.5) doesn't have one.
  init?(codes: [UInt8]) {
    func positive(_ code: UInt8) -> Int16? {
      switch code {
      case 0x8E...0xCE: 24 + Int16(code - 0x8E)
      case 0x23...0x4B: 90 + 2 * Int16(code - 0x23)
      default: nil
      }
    }
    guard let black = positive(codes[0]), case 0x0A...0x3A = codes[2], codes[2] % 2 == 0 else { return nil }
    // Waveforms that do not use VSH2 send 00.
    guard let weak = codes[1] == 0 ? 0 : positive(codes[1]), black >= weak else { return nil }
    (self.black, weakBlack) = (black, weak)
    white = -50 - 5 * Int16((codes[2] - 0x0A) / 2)
  }
}

extension Waveform {
  /// - Parameter bytes: 153, laid out as in B.1 of the fact sheet.
  init(ssd1681 bytes: [UInt8], _ voltages: SSD1681Voltages) throws(Misuse) {
    var steps: [Step] = []
    var total = 0.0
    for group in 0..<12 {
      let timing = bytes[60 + 7 * group..<67 + 7 * group].map(Int.init)
      let rate = Int(group % 2 == 0 ? bytes[144 + group / 2] >> 4 : bytes[144 + group / 2] & 0x0F)
      let pairs = [(0, timing[0], timing[1], timing[2]), (2, timing[3], timing[4], timing[5])]
      let frames = pairs.reduce(0) { $0 + ($1.1 + $1.2) * ($1.3 + 1) } * (timing[6] + 1)
      guard frames > 0 else { continue }
      guard 1...7 ~= rate else { throw .badParameter(command: 0x32) }
      let frameTime = 1_000_000 / (25 * Double(rate))
      total += Double(frames) * frameTime
      guard total <= Double(Waveform.longest.microseconds) else { throw .badParameter(command: 0x32) }
      for _ in 0...timing[6] {
        for (phase, first, second, repeats) in pairs where first + second > 0 {
          for _ in 0...repeats {
            for (phase, frames) in [(phase, first), (phase + 1, second)] where frames > 0 {
              let drives = try Self.drives(bytes, group: group, phase: phase, voltages)
              steps.append(Step(drives: drives, frames: frames, frameTime: frameTime))
              guard steps.count <= Waveform.mostSteps else { throw .notModelled(command: 0x32) }
            }
          }
        }
      }
    }
    self.init(steps: steps)
  }

  private static func drives(
    _ bytes: [UInt8], group: Int, phase: Int, _ voltages: SSD1681Voltages
  ) throws(Misuse) -> SIMD4<Int16> {
    func code(_ table: Int) -> UInt8 { bytes[12 * table + group] >> (6 - 2 * phase) & 3 }
    let levels = [0, voltages.black, voltages.white, voltages.weakBlack]
    // LUT 4 moves VCOM itself, and can't use VSH2.
    guard code(4) != 3 else { throw .badParameter(command: 0x32) }
    let common = levels[Int(code(4))]
    return SIMD4((0..<4).map { levels[Int(code($0))] - common })
  }
}

/// Waveshare's published sets, in the bytes of 0x32. The OTP's own are not published: these take their place, stretched
/// to the OTP's measured durations.
enum SSD1681Sets {
  /// WF_Full_1IN54: 74 frames (A.8).
  static let full = set(
    [[0x80, 0x48, 0x40], [0x40, 0x48, 0x80], [0x80, 0x48, 0x40], [0x40, 0x48, 0x80]],
    groups: [[0x0A], [0x08, 0x01, 0x00, 0x08, 0x01, 0x00, 0x02], [0x0A]])
  /// WF_PARTIAL_1IN54_0: 17 frames (A.8).
  static let partial = set(
    [[0x00, 0x40], [0x80, 0x80], [0x40, 0x40], [0x00, 0x80]], groups: [[0x0F], [0x01, 0x01]])
  /// Good Display's four greys: 262 frames (B.3).
  static let grey = set(
    [[0x40, 0x48, 0x80], [0x08, 0x48, 0x10], [0x02, 0x48, 0x04], [0x20, 0x48, 0x01]],
    groups: [
      [0x0A, 0x19, 0x00, 0x03, 0x08], [0x14, 0x01, 0x00, 0x14, 0x01, 0x00, 0x03],
      [0x0A, 0x03, 0x00, 0x08, 0x19], [0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01],
    ])

  /// All of them at 50 Hz, code 2.
  private static func set(_ tables: [[UInt8]], groups: [[UInt8]]) -> [UInt8] {
    func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] { bytes + .init(repeating: 0, count: count - bytes.count) }
    let levels = tables.flatMap { padded($0, 12) } + [UInt8](repeating: 0, count: 12)
    let timing = padded(groups.flatMap { padded($0, 7) }, 84)
    return levels + timing + [UInt8](repeating: 0x22, count: 6) + [0, 0, 0]
  }
}
