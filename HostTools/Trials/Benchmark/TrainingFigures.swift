// How long it takes to train a model on this machine. Must never train to the end: it says what it extrapolates from.

import Digits
import Firmware
import GlyphImage
import Training

public enum TrainingFigures {
  public static func measure(_ digits: DigitSet) throws -> [Figure] {
    let glyphs = (0..<digits.count).map { index in
      (levels: GlyphImageBuilder.levels(digits.image(index)), digit: Int(digits.labels[index]))
    }
    // Out of 400 steps the hundred before and the hundred after the middle, from which on weights are rounded.
    var times: [Int: ContinuousClock.Instant] = [:]
    _ = try Trainer(TrainingSet(glyphs), steps: 400, seed: 1).model { step, _ in times[step] = .now }
    guard let start = times[100], let end = times[300] else { return [] }
    let minutes = start.duration(to: end) / .seconds(60) / 200 * Double(Trainer.usualSteps)
    return [
      Figure(
        "training_minutes", "minutes to train the default model, estimated from 200 of its steps", minutes,
        "at most 30 on 2 cores")
    ]
  }
}
