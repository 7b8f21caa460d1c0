// 32 bits to 64 on a 32-bit machine. Must never be used where the language's own conversion compiles.

extension UInt64 {
  /// `UInt64(value)` in a form that the device build accepts: with allocation forbidden, the compiler rejects the
  /// library's conversion because its unused generic path could make an array of words. Every machine that the firmware
  /// runs on stores the low half first.
  public init(widening value: UInt32) {
    self = unsafeBitCast((value, 0 as UInt32), to: UInt64.self)
  }
}

extension Int64 {
  /// `Int64(value)`, for the same reason.
  public init(widening value: Int32) {
    self = unsafeBitCast((value, value &>> 31), to: Int64.self)
  }
}
