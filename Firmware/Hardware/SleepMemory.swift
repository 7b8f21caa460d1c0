// What a part of the firmware must still know after a deep sleep, in which a board forgets all else. Must never hold a
// reference, nor what can be read from flash or found out at once.

/// Plain numbers: they are kept as the bytes that they are.
public protocol SleepMemory: BitwiseCopyable, Sendable {
  init()
}

/// For a part that has nothing to remember.
public struct NoMemory: SleepMemory {
  public init() {}
}
