// What takes a 32-bit machine a dozen instructions with 64-bit numbers: here it stands once. Must never be inlined.

@inline(never)
func min(_ left: Int64, _ right: Int64) -> Int64 { right < left ? right : left }

@inline(never)
func max(_ left: Int64, _ right: Int64) -> Int64 { right < left ? left : right }

extension Int64 {
  /// In 32 bits: of microseconds 35 minutes at most, and nobody who asks by how much a time is off cares for more.
  @inline(never)
  public var clamped: Int32 {
    let low = Int32(truncatingIfNeeded: self)
    if Int64(widening: low) == self { return low }
    return self < 0 ? -Int32.max : .max
  }

  /// Without its sign, in 32 bits.
  var size: Int32 { clamped.size }
}

extension Int32 {
  /// Without its sign; the least of all keeps it.
  var size: Int32 { self < 0 ? 0 &- self : self }
}
