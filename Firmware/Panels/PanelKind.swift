// The kinds of 1.54-inch panel that are sold under one name. Must never be guessed: nothing that these boards bring out
// tells the kinds apart.

/// What is on a panel's board, as the user knows it from the print or the year.
public enum PanelKind: UInt8, Sendable {
  /// GDEP015OC1 with an IL3829 (SSD1608), before 2019: no sensor, no waveforms of its own, forgets in deep sleep.
  case v1
  /// GDEH0154D67 with an SSD1681.
  case v2
  /// V2's glass and controller on a board whose RST also switches the supply.
  case rev21
  /// GDEY0154D67 with an SSD1681.
  case gdey0154d67
}
