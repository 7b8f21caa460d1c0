// What the link's device is, for its host: bytes there and back. Must never know a frame.

public protocol LinkMachine: AnyObject {
  /// For people, in the middle of a sentence.
  var name: String { get }

  /// Waits for bytes of the machine's for `milliseconds` at most.
  /// - Returns: nil when it has ended.
  func receive(milliseconds: Int32) throws -> [UInt8]?

  func send(_ bytes: [UInt8]) throws

  /// Cuts its power, where that is in this program's hands.
  func end()

  /// Why it ended, after it has.
  var ending: String { get }
}

/// A board on a serial port.
public final class SerialMachine: LinkMachine {
  /// As Board/ESP32's Kconfig has it for a UART; a USB port takes any.
  public static let defaultRate = 921_600

  public let name: String
  private let port: SerialPort

  public init(_ path: String, rate: Int) throws {
    name = "the board on \(path)"
    port = try SerialPort(path, rate: rate)
  }

  public func receive(milliseconds: Int32) throws -> [UInt8]? { try port.receive(milliseconds: milliseconds) }
  public func send(_ bytes: [UInt8]) throws { if !bytes.isEmpty { try port.send(bytes) } }
  public func end() {}
  public var ending: String { "by itself" }
}
