// A value that all threads share, one at a time. Must never be held while something else is waited for.

#if !hasFeature(Embedded)
  import Synchronization

  public final class Guarded<Value>: Sendable {
    private let value: Mutex<Value>

    public init(_ value: sending Value) { self.value = Mutex(value) }

    public func use<Result>(_ body: (inout sending Value) throws -> sending Result) rethrows -> sending Result {
      try value.withLock(body)
    }
  }
#else
  /// Where there is but one thread, and no lock to be had.
  public final class Guarded<Value>: @unchecked Sendable {
    private var value: Value

    public init(_ value: Value) { self.value = value }

    public func use<Result>(_ body: (inout Value) -> Result) -> Result { body(&value) }
  }
#endif
