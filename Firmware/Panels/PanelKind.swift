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

/// What drives a glass, and with it what a kind can do.
public enum PanelController: Sendable {
  case il3829, ssd1681

  /// Whether RAM lasts in deep sleep and through a hardware reset.
  public var keepsRAM: Bool { self == .ssd1681 }
  /// Whether the old picture can be written. The IL3829 exchanges its two planes after each refresh, so that the
  /// picture just shown is the old one.
  var takesOldPicture: Bool { self == .ssd1681 }
  /// Whether a software reset is worth its time: of the IL3829 all that matters is sent before each picture.
  var needsReset: Bool { self == .ssd1681 }
  public var hasGreys: Bool { self == .ssd1681 }
}

extension PanelKind {
  public var controller: PanelController { self == .v1 ? .il3829 : .ssd1681 }
}
