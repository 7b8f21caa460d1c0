// The clock: at each minute of local time it decides what changes, takes glyphs, draws and refreshes.
// Must never stop: without time or glyphs it says so on the panels and tries again.

/// What the user chooses.
public struct ClockSettings: Sendable {
  public var policy: RedrawPolicy
  public var hourFormat: HourFormat

  public init(policy: RedrawPolicy = .onChange, hourFormat: HourFormat = .twentyFour) {
    self.policy = policy
    self.hourFormat = hourFormat
  }
}

/// What has happened, for a log.
public enum ClockEvent: Sendable {
  /// A panel (0...3) shows a glyph now; its full refresh took `refresh`.
  case drew(panel: Int, GlyphChoice, minute: LocalTime, refresh: Interval)
  /// A panel is blank now, as the first one is from 1 to 9 o'clock of a twelve-hour clock.
  case cleared(panel: Int, minute: LocalTime, refresh: Interval)
  /// A panel's refresh failed; the clock tries again at the next minute, with another glyph.
  case panelFailed(panel: Int, PanelError)
  /// The panels say that the time is not known.
  case timeUnknown
  /// The panels say that there are no usable glyphs.
  case glyphsUnusable(GlyphTableError)
  case glyphsUsable(GlyphTable)
}

/// Takes the clock's events. It may write them anywhere, but must return soon: a minute waits for it.
public protocol ClockObserver: ~Copyable {
  mutating func record(_ event: ClockEvent)
}

/// The whole firmware above the hardware. A board makes one and calls `step` for ever.
public struct Clock<B: Board>: ~Copyable {
  /// How soon to ask again for a time that isn't known. A second: a source only looks at what it has.
  private static var retryInterval: Interval { .seconds(1) }
  /// How soon to look again at glyphs that can't be used, each look reading the whole partition, and to write
  /// again on a panel that failed.
  private static var slowRetryInterval: Interval { .seconds(60) }

  private let settings: ClockSettings
  private let time: B.Time
  private let flash: B.Flash
  private var source: B.Source
  public private(set) var observer: B.Observer
  private var panels: PanelRow<B>
  private var frame = Frame()

  private var glyphs: GlyphTable?
  private var plan: PanelPlan?
  private var shownMinute: Int64?
  private var shownSign: Sign?
  /// When to write the sign once more because a panel failed to take it.
  private var signRetry: Instant?

  public init(
    settings: ClockSettings, panels: consuming PanelRow<B>, time: B.Time, flash: consuming B.Flash,
    source: consuming B.Source, observer: consuming B.Observer
  ) {
    self.settings = settings
    self.panels = panels
    self.time = time
    self.flash = flash
    self.source = source
    self.observer = observer
  }

  /// Does what is due now, a refresh included, and returns when to call again at the latest.
  public mutating func step() -> Instant {
    if let error = checkGlyphs() {
      show(Sign(error))
      return time.now + Clock.slowRetryInterval
    }
    guard let local = source.localTime(at: time.now) else {
      if shownSign != .noTime { observer.record(.timeUnknown) }
      show(.noTime)
      return time.now + Clock.retryInterval
    }
    if shownMinute != local.minute { show(local) }
    guard let after = source.localTime(at: time.now), after.minute == local.minute else { return time.now }
    return time.now + after.untilNextMinute
  }

  /// Checks the glyph table until it has been found good once.
  private mutating func checkGlyphs() -> GlyphTableError? {
    guard glyphs == nil else { return nil }
    do throws(GlyphTableError) {
      let table = try GlyphTable(checking: flash.bytes)
      glyphs = table
      plan = PanelPlan(counts: table.counts, policy: settings.policy)
      observer.record(.glyphsUsable(table))
      return nil
    } catch {
      observer.record(.glyphsUnusable(error))
      return error
    }
  }

  private mutating func show(_ local: LocalTime) {
    guard let glyphs, var plan else { return }
    let steps = plan.steps(for: ClockFace(local, settings.hourFormat))
    shownMinute = local.minute
    shownSign = nil
    defer { self.plan = plan }

    var isAwake = false
    for panel in 0..<4 {
      switch steps[panel] {
      case .keep: continue
      case .clear: frame.clear()
      case .draw(let choice):
        guard let glyph = glyphs.glyph(choice.id, in: flash.bytes) else {
          plan.forget(panel)
          continue
        }
        frame.draw(glyph)
      }
      if !isAwake { panels.wake() }
      isAwake = true
      panels.load(frame, on: panel)
    }
    guard isAwake else { return }
    let results = panels.finish()
    for panel in 0..<4 {
      switch (results[panel], steps[panel]) {
      case (.done(let refresh), .draw(let choice)):
        observer.record(.drew(panel: panel, choice, minute: local, refresh: refresh))
      case (.done(let refresh), _):
        observer.record(.cleared(panel: panel, minute: local, refresh: refresh))
      case (.failed(let error), _):
        plan.forget(panel)
        observer.record(.panelFailed(panel: panel, error))
      case (.untouched, _): continue
      }
    }
  }

  /// Writes the sign's words on the panels, unless they stand there already.
  private mutating func show(_ sign: Sign) {
    if shownSign == sign {
      guard let signRetry, time.now >= signRetry else { return }
    }
    signRetry = nil
    panels.wake()
    for panel in 0..<4 {
      frame.draw(sign.words[panel])
      panels.load(frame, on: panel)
      plan?.forget(panel)
    }
    let results = panels.finish()
    for panel in 0..<4 {
      if case .failed(let error) = results[panel] {
        observer.record(.panelFailed(panel: panel, error))
        signRetry = time.now + Clock.slowRetryInterval
      }
    }
    shownMinute = nil
    shownSign = sign
  }
}
