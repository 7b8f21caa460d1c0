// 64-bit operations that take a 32-bit machine a dozen instructions, kept in one place. Must never be inlined.

@inline(never)
func min(_ left: Int64, _ right: Int64) -> Int64 { right < left ? right : left }

@inline(never)
func max(_ left: Int64, _ right: Int64) -> Int64 { right < left ? left : right }

extension Int64 {
  /// In 32 bits: 35 minutes of microseconds at most, and nobody who asks how far off a time is needs more.
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
  /// Without its sign; the lowest value of all keeps it.
  var size: Int32 { self < 0 ? 0 &- self : self }
}
