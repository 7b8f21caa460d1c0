// Settings as options of a command. Must never know what a value means.

import Commands
import Firmware
import Run

/// What `legible` is when nobody sets it.
var standardLegible: UInt8 { UserSettings().clock.legible }

extension ChosenSettings {
  /// Takes an option's value, if it has one.
  /// - Throws: `UsageError` that says what it can be.
  mutating func take(_ option: String, _ key: SettingKey, _ arguments: Arguments) throws {
    guard let text = arguments.value(option) else { return }
    do {
      try set(key, text)
    } catch {
      throw arguments.valueError(option, text, "expected \(String(error.right(for: key)))")
    }
  }
}
