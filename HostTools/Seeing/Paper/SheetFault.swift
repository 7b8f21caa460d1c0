// Why a photograph can't be read, in figures: words are for whoever talks to people. Must never be thrown for a single
// box.

public enum SheetFault: Error, Equatable, Sendable {
  /// So many of four corner marks were found; `missing` is known if there are three.
  case marks(found: Int, missing: SheetCorner?)
  /// Four or more marks, but no four of them are a sheet's.
  case noSheet
  /// There is a second sheet.
  case severalSheets
  /// At the sheet's furthest corner, in tenths of a pixel; `needed` would do.
  case tooSmall(pixelsPerCentimetre: Int, needed: Int)
  /// Edges are this wide, in hundredths of a millimetre on the sheet.
  case blurred(hundredths: Int, most: Int)
  /// The paper isn't flat enough: most boxes aren't where the marks say.
  case bent

  /// Whether it found more of the sheet than `other`.
  func isNearer(than other: SheetFault) -> Bool {
    func marks(_ fault: SheetFault) -> Int {
      if case .marks(let found, _) = fault { found } else { 4 }
    }
    return marks(self) > marks(other)
  }
}
