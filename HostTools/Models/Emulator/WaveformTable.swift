// A waveform's effect on every state that a pixel can be in, computed once: a refresh is 40,000 look-ups. Must never
// grow without bound: random waveforms are computed again each time.

import Essentials

final class WaveformTable: Sendable {
  struct Key: Equatable {
    let waveform: Waveform
    let ink: Ink
    /// Whether undriven pixels lose a level in this refresh.
    let drifts: Bool
  }

  /// Fatigue counts are 0...255, and four share a row: 64 rows.
  static let fatigueShift = 2

  let isFull: Bool
  /// Which choices count as a switch.
  let switches: [Bool]
  /// New levels by choice, fatigue row (only one row for a full waveform) and old level.
  let ends: [UInt16]
  /// Whether a pixel ends at the same level, and rested, wherever it was before.
  let forgets: Bool

  /// A list, since a clock's panels have a handful of waveforms, and a table of hashes is 4 KB more in a browser's page.
  private static let cache = Guarded<[(key: Key, table: WaveformTable)]>([])
  /// Each takes half a megabyte.
  private static let cacheLimit = 48

  static func of(_ key: Key) -> WaveformTable {
    if let known = cache.use({ cache in cache.first { $0.key == key }?.table }) { return known }
    let table = WaveformTable(key)
    cache.use { cache in
      if cache.count >= cacheLimit { cache.removeAll() }
      cache.append((key, table))
    }
    return table
  }

  private init(_ key: Key) {
    let isFull = key.waveform.isFull
    self.isFull = isFull
    switches = (0..<4).map { Ink.isSwitch(key.waveform, $0) }
    let rows = isFull ? 1 : 64
    var ends: [UInt16] = []
    ends.reserveCapacity(4 * rows * Ink.levels)
    for choice in 0..<4 {
      let course = Ink.Course(key.waveform, choice, key.ink, isFull: isFull)
      let isDriven = key.waveform.drives(choice)
      for row in 0..<rows {
        for level in 0..<UInt16(Ink.levels) {
          if isDriven {
            ends.append(course.end(level, fatigue: UInt8(row << Self.fatigueShift)))
          } else {
            ends.append(key.drifts ? level < 512 ? level + 1 : level - 1 : level)
          }
        }
      }
    }
    self.ends = ends
    forgets =
      isFull
      && (0..<4).allSatisfy { choice in
        let reached = ends[choice * Ink.levels..<(choice + 1) * Ink.levels]
        return reached.allSatisfy { $0 == reached[reached.startIndex] }
      }
  }

  /// The range of what the waveform produces: the darkest and the lightest level of the four choices.
  var extremes: (black: UInt16, white: UInt16) {
    let rows = ends.count / 4 / Ink.levels
    let reached = (0..<4).map { ends[$0 * rows * Ink.levels + Ink.levels / 2] }
    return (reached.min() ?? 0, reached.max() ?? 1_023)
  }
}
