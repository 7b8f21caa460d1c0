// One corner mark in a photograph: where it is and which cells are black. Must never know which corner it is of.

struct FoundMark {
  /// Clockwise in the photograph, beginning anywhere.
  let corners: [PhotoPoint]
  /// As `SheetLayout.cells` counts them, from the first corner on.
  let cells: UInt8
  /// How much brighter its white is than its black.
  let contrast: Double

  var centre: PhotoPoint {
    PhotoPoint(corners.reduce(0) { $0 + $1.x } / 4, corners.reduce(0) { $0 + $1.y } / 4)
  }

  /// The mean length of its sides, in pixels.
  var side: Double { (0..<4).reduce(0) { $0 + corners[$1].distance(to: corners[($1 + 1) % 4]) } / 4 }

  /// The same mark, told from its `turn`th corner on.
  func turned(_ turn: Int) -> FoundMark {
    FoundMark(
      corners: (0..<4).map { corners[($0 + turn) % 4] },
      cells: (cells >> UInt8(turn) | cells << UInt8(4 - turn)) & 15, contrast: contrast)
  }

  /// In a picture that is so many times larger.
  func enlarged(_ factor: Double) -> FoundMark {
    FoundMark(
      corners: corners.map { PhotoPoint($0.x * factor, $0.y * factor) }, cells: cells, contrast: contrast)
  }

  /// With the places that `SheetLayout` gives a mark's squares, in squares.
  private static let square = [PagePoint(0, 0), PagePoint(8, 0), PagePoint(8, 8), PagePoint(0, 8)]

  /// - Returns: nil if what is within `corners` is no mark.
  init?(_ corners: [PhotoPoint], in grey: Plane) {
    guard let place = Homography(FoundMark.square, corners) else { return nil }
    var (border, gap): ([Double], [Double]) = ([], [])
    var cells = [Double](repeating: 0, count: 4)
    for row in 0..<8 {
      for column in 0..<8 {
        let at = place(PagePoint(Double(column) + 0.5, Double(row) + 0.5))
        guard at.x >= 0, at.y >= 0, at.x < Double(grey.width), at.y < Double(grey.height) else { return nil }
        let value = grey.at(at.x, at.y)
        switch min(row, column, 7 - row, 7 - column) {
        case 0: border.append(value)
        case 1: gap.append(value)
        default: cells[row < 4 ? (column < 4 ? 0 : 1) : (column < 4 ? 3 : 2)] += value / 4
        }
      }
    }
    let (black, white) = (FoundMark.mean(border), FoundMark.mean(gap))
    let middle = (black + white) / 2
    // A twentieth of the range is nearly nothing, but a mark in deep shadow is still a mark.
    guard white - black > 12, border.count(where: { $0 > middle }) <= 2, gap.count(where: { $0 < middle }) <= 2 else {
      return nil
    }
    var bits: UInt8 = 0
    for cell in 0..<4 where cells[cell] < middle { bits |= 1 << UInt8(cell) }
    self.init(corners: corners, cells: bits, contrast: white - black)
  }

  init(corners: [PhotoPoint], cells: UInt8, contrast: Double) {
    (self.corners, self.cells, self.contrast) = (corners, cells, contrast)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
