// A setting typed on this machine, checked by the device's own parser before it goes anywhere.
// Must never put a password into a message.

import Firmware
import Foundation
import Support
import TimeZones
import UDP

public struct SettingChange: Sendable {
  public let key: SettingKey
  /// As the device takes it.
  public let value: [UInt8]
  /// What the person who typed it should know, a sentence each.
  public let notes: [String]

  /// - Parameter text: a time zone may also be a name.
  /// - Throws: `Failure` that says what would be valid.
  public init(_ key: SettingKey, _ text: String) throws {
    self.key = key
    let zone = key == .zone ? try ChosenZone(text) : nil
    value = Array((zone?.posix ?? text).utf8)
    notes = zone?.notes(from: Int64(Date().timeIntervalSince1970)) ?? SettingChange.quotes(key, text)
    try SettingChange.check(key, value)
  }

  /// Quotes that are part of the name: the shell has already removed its own.
  private static func quotes(_ key: SettingKey, _ text: String) -> [String] {
    guard key == .wifi, text.count > 1, let first = text.first, first == text.last, "\"'".contains(first) else {
      return []
    }
    return ["the network's name is \(text), quotes and all"]
  }

  /// - Throws: `Failure` for a password that no network can have.
  public init(password: [UInt8]) throws {
    (key, value) = (.password, password)
    let isQuoted = password.count > 1 && password.first == password.last && "\"'".utf8.contains(password[0])
    notes = isQuoted ? ["the password begins and ends with a quote, and both are part of it"] : []
    try SettingChange.check(key, value)
  }

  private static func check(_ key: SettingKey, _ value: [UInt8]) throws {
    guard let fault = UserSettings.fault(key, value.span) else { return }
    let text = String(decoding: value, as: UTF8.self)
    let shown = key == .password ? key.text : "\(key.text) \"\(text.withoutControls)\""
    let column = key.hasColumns ? ", column \(fault.position + 1)" : ""
    let cause = SettingChange.cause(key, text) ?? "expected \(String(fault.right(for: key)))"
    throw Failure("\(shown) is invalid\(column): \(cause)")
  }

  /// What the device's few words don't say; nil if they do.
  private static func cause(_ key: SettingKey, _ text: String) -> String? {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return "it has a control character, which no setting can have"
    }
    guard key == .servers else { return nil }
    return text.split { $0 == "," || $0 == " " }.lazy.compactMap { ServerSpelling.fault(in: String($0)) }.first
  }
}

extension SettingKey {
  public static var all: [SettingKey] { (0..<count).compactMap { SettingKey(rawValue: $0) } }

  public var text: String { "\(name)" }

  /// - Throws: `Failure` that lists them all.
  public init(_ text: String) throws {
    guard let key = SettingKey.all.first(where: { $0.text == text }) else {
      throw Failure(
        "there is no setting \(text.shown); the settings are \(SettingKey.all.map(\.text).joined(separator: ", "))")
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
