// What the host needs from the link's device: bytes in both directions. Must never know a frame.

public protocol LinkMachine: AnyObject {
  /// For people, in the middle of a sentence.
  var name: String { get }

  /// Waits for bytes from the machine for at most `milliseconds`.
  /// - Returns: nil if it has ended.
  func receive(milliseconds: Int32) throws -> [UInt8]?

  func send(_ bytes: [UInt8]) throws

  /// Cuts its power, if this program can.
  func end()

  /// Why it ended, once it has.
  var ending: String { get }
}

/// A board on a serial port.
public final class SerialMachine: LinkMachine {
  /// As in Board/ESP32's Kconfig for a UART; a USB port takes any.
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
