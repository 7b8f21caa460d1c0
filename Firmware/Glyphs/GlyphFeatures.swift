// What the predictor sees of a pixel's surroundings: rows of a table whose sum is its first layer.
// Must never change without a new model version: a model is trained for these rows and no others.

/// The table's rows, group by group.
public enum GlyphFeatures {
  /// 24 neighbours within three columns and rows, each with a row for the levels 1, 2 and 3.
  static var near: Int { 0 }
  /// 60 neighbours further away, each with a row for levels 2 and 3.
  static var far: Int { 72 }
  static var column: Int { 132 }
  static var row: Int { 160 }
  static var digit: Int { 188 }
  /// Rows since the first with ink.
  static var depth: Int { 198 }
  /// First and last column with ink in the rows above.
  static var left: Int { 226 }
  static var right: Int { 254 }
  /// Pixels with ink in the rows above, by twelves.
  static var mass: Int { 282 }
  public static var count: Int { 298 }

  /// At most this many rows at once, `rowFeatures` apart: a column and every neighbour.
  public static var maximum: Int { 85 }

  static func index(_ group: Int, _ offset: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: group &+ offset)
  }

  /// Fills `active` with the features of the pixel at (`column`, `row`) that its row's others don't share.
  /// - Parameter pixel: the pixel in `levels`, which has a canvas's layout.
  /// - Returns: how many.
  public static func active(
    _ levels: UnsafePointer<UInt8>, at pixel: Int, column: Int, into active: UnsafeMutablePointer<UInt16>
  ) -> Int {
    active[0] = index(GlyphFeatures.column, column)
    var count = 1
    var nearRow = near
    var farRow = far
    for up in stride(from: GlyphCanvas.reach, through: 0, by: -1) {
      let line = pixel &- up &* GlyphCanvas.stride
      let last = up == 0 ? -1 : GlyphCanvas.reach
      for across in -GlyphCanvas.reach...last {
        let level = Int(levels[line &+ across])
        if up <= 3, across >= -3, across <= 3 {
          if level > 0 {
            active[count] = index(nearRow, level &- 1)
            count &+= 1
          }
          nearRow &+= 3
        } else {
          if level > 1 {
            active[count] = index(farRow, 0)
            count &+= 1
          }
          farRow &+= 1
        }
      }
    }
    return count
  }
}
