// A panel's 40,000 pixels of ink: where each is, and how tired it is from short switches.
// Must never know which picture was meant except to say how far the ink is from it.

import Firmware

struct Glass {
  static let pixels = 40_000

  private(set) var fullRefreshes = 0
  private(set) var partialRefreshes = 0

  private var surface = GlassSurface()
  /// The picture that the last refresh was given, 1 is white.
  private var meant = [UInt8](repeating: 0xFF, count: PanelRAM.planeSize)
  /// What the last full waveform makes of black and white.
  private var reference: (black: UInt16, white: UInt16) = (0, UInt16(Ink.levels - 1))
  private var partialsSinceFull = 0

  /// The planes of a refresh, in 5,000 bytes each: a pixel's choice is 2 × old + new.
  struct Planes {
    let old: [UInt8]
    let new: [UInt8]
  }

  /// Runs the whole waveform, or as much of it as ran before something interrupted it.
  mutating func run(_ waveform: Waveform, _ planes: Planes, _ ink: Ink, isWhole: Bool = true) {
    let isFull = waveform.isFull
    if !isFull { partialsSinceFull += 1 }
    let table = WaveformTable.of(
      .init(
        waveform: waveform, ink: ink, drifts: !isFull && partialsSinceFull % Ink.refreshesPerDrift == 0))
    if isFull {
      reference = table.extremes
      partialsSinceFull = 0
    }
    if isWhole {
      if isFull { fullRefreshes += 1 } else { partialRefreshes += 1 }
    }
    meant = planes.new
    if !isKnownUniquelyReferenced(&surface) { surface = GlassSurface(surface) }
    surface.add(table, planes)
  }

  /// Reflectance in rows from the top, 0 black to 1023 white.
  var levels: [UInt16] { surface.pixels.levels }

  /// The levels in the middle of a refresh, where `waveform` is the part that has run; changes nothing.
  func levels(after waveform: Waveform, _ planes: Planes, _ ink: Ink) -> [UInt16] {
    let isFull = waveform.isFull
    let courses = (0..<4).map { Ink.Course(waveform, $0, ink, isFull: isFull) }
    let (levels, fatigue) = surface.pixels
    // Most pixels do as their neighbours.
    var last: (choice: Int, level: UInt16, fatigue: UInt8, end: UInt16)?
    return (0..<Self.pixels).map { pixel in
      let (index, bit) = (pixel / 8, UInt8(0x80) >> UInt8(pixel % 8))
      let choice = (planes.old[index] & bit == 0 ? 0 : 2) + (planes.new[index] & bit == 0 ? 0 : 1)
      let (level, tired) = (levels[pixel], fatigue[pixel])
      if let last, last.choice == choice, last.level == level, last.fatigue == tired { return last.end }
      let end = courses[choice].end(level, fatigue: tired)
      last = (choice, level, tired, end)
      return end
    }
  }

  /// 5,000 bytes, 1 is white: lighter than the middle.
  var visible: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: PanelRAM.planeSize)
    let levels = levels
    levels.withUnsafeBufferPointer { levels in
      for pixel in 0..<levels.count where levels[pixel] >= 512 { bytes[pixel >> 3] |= 0x80 >> UInt8(pixel & 7) }
    }
    return bytes
  }

  /// In percent: how far the pixels that short waveforms have switched since the last full one, or that show the wrong
  /// colour, are on average from what a full one would make of the intended picture. 0 if there are none.
  var ghosting: Double {
    guard partialsSinceFull > 0 else { return 0 }
    let (levels, fatigue) = surface.pixels
    var sum = 0
    var count = 0
    for pixel in 0..<Self.pixels {
      let isWhite = meant[pixel >> 3] & (0x80 >> UInt8(pixel & 7)) != 0
      guard fatigue[pixel] > 0 || (levels[pixel] >= 512) != isWhite else { continue }
      sum += abs(Int(levels[pixel]) - Int(isWhite ? reference.white : reference.black))
      count += 1
    }
    return count == 0 ? 0 : Double(sum) / Double(count) / Double(Ink.levels - 1) * 100
  }
}
