// A setting as somebody types it on this machine, checked by the device's own parser before it goes anywhere.
// Must never put a password into a message.

import Firmware
import Support
import TimeZones

public struct SettingChange: Sendable {
  public let key: SettingKey
  /// As the device takes it.
  public let value: [UInt8]

  /// - Parameter text: a time zone may also be a name.
  /// - Throws: `Failure` with what would be right.
  public init(_ key: SettingKey, _ text: String) throws {
    self.key = key
    value = Array((key == .zone ? try ChosenZone(text).posix : text).utf8)
    try SettingChange.check(key, value)
  }

  /// - Throws: `Failure` for a password that no network has.
  public init(password: [UInt8]) throws {
    (key, value) = (.password, password)
    try SettingChange.check(key, value)
  }

  private static func check(_ key: SettingKey, _ value: [UInt8]) throws {
    guard let fault = UserSettings.fault(key, value.span) else { return }
    let text = String(decoding: value, as: UTF8.self)
    let shown = key == .password ? key.text : "\(key.text) \"\(text)\""
    let column = key.hasColumns ? ", column \(fault.position + 1)" : ""
    throw Failure("\(shown) is refused\(column): right is \(String(fault.right(for: key)))")
  }
}

extension SettingKey {
  public static var all: [SettingKey] { (0..<count).compactMap { SettingKey(rawValue: $0) } }

  public var text: String { "\(name)" }

  /// - Throws: `Failure` that lists them all.
  public init(_ text: String) throws {
    guard let key = SettingKey.all.first(where: { $0.text == text }) else {
      throw Failure("there is no setting \(text); there are \(SettingKey.all.map(\.text).joined(separator: ", "))")
    }
    self = key
  }
}

extension String {
  public init(_ text: SettingText) {
    let bytes = UnsafeBufferPointer(start: text.lines.utf8Start, count: text.lines.utf8CodeUnitCount)
    self.init(decoding: bytes[text.range], as: UTF8.self)
  }
}
