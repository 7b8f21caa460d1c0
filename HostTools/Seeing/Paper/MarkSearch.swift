// Finds corner marks in a picture: dark squares around a dark middle. Must never miss one for its orientation.

enum MarkSearch {
  /// In pixels: eight squares that still tell black from white.
  private static let leastSide = 13

  /// Of the mean around them, in hundredths, what may be dark: between ink, a third of the paper or less, and a shadow's
  /// edge. In blur a mark's border and its middle are joined at the first, and apart at the others.
  static let shares = [80, 65, 50]

  static func marks(in grey: Plane, share: Int) -> [FoundMark] {
    let dark = DarkParts(grey, share: share)
    var found: [FoundMark] = []
    for (index, part) in dark.parts.enumerated() where isBorder(part) && hasMiddle(part, index, dark) {
      guard let corners = corners(of: part, index, dark), let mark = FoundMark(corners, in: grey) else { continue }
      found.append(mark)
    }
    return found
  }

  /// The border is 28 of 64 squares. Turned by 45 degrees it is half of that of the rectangle around it, and in
  /// perspective one side may be half of the other.
  private static func isBorder(_ part: DarkPart) -> Bool {
    let (width, height) = (part.width, part.height)
    let box = width * height
    return min(width, height) >= leastSide && 3 * min(width, height) >= max(width, height)
      && part.area * 8 >= box && part.area * 4 <= box * 3
  }

  /// Something else dark lies in the middle, and isn't larger than it may be.
  private static func hasMiddle(_ part: DarkPart, _ index: Int, _ dark: DarkParts) -> Bool {
    let (x, y) = ((part.left + part.right) / 2, (part.top + part.bottom) / 2)
    let reach = max(1, min(part.width, part.height) / 8)
    for place in 0..<9 {
      let label = dark.label(x + (place % 3 - 1) * reach, y + (place / 3 - 1) * reach)
      guard label > 0, Int(label) != index + 1 else { continue }
      let middle = dark.parts[Int(label) - 1]
      // All cells are 16 squares to the border's 28.
      if part.surrounds(middle), middle.area <= part.area { return true }
    }
    return false
  }

  /// The part's outline as the quadrilateral of its outermost points: the two that are furthest apart, and on either side
  /// of the line between them the one that is furthest from it.
  private static func corners(of part: DarkPart, _ index: Int, _ dark: DarkParts) -> [PhotoPoint]? {
    let outline = outline(part, index, dark)
    let middle = PhotoPoint(Double(part.left + part.right + 1) / 2, Double(part.top + part.bottom + 1) / 2)
    guard let first = outline.max(by: { $0.distance(to: middle) < $1.distance(to: middle) }),
      let third = outline.max(by: { $0.distance(to: first) < $1.distance(to: first) })
    else { return nil }
    func height(_ point: PhotoPoint) -> Double {
      (third.x - first.x) * (point.y - first.y) - (third.y - first.y) * (point.x - first.x)
    }
    guard let fourth = outline.max(by: { height($0) < height($1) }),
      let second = outline.min(by: { height($0) < height($1) })
    else { return nil }
    // Twice the area; in a picture, whose y goes down, this order is clockwise.
    let area = (height(fourth) - height(second)) / 2
    guard height(fourth) > 0, height(second) < 0 else { return nil }
    let share = Double(part.area) / area
    // 28/64, and what blur and a coarse grid make of it.
    guard share > 0.25, share < 0.7 else { return nil }
    return [first, second, third, fourth]
  }

  /// The outer corners of the first and last pixel of each row, among which all outermost ones are.
  private static func outline(_ part: DarkPart, _ index: Int, _ dark: DarkParts) -> [PhotoPoint] {
    var points: [PhotoPoint] = []
    let label = UInt32(index + 1)
    func add(_ x: Int, _ y: Int) {
      for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] { points.append(PhotoPoint(Double(x + dx), Double(y + dy))) }
    }
    for y in part.top...part.bottom {
      var (first, last) = (part.left, part.right)
      while first < last, dark.label(first, y) != label { first += 1 }
      while last > first, dark.label(last, y) != label { last -= 1 }
      add(first, y)
      add(last, y)
    }
    return points
  }
}
