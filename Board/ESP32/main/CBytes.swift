// Spans as C takes them. Must never be used but in a call that keeps no pointer.

extension Span<UInt8> {
  var cBytes: UnsafePointer<UInt8>? {
    @inline(__always) get { withUnsafeBufferPointer { $0.baseAddress } }
  }
}

extension MutableSpan<UInt8> {
  var cBytes: UnsafeMutablePointer<UInt8>? {
    @inline(__always) mutating get { withUnsafeMutableBufferPointer { $0.baseAddress } }
  }
}
