// Settings that a command line gives: texts, read by the firmware's own parser, which go to a device as they are.
// Must never know what a value means.

import Firmware

package struct ChosenSettings {
  /// What they mean; what nobody has set holds its default.
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
