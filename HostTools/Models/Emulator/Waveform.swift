// What a panel's sources do to the ink during a refresh, wherever the waveform comes from and whatever its layout.
// Must never know a picture: it has one course for each of the four choices that two planes give.

import Firmware

struct Waveform: Hashable, Sendable {
  /// Consecutive frames with the same drive.
  struct Step: Hashable, Sendable {
    /// For each choice 2 × old + new (1 is white) of a pixel's two bits: volts × 10 relative to VCOM, positive towards
    /// black.
    let drives: SIMD4<Int16>
    let frames: Int
    /// Microseconds that a frame lasts.
    let frameTime: Double

    var microseconds: Double { Double(frames) * frameTime }
  }

  /// Longer than any waveform that panels are sold with (grey: 5.3 s), even in the cold.
  static let longest = Interval.seconds(60)
  /// Twenty times as many as in any published set; a table of more would take seconds to compute.
  static let mostSteps = 500

  let steps: [Step]

  var duration: Interval { Interval(microseconds: UInt64(steps.reduce(0) { $0 + $1.microseconds } + 0.5)) }
  var frames: Int { steps.reduce(0) { $0 + $1.frames } }

  /// Whether it shakes every pixel in both directions, whatever the picture: then nothing of an older picture remains.
  /// A third of what saturates counts as a shake: 5 frames of 15.
  var isFull: Bool {
    (0..<4).allSatisfy { choice in
      let towardsBlack = steps.reduce(0) { $0 + ($1.drives[choice] > 0 ? $1.frames : 0) }
      let towardsWhite = steps.reduce(0) { $0 + ($1.drives[choice] < 0 ? $1.frames : 0) }
      return min(towardsBlack, towardsWhite) >= 5
    }
  }

  /// Whether a pixel's bit in the old plane makes no difference, so that the plane may hold anything.
  var ignoresOld: Bool {
    steps.allSatisfy { $0.drives[0] == $0.drives[2] && $0.drives[1] == $0.drives[3] }
  }

  /// Frames towards black minus those towards white.
  func netFrames(_ choice: Int) -> Int {
    steps.reduce(0) { $0 + Int($1.drives[choice].signum()) * $1.frames }
  }

  func drives(_ choice: Int) -> Bool { steps.contains { $0.drives[choice] != 0 } }

  /// The same course, slower or faster.
  func scaled(to duration: Interval) -> Waveform {
    let factor = Double(duration.microseconds) / steps.reduce(0) { $0 + $1.microseconds }
    return Waveform(
      steps: steps.map { Step(drives: $0.drives, frames: $0.frames, frameTime: $0.frameTime * factor) })
  }

  /// What has run after `elapsed`, in whole frames.
  func prefix(_ elapsed: Interval) -> Waveform {
    var left = Double(elapsed.microseconds)
    var done: [Step] = []
    for step in steps where left > 0 {
      let frames = min(step.frames, Int((left / step.frameTime).rounded(.down)))
      if frames > 0 { done.append(Step(drives: step.drives, frames: frames, frameTime: step.frameTime)) }
      left = frames < step.frames ? 0 : left - step.microseconds
    }
    return Waveform(steps: done)
  }
}
