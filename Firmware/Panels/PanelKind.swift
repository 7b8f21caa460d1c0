// The kinds of 1.54-inch panel that are sold under one name. Must never be guessed: no signal that these boards bring
// out tells the kinds apart.

/// What is on a panel's board, as the user can tell from its print or its year.
public enum PanelKind: UInt8, BitwiseCopyable, Sendable {
  /// GDEP015OC1 with an IL3829 (SSD1608), before 2019: no sensor, no waveforms of its own, forgets its RAM in deep
  /// sleep.
  case v1
  /// GDEH0154D67 with an SSD1681.
  case v2
  /// The glass and controller of V2 on a board whose RST also switches the supply.
  case rev21
  /// GDEY0154D67 with an SSD1681.
  case gdey0154d67
}

/// What drives the glass, which determines what a kind can do.
public enum PanelController: Sendable {
  case il3829, ssd1681

  /// Whether RAM survives deep sleep and a hardware reset.
  public var keepsRAM: Bool { self == .ssd1681 }
  /// Whether the old picture can be written. The IL3829 swaps its two planes after each refresh, so that the picture
  /// just shown becomes the old one.
  var takesOldPicture: Bool { self == .ssd1681 }
  /// Whether a software reset is worth its time: for the IL3829 everything that matters is sent before each picture.
  var needsReset: Bool { self == .ssd1681 }
  public var hasGreys: Bool { self == .ssd1681 }
}

extension PanelKind {
  public var controller: PanelController { self == .v1 ? .il3829 : .ssd1681 }
}
