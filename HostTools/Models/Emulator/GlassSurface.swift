// Where each pixel's ink is and how tired it is, computed only when somebody looks: for most refreshes nobody does.
// Must never give any other result than computing each refresh at once would.

final class GlassSurface {
  /// The most refreshes to put off. Each keeps 10 KB; an hour of a clock has 60 and then a full one.
  private static let mostPending = 128

  /// Reflectance in rows from the top, 0 black to 1023 white.
  private var levels = [UInt16](repeating: UInt16(Ink.levels - 1), count: Glass.pixels)
  /// Short switches of each pixel since the last full waveform; stays at 255.
  private var fatigue = [UInt8](repeating: 0, count: Glass.pixels)
  private var pending: [(table: WaveformTable, planes: Glass.Planes)] = []

  init() {}

  init(_ other: GlassSurface) {
    (levels, fatigue, pending) = (other.levels, other.fatigue, other.pending)
  }

  var pixels: (levels: [UInt16], fatigue: [UInt8]) {
    settle()
    return (levels, fatigue)
  }

  func add(_ table: WaveformTable, _ planes: Glass.Planes) {
    // What came before no longer makes a difference.
    if table.forgets { pending.removeAll(keepingCapacity: true) }
    pending.append((table, planes))
    if pending.count > GlassSurface.mostPending { settle() }
  }

  private func settle() {
    for (table, planes) in pending { look(up: table, planes) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Unsafe pointers because in an unoptimised build the same with arrays takes 0.1 s; the counts are checked first.
  private func look(up table: WaveformTable, _ planes: Glass.Planes) {
    let rows = table.isFull ? 1 : 64
    precondition(planes.old.count == PanelRAM.planeSize && planes.new.count == PanelRAM.planeSize)
    precondition(table.ends.count == 4 * rows * Ink.levels && levels.count == Glass.pixels)
    let keptFatigue: UInt8 = table.isFull ? 0 : 0xFF
    let tiring: [UInt8] = table.switches.map { $0 && !table.isFull ? 1 : 0 }
    levels.withUnsafeMutableBufferPointer { levels in
      fatigue.withUnsafeMutableBufferPointer { fatigue in
        table.ends.withUnsafeBufferPointer { ends in
          var pixel = 0
          for index in 0..<PanelRAM.planeSize {
            var old = planes.old[index]
            var new = planes.new[index]
            let last = pixel + 8
            while pixel < last {
              let choice = Int(old >> 7) << 1 | Int(new >> 7)
              let tired = fatigue[pixel] & keptFatigue
              let row = choice * rows + Int(tired >> WaveformTable.fatigueShift)
              levels[pixel] = ends[row << 10 | Int(levels[pixel])]
              let (sum, isOver) = tired.addingReportingOverflow(tiring[choice])
              fatigue[pixel] = isOver ? 0xFF : sum
              old <<= 1
              new <<= 1
              pixel += 1
            }
          }
        }
      }
    }
  }
}
