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
  /// A panel (0...3) shows a glyph now.
  case drew(panel: Int, GlyphChoice, minute: LocalTime, Refresh)
  /// A panel is blank now, as the first one is from 1 to 9 o'clock of a twelve-hour clock.
  case cleared(panel: Int, minute: LocalTime, Refresh)
  /// A panel names its digit in letters, since no glyph of it can be read.
  case spelled(panel: Int, digit: UInt8, minute: LocalTime, Refresh)
  /// A block of the glyph partition is damaged; the clock leaves out the digit's glyphs from `first` on, so many.
  /// `total` counts how often this happened since the start.
  case blockSkipped(digit: UInt8, first: UInt32, count: UInt32, total: UInt32)
  /// A panel's refresh failed; the clock tries again at the next minute, with another glyph, and if that fails too after
  /// growing pauses.
  case panelFailed(panel: Int, PanelError)
  /// A panel that had failed works again.
  case panelRecovered(panel: Int)
  /// The panels say that the time is not known.
  case timeUnknown
  /// The panels say that there are no usable glyphs.
  case glyphsUnusable(GlyphTableError)
  case glyphsUsable(GlyphTable)
  /// What the journal has done.
  case journal(JournalEvent)
  /// What the time source has done.
  case time(TimeEvent)
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
  let time: B.Time
  private let flash: B.Flash
  private var source: B.Source
  public internal(set) var observer: B.Observer
  private var panels: PanelRow<B>
  private var frame = Frame()
  var journal: Journal<B.JournalFlash>
  /// When the panels were drawn last.
  var lastDrawing: Instant?

  private var glyphs: GlyphTable?
  private var reader = GlyphReader()
  private var skippedBlocks: UInt32 = 0
  private var plan: PanelPlan?
  /// Panels that failed since they were drawn last.
  private var isBroken: [4 of Bool] = .init(repeating: false)
  private var shownMinute: Int64?
  private var shownSign: Sign?
  private var firstStep: Instant?
  /// When the clock will draw next, as far as it knows.
  var nextDrawing: Instant?
  /// When to write the sign once more because a panel failed to take it.
  private var signRetry: Instant?

  public init(
    settings: ClockSettings, panels: consuming PanelRow<B>, time: B.Time, flash: consuming B.Flash,
    journal: consuming B.JournalFlash, source: consuming B.Source, observer: consuming B.Observer
  ) {
    self.settings = settings
    self.panels = panels
    self.time = time
    self.flash = flash
    self.journal = Journal(journal)
    self.source = source
    self.observer = observer
  }

  /// Does what is due now, a refresh included, and returns when to call again at the latest.
  public mutating func step() -> Instant {
    let wake = source.work(at: time.now, drawingAt: nextDrawing)
    while let event = source.nextEvent() { observer.record(.time(event)) }
    let next = min(wake, showTime())
    return min(next, tendJournal())
  }

  /// - Returns: when there is something to show again.
  private mutating func showTime() -> Instant {
    let now = time.now
    let start = firstStep ?? now
    firstStep = start
    if let error = checkGlyphs() {
      show(Sign(error))
      return time.now + Clock.slowRetryInterval
    }
    guard let local = source.localTime(at: now) else {
      nextDrawing = nil
      // A sign takes seconds to write, in which a network that answers at once gives the time.
      let isFresh = shownSign == nil && shownMinute == nil
      if source.isBusy || (isFresh && now - start < source.patience) {
        return now + Clock.retryInterval
      }
      if shownSign?.isOfTime != true { observer.record(.timeUnknown) }
      show(source.obstacle.map { .noTimeFor($0) } ?? .noTime)
      return time.now + Clock.retryInterval
    }
    if shownMinute != local.minute { show(local) }
    let after = time.now
    guard let present = source.localTime(at: after), present.minute == local.minute else { return after }
    let next = after + source.counterInterval(present.untilNextMinute, at: after)
    nextDrawing = next
    return next
  }

  /// Checks the glyph table until it has been found good once.
  private mutating func checkGlyphs() -> GlyphTableError? {
    guard glyphs == nil else { return nil }
    do throws(GlyphTableError) {
      let table = try GlyphTable(checking: flash.bytes)
      glyphs = table
      observer.record(.glyphsUsable(table))
      let positions = openJournal(table)
      plan = PanelPlan(counts: table.counts, policy: settings.policy, positions: positions)
      return nil
    } catch {
      observer.record(.glyphsUnusable(error))
      return error
    }
  }

  private mutating func show(_ local: LocalTime) {
    guard let glyphs, var plan else { return }
    // Not before it is due: glyphs that nobody sees would be used up.
    for panel in 0..<4 where isBroken[panel] && panels.isDue(panel) { plan.forget(panel) }
    let steps = plan.steps(for: ClockFace(local, settings.hourFormat))
    shownMinute = local.minute
    shownSign = nil
    defer { self.plan = plan }
    // Ahead of the drawing: a power cut may then skip a glyph but never repeats one.
    var isOnRecord = journal.record(plan.positions)

    var isDrawn: [4 of Bool] = .init(repeating: false)
    var isAny = false
    let step = steps.span
    for panel in 0..<4 where step[panel] != .keep && panels.isDue(panel) {
      isDrawn[panel] = true
      isAny = true
    }
    guard isAny else { return }
    panels.begin(isDrawn)
    var drawn: [4 of GlyphChoice?] = .init(repeating: nil)
    for panel in 0..<4 where isDrawn[panel] {
      var content = PanelPicture.Content.blank
      if case .draw(let choice) = step[panel] {
        let taken = read(choice, for: panel, glyphs, &plan, into: &content)
        drawn[panel] = taken
        if let taken, taken != choice { isOnRecord = journal.record(plan.positions) }
      }
      // On the last panel, which is drawn at every minute.
      let picture = PanelPicture(content, isMarked: panel == 3 && !isOnRecord)
      panels.load(picture, on: panel, isHour: local.minuteOfHour == 0, &frame)
    }
    finish(steps, drawn, local)
  }

  private mutating func finish(
    _ steps: [4 of PanelStep], _ drawn: [4 of GlyphChoice?], _ local: LocalTime
  ) {
    let results = panels.finish(within: local.untilNextMinute)
    let (steps, drawn, result) = (steps.span, drawn.span, results.span)
    lastDrawing = time.now
    for panel in 0..<4 {
      tell(result[panel], of: panel)
      guard case .done(let refresh, _) = result[panel] else { continue }
      switch (steps[panel], drawn[panel]) {
      case (.draw, .some(let choice)): observer.record(.drew(panel: panel, choice, minute: local, refresh))
      case (.draw(let planned), nil):
        observer.record(.spelled(panel: panel, digit: planned.id.digit, minute: local, refresh))
      case (.clear, _), (.keep, _): observer.record(.cleared(panel: panel, minute: local, refresh))
      }
    }
  }

  private mutating func tell(_ result: RefreshResult, of panel: Int) {
    switch result {
    case .failed(let error):
      isBroken[panel] = true
      observer.record(.panelFailed(panel: panel, error))
    case .done(_, let isBack):
      isBroken[panel] = false
      if isBack { observer.record(.panelRecovered(panel: panel)) }
    case .untouched: break
    }
  }

  /// Reads the glyph, or the next one of its digit that can be read, or takes the digit's name when there is none.
  /// - Returns: which glyph.
  private mutating func read(
    _ choice: GlyphChoice, for panel: Int, _ glyphs: GlyphTable, _ plan: inout PanelPlan,
    into content: inout PanelPicture.Content
  ) -> GlyphChoice? {
    var choice = choice
    let digit = choice.id.digit
    let blocks = glyphs.counts[Int(digit)] / glyphs.glyphsPerBlock
    // The digit's every block, and once more the one that the first try began in the middle of.
    for _ in 0..<blocks &+ 2 {
      do throws(GlyphError) {
        content = .glyph(try reader.read(choice.id, glyphs, in: flash.bytes))
        return choice
      } catch {
        guard case .damagedBlock(let first, let count) = error else { break }
        skippedBlocks &+= 1
        observer.record(.blockSkipped(digit: digit, first: first, count: count, total: skippedBlocks))
        choice = plan.retake(panel, digit, skippingTo: first &+ count)
      }
    }
    content = .word(SignWord(nameOf: digit))
    return nil
  }

  /// Writes the sign's words on the panels, unless they stand there already.
  private mutating func show(_ sign: Sign) {
    if shownSign == sign {
      guard let signRetry, time.now >= signRetry else { return }
    }
    signRetry = nil
    var isDrawn: [4 of Bool] = .init(repeating: false)
    for panel in 0..<4 { isDrawn[panel] = panels.isDue(panel) }
    panels.begin(isDrawn)
    let words = sign.words
    let word = words.span
    for panel in 0..<4 {
      plan?.forget(panel)
      guard isDrawn[panel] else { continue }
      panels.load(PanelPicture(.word(word[panel])), on: panel, isHour: true, &frame)
    }
    let results = panels.finish(within: Clock.retryInterval)
    let result = results.span
    for panel in 0..<4 {
      tell(result[panel], of: panel)
      if isBroken[panel] { signRetry = time.now + Clock.slowRetryInterval }
    }
    shownMinute = nil
    shownSign = sign
  }
}
