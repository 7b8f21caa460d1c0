// What a board keeps in the memory that its deep sleep spares, as bytes with a check value. Must never be believed if a
// bit of it is wrong: the clock then starts cold, which costs a full refresh and a request.

/// For the board's author: the record belongs in RTC memory, and is worth reading after a deep sleep only (ESP-IDF:
/// `ESP_RST_DEEPSLEEP`). Before it: `Clock.remember`, `SleepCounter.sleep`, `write`. After it: `read`, `SleepCounter.wake`,
/// `Clock.recall`; where one of them says no, the start is as after power-on.
/// `Source` is what the time source remembers, `Own` what the board does: its settings, for instance, which then needn't be
/// looked up in flash.
public struct SleepRecord<Source: SleepMemory, Own: SleepMemory>: SleepMemory {
  public var counter = SleepCounter.State()
  public var clock = ClockMemory<Source>()
  public var own = Own()

  public init() {}

  /// How many bytes it takes: some 3,300 for a clock with a network.
  public static var size: Int { MemoryLayout<Self>.size &+ trailerSize }

  /// A mark, the size, what built it, and a CRC-32 of all before.
  private static var trailerSize: Int { 16 }
  private static var mark: UInt32 { 0x5045_4C53 }

  /// Copies it into `bytes`, which are `size` long. `mutating` since the compiler would copy it to read from it.
  /// `build` differs from app to app, so that none takes another's record for its own.
  public mutating func write(into bytes: inout MutableSpan<UInt8>, build: UInt32) {
    guard bytes.count >= Self.size else { return }
    let size = MemoryLayout<Self>.size
    withUnsafeBytes(of: &self) { own in
      for index in 0..<size { bytes[index] = own[index] }
    }
    bytes.putLittleEndian(Self.mark, at: size)
    bytes.putLittleEndian(UInt32(truncatingIfNeeded: size), at: size &+ 4)
    bytes.putLittleEndian(build, at: size &+ 8)
    bytes.putLittleEndian(CRC32.of(bytes.span.extracting(first: size &+ 12)), at: size &+ 12)
  }

  /// - Returns: whether `bytes` were a record of this very build; if not, this one is as it was.
  public mutating func read(_ bytes: Span<UInt8>, build: UInt32) -> Bool {
    let size = MemoryLayout<Self>.size
    guard bytes.count >= Self.size, bytes.littleEndian32(at: size) == Self.mark,
      bytes.littleEndian32(at: size &+ 4) == UInt32(truncatingIfNeeded: size),
      bytes.littleEndian32(at: size &+ 8) == build,
      bytes.littleEndian32(at: size &+ 12) == CRC32.of(bytes.extracting(first: size &+ 12))
    else { return false }
    withUnsafeMutableBytes(of: &self) { own in
      for index in 0..<size { own[index] = bytes[index] }
    }
    return true
  }
}
