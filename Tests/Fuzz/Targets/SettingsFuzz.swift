// Whatever is typed at the settings' console, and whatever a store holds. Nothing invalid must ever be stored.

import Firmware

func fuzzSettings(_ input: inout FuzzInput) {
  let stored = StoredSettings()
  stored.changesLeft = input.byte() < 0xF0 ? nil : input.number(below: 4)
  for _ in 0..<input.number(below: 4) {
    guard let key = SettingKey(rawValue: UInt8(input.number(below: Int(SettingKey.count)))) else { continue }
    // What flash holds needn't be valid, nor short enough for a value.
    stored.values[key] = input.piece() + input.piece()
  }
  let before = stored.values
  _ = userSettings(stored)
  _ = wifi(stored)
  var console = TypedConsole(stored)
  console.type(input.rest)
  for (key, value) in stored.values where before[key] != value {
    guard UserSettings.fault(key, value.span) == nil else {
      fatalError("\(key) was stored as \(String(decoding: value, as: UTF8.self))")
    }
  }
  _ = userSettings(stored)
}
