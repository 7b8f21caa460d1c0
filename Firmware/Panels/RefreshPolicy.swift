// Which panel is refreshed in which mode when: a pure function of what is known. Must never touch a panel.

/// What the user chooses.
public struct RefreshSettings: BitwiseCopyable, Sendable {
  public enum Shades: UInt8, BitwiseCopyable, Sendable {
    /// Black and white, with grey as dots: quick.
    case dither
    /// Four levels of grey, at 5.5 s a change, on the kinds that support it.
    case grey
  }

  public var style: GlyphStyle
  public var shades: Shades
  /// Partial refreshes before a full one. An hour's worth by default: the full one then comes at the hour, when all
  /// flash at once. Makers advise 5 to 15, clocks in the field do many more; a lower number means more flashing and
  /// less ghosting.
  public var mostPartials: UInt8
  /// Pixels that partial refreshes may change before a full one: by default 20 times the whole panel, which a digit
  /// redrawn each minute doesn't reach in an hour.
  public var mostPixels: UInt32

  public init(
    style: GlyphStyle = .ink, shades: Shades = .dither, mostPartials: UInt8 = 59, mostPixels: UInt32 = 800_000
  ) {
    self.style = style
    self.shades = shades
    self.mostPartials = mostPartials
    self.mostPixels = mostPixels
  }
}

/// What is known of a panel.
public struct RefreshHistory: BitwiseCopyable, Sendable {
  /// Whether the glass and the controller's RAM match what was last sent. False at start-up, after a fault, or when a
  /// controller that forgets was reset.
  public var isKnown = false
  public var isGrey = false
  /// Since the last full refresh.
  public var partials: UInt8 = 0
  public var pixels: UInt32 = 0
  /// The last full refresh took so long that the panel must be cold.
  public var isCold = false

  public init() {}

  /// The waveforms in OTP take longer than this at 5 °C and below, where a partial refresh leaves too much ghosting. At
  /// room temperature a full one takes 2.5 s. The temperature itself can't be read from these boards: the controller
  /// measures it, and chooses the waveform by it.
  static var coldRefresh: Interval { .milliseconds(3_500) }

  /// Notes a refresh that went well.
  public mutating func note(_ mode: RefreshMode, pixels changed: UInt32, took duration: Interval) {
    isKnown = true
    isGrey = mode == .grey
    switch mode {
    case .full:
      isCold = duration > RefreshHistory.coldRefresh
      (partials, pixels) = (0, 0)
    case .grey: (partials, pixels) = (0, 0)
    case .partial:
      partials = min(partials, .max &- 1) &+ 1
      pixels = min(pixels, .max / 2) &+ changed
    }
  }
}

/// The first line that applies:
///
/// | what is known | refresh |
/// |---|---|
/// | nothing changes, and the panel's state is known | none |
/// | greys wanted, the kind has them, the picture is a glyph | grey |
/// | the panel's state is not known: power-on, fault, lost supply | full |
/// | the last picture had greys | full |
/// | the first minute of an hour | full |
/// | the panel is cold | full |
/// | `mostPartials` partial ones or `mostPixels` pixels since the last full one | full |
/// | else | partial |
///
/// `changed` is in pixels, nil for none.
public func refreshMode(
  _ settings: RefreshSettings, _ history: RefreshHistory, changed: UInt32?, isGlyph: Bool, hasGreys: Bool, isHour: Bool
) -> RefreshMode? {
  if history.isKnown, changed == nil { return nil }
  if settings.shades == .grey, hasGreys, isGlyph { return .grey }
  guard history.isKnown, let changed else { return .full }
  if history.isGrey || isHour || history.isCold { return .full }
  if history.partials >= settings.mostPartials || history.pixels &+ changed > settings.mostPixels { return .full }
  return .partial
}
