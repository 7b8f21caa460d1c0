// Lesser, greater and size of 64-bit numbers, of which a 32-bit machine makes a dozen instructions: here they stand once.
// Must never be inlined.

@inline(never)
func min(_ left: Int64, _ right: Int64) -> Int64 { right < left ? right : left }

@inline(never)
func max(_ left: Int64, _ right: Int64) -> Int64 { right < left ? left : right }

extension Int64 {
  /// Without its sign; the least of all, which no time is, keeps it.
  @inline(never)
  var size: Int64 { self < 0 ? 0 &- self : self }
}
