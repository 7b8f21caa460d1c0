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
  /// Pixels with ink in the rows above, in dozens.
  static var mass: Int { 282 }
  /// How wide the strokes above are on average, in half pixels, starting at 1/2.
  static var width: Int { 298 }
  /// How many eighths of the pixels with ink above have level 3.
  static var darkness: Int { 314 }
  public static var count: Int { 322 }

  /// How many of them the pixels of a row have in common.
  public static var perRow: Int { 8 }

  /// The most table rows at once, without those that a whole row of pixels shares: a column and every neighbour.
  public static var maximum: Int { 85 }

  static func index(_ group: Int, _ offset: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: group &+ offset)
  }

  /// Fills `active` with the features of the pixel at (`column`, `row`) that others in its row don't share.
  /// `levels` and `ink` have a canvas's layout; only what comes before the pixel is read.
  /// - Returns: how many.
  public static func active(
    _ levels: UnsafePointer<UInt8>, _ ink: UnsafePointer<UInt32>, column: Int, row: Int,
    into active: UnsafeMutablePointer<UInt16>
  ) -> Int {
    active[0] = index(GlyphFeatures.column, column)
    var count = 1
    var nearRow = near
    var farRow = far
    var up = GlyphCanvas.reach
    while up >= 0 {
      // Bit `place` is the neighbour in column `column` - 6 + `place`. Rows without ink, which are most, cost nothing.
      let shift = UInt32(truncatingIfNeeded: column &- GlyphCanvas.reach)
      let line = ink[row &+ GlyphCanvas.inkAbove &- up]
      var bits = column >= GlyphCanvas.reach ? line &>> shift : line &<< (0 &- shift)
      bits &= up == 0 ? 0x003F : 0x1FFF
      var pixel = GlyphCanvas.index(column: column, row: row &- up) &- GlyphCanvas.reach
      var place = 0
      while bits != 0 {
        if bits & 1 != 0 {
          let level = Int(levels[pixel])
          if up <= 3, place >= 3, place <= 9 {
            active[count] = index(nearRow, 3 &* (place &- 3) &+ level &- 1)
            count &+= 1
          } else if level > 1 {
            active[count] = index(farRow, up <= 3 && place > 9 ? place &- 7 : place)
            count &+= 1
          }
        }
        bits &>>= 1
        place &+= 1
        pixel &+= 1
      }
      if up <= 3 { nearRow &+= 21 }
      farRow &+= up <= 3 ? 6 : 13
      up &-= 1
    }
    return count
  }
}
