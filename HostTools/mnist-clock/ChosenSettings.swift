// Settings from the command line: texts, read by the firmware's own parser, which go to a device unchanged.
// Must never know what a value means.

import Commands
import Firmware

struct ChosenSettings {
  /// What they mean; anything not set has its default.
  private(set) var values = UserSettings()
  private(set) var texts: [(key: SettingKey, text: String)] = []

  /// Four, from the left.
  var kinds: [PanelKind] { values.kinds.indices.map { values.kinds[$0] } }

  mutating func set(_ key: SettingKey, _ text: String) throws(SettingFault) {
    try values.set(key, Array(text.utf8).span)
    texts.append((key, text))
  }

  /// Takes an option's value, if it has one.
  /// - Throws: `UsageError` that says what it can be.
  mutating func take(_ option: String, _ key: SettingKey, _ arguments: Arguments) throws {
    guard let text = arguments.value(option) else { return }
    do {
      try set(key, text)
    } catch {
      throw arguments.valueError(option, text, "it can be \(String(error.right(for: key)))")
    }
  }
}
