// Digits drawn by a small generator of our own, for when no handwriting is available. Must never be taken for MNIST:
// every user of it says so.

import Foundation
import Support

public enum StrokeDigits {
  /// Enough that no digit repeats for more than a day: 5, the first to repeat, is shown 170 times a day.
  public static let countPerDigit = 250

  /// 0, 1, … 9, 0, 1, …; the same for the same seed.
  public static func make(countPerDigit: Int = StrokeDigits.countPerDigit, seed: UInt64 = 1) -> DigitSet {
    var random = SplitMix64(seed: seed)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    pixels.reserveCapacity(countPerDigit * 10 * DigitSet.pixelsPerImage)
    for _ in 0..<countPerDigit {
      for digit in 0..<10 {
        let hand = Hand(&random)
        pixels += hand.write(skeletons[digit], &random)
        labels.append(UInt8(digit))
      }
    }
    return DigitSet(pixels: pixels, labels: labels)
  }

  /// Where the pen goes, stroke by stroke: points on a smooth curve, x to the right and y down, with the digit's height
  /// from -1 to 1.
  private static let skeletons: [[[SIMD2<Double>]]] = [
    [[[0.1, -1], [-0.45, -0.6], [-0.55, 0.1], [-0.3, 0.85], [0.2, 0.95], [0.55, 0.3], [0.5, -0.5], [0.1, -1]]],
    [[[0.05, -1], [0, -0.4], [-0.02, 0.3], [-0.05, 1]]],
    [
      [
        [-0.5, -0.6], [-0.1, -1], [0.4, -0.75], [0.35, -0.2], [-0.1, 0.4], [-0.55, 0.95], [-0.1, 0.85], [0.6, 0.9],
      ]
    ],
    [
      [
        [-0.5, -0.85], [0.1, -1], [0.4, -0.6], [-0.1, -0.1], [0.45, 0.3], [0.3, 0.85], [-0.15, 1], [-0.55, 0.75],
      ]
    ],
    [[[-0.35, -0.95], [-0.5, -0.1], [-0.1, 0.1], [0.6, 0]], [[0.4, -0.9], [0.35, 0], [0.3, 1]]],
    [
      [[-0.35, -0.95], [-0.4, -0.2], [0.15, -0.25], [0.45, 0.25], [0.2, 0.85], [-0.2, 0.98], [-0.5, 0.75]],
      [[-0.35, -0.95], [0.1, -0.98], [0.55, -0.95]],
    ],
    [
      [
        [0.35, -1], [-0.2, -0.4], [-0.45, 0.35], [-0.1, 0.95], [0.4, 0.7], [0.3, 0.15], [-0.1, 0.1], [-0.4, 0.45],
      ]
    ],
    [[[-0.55, -0.85], [0, -0.9], [0.55, -0.9], [0.3, -0.3], [0.05, 0.3], [-0.1, 1]]],
    [
      [
        [0.4, -0.75], [0, -1], [-0.4, -0.65], [0, -0.1], [0.4, 0.4], [0.1, 0.95], [-0.35, 0.7], [-0.1, 0.1],
        [0.3, -0.4], [0.42, -0.75],
      ]
    ],
    [
      [
        [0.4, -0.7], [0, -1], [-0.4, -0.6], [-0.15, -0.15], [0.3, -0.35], [0.42, -0.75], [0.4, 0], [0.25, 0.6],
        [0.1, 1],
      ]
    ],
  ]
}

/// How one digit is written: its slant, size, turn and pen.
private struct Hand {
  let slant, width, height, turn, penRadius: Double
  let centre: SIMD2<Double>

  init(_ random: inout SplitMix64) {
    slant = Double.random(in: -0.1...0.4, using: &random)
    width = Double.random(in: 7.5...11, using: &random)
    height = Double.random(in: 8.5...10, using: &random)
    turn = Double.random(in: -0.12...0.12, using: &random)
    penRadius = Double.random(in: 0.8...1.5, using: &random)
    centre = SIMD2(Double.random(in: 13...14, using: &random), Double.random(in: 13...14, using: &random))
  }

  /// 784 pixels.
  func write(_ strokes: [[SIMD2<Double>]], _ random: inout SplitMix64) -> [UInt8] {
    var segments: [(SIMD2<Double>, SIMD2<Double>)] = []
    for stroke in strokes {
      var points = stroke
      for index in points.indices {
        points[index].x += Double.random(in: -0.07...0.07, using: &random)
        points[index].y += Double.random(in: -0.07...0.07, using: &random)
      }
      let curve = smooth(points).map(place)
      segments += zip(curve, curve.dropFirst())
    }
    return (0..<DigitSet.pixelsPerImage).map { pixel in
      let centre = SIMD2(Double(pixel % DigitSet.side), Double(pixel / DigitSet.side))
      let distance = segments.map { Hand.distance(centre, $0.0, $0.1) }.min() ?? .infinity
      // Ink fades over one pixel at the pen's edge.
      return UInt8(255 * max(0, min(1, penRadius + 0.5 - distance)))
    }
  }

  private func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let slanted = SIMD2(point.x * width - slant * point.y * width, point.y * height)
    return centre
      + SIMD2(slanted.x * cos(turn) - slanted.y * sin(turn), slanted.x * sin(turn) + slanted.y * cos(turn))
  }

  /// A Catmull-Rom spline through `points`, with six pieces between each two.
  private func smooth(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var curve: [SIMD2<Double>] = []
    for index in 0..<points.count - 1 {
      let before = points[max(0, index - 1)]
      let start = points[index]
      let end = points[index + 1]
      let after = points[min(points.count - 1, index + 2)]
      for piece in 0..<6 {
        let t = Double(piece) / 6
        let linear = (end - before) * t
        let square = (before * 2 - start * 5 + end * 4 - after) * (t * t)
        let cube = (start * 3 - before - end * 3 + after) * (t * t * t)
        curve.append((start * 2 + linear + square + cube) * 0.5)
      }
    }
    return curve + points.suffix(1)
  }

  private static func distance(_ point: SIMD2<Double>, _ start: SIMD2<Double>, _ end: SIMD2<Double>) -> Double {
    let along = end - start
    let length = (along * along).sum()
    let share = length > 0 ? max(0, min(1, ((point - start) * along).sum() / length)) : 0
    let offset = point - start - along * share
    return (offset * offset).sum().squareRoot()
  }
}
