// Settings from the command line: texts, read by the firmware's own parser, which go to a device unchanged.
// Must never know what a value means.

import Firmware

package struct ChosenSettings {
  /// What they mean; anything not set has its default.
  package private(set) var values = UserSettings()
  package private(set) var texts: [(key: SettingKey, text: String)] = []

  package init() {}

  /// Four, from the left.
  package var kinds: [PanelKind] { values.kinds.indices.map { values.kinds[$0] } }

  package mutating func set(_ key: SettingKey, _ text: String) throws(SettingFault) {
    try values.set(key, Array(text.utf8).span)
    texts.append((key, text))
  }
}
