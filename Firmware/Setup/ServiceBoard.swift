// The parts of a board that settings, pages and updates need, named in one place. Must never name a chip, an SDK or an
// operating system.

public protocol ServiceBoard {
  associatedtype Store: SettingsStore & ~Copyable
  associatedtype Radio: WiFiRadio & ~Copyable
  associatedtype Output: ConsoleOutput & ~Copyable
  associatedtype Listener: StreamListener & ~Copyable
  associatedtype Names: DatagramService & ~Copyable
  associatedtype Updates: UpdateBoard & ~Copyable
  associatedtype Download: UpdateDownload & ~Copyable
  associatedtype Random: RandomSource & ~Copyable

  /// Whether its clock measures a cell (`CellGauge`). Without, the services have no code for it.
  static var measuresCell: Bool { get }
}

extension ServiceBoard {
  public static var measuresCell: Bool { false }
}

/// What a board is called, and how it came to start.
public struct BoardFacts: Sendable {
  /// As Improv's clients know it: "ESP32-C3" for instance.
  public let chip: StaticString
  /// As in the names of a release's files: "esp32c3" for instance.
  public let target: StaticString
  /// Why it has started, in a word: power, restart, panic, watchdog, brownout, sleep, other.
  public let cause: StaticString
  /// Where its page is; 80 but where that isn't allowed.
  public let port: UInt16

  public init(chip: StaticString, target: StaticString, cause: StaticString, port: UInt16 = 80) {
    (self.chip, self.target, self.cause, self.port) = (chip, target, cause, port)
  }
}
