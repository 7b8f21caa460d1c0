// The clock: each minute of local time it decides what changes, takes glyphs, draws and refreshes.
// Must never stop: without time or glyphs it says so on the panels and tries again.

/// What the clock will need when it next does something.
public enum ClockNeed: UInt8, Sendable { case nothing, panels, network }

/// The whole firmware above the hardware. A board makes one and calls `step` forever.
public struct Clock<B: Board>: ~Copyable {
  /// How soon to ask again while the time isn't known. Only a second: asking a source costs little.
  private static var retryInterval: Interval { .seconds(1) }
  /// How soon to check unusable glyphs again, which reads the whole partition, and to write again to a panel that
  /// failed.
  private static var slowRetryInterval: Interval { .seconds(60) }

  private let settings: ClockSettings
  private let time: B.Time
  private var source: B.Source
  private var observer: B.Observer
  private var panels: PanelRow<B>
  private var frame = Frame()
  /// Scratch: what a panel is about to show.
  private var picture = PanelPicture()
  private var journal: ClockJournal<B>

  private var glyphs: ClockGlyphs<B>
  private var plan: PanelPlan
  /// Panels that were last drawn with the name of their digit.
  private var isSpelled: [4 of Bool] = .init(repeating: false)
  private var shownMinute: Int64?
  private var shownSign: Sign?
  /// Whether the panels say WIRES instead of a sign or the time.
  private var saysWires = false
  private var firstStep: Instant?
  /// When the clock will draw next, as far as it knows.
  private var nextDrawing: Instant?
  /// When to write the sign again because a panel failed to take it.
  private var signRetry: Instant?
  private let guide: B.Guide
  private var cell: ClockCell<B>
  private var shownNotice: Notice?

  public init(
    settings: ClockSettings, panels: consuming PanelRow<B>, time: B.Time, flash: consuming B.Flash,
    journal: consuming B.JournalFlash, source: consuming B.Source, observer: consuming B.Observer, guide: B.Guide,
    cell: consuming B.Cell
  ) {
    self.settings = settings
    self.guide = guide
    self.cell = ClockCell(cell)
    self.panels = panels
    self.time = time
    glyphs = ClockGlyphs(flash)
    self.journal = ClockJournal(journal, time)
    self.source = source
    self.observer = observer
    plan = PanelPlan(policy: settings.policy, legible: settings.legible)
  }

  /// How things stand, for a page.
  public mutating func report(_ status: inout ClockStatus) {
    status.at = time.now
    status.local = source.localTime(at: status.at)
    status.standing = source.standing(at: status.at)
    status.obstacle = source.obstacle
    status.notice = shownNotice
    status.nextDrawing = nextDrawing
    status.isUsable = glyphs.table != nil
    // How far the sequences got for a notice would tell its digits.
    if shownNotice == nil {
      for digit in 0..<10 {
        status.cursors[digit] = plan.scheduler.positions.cursors[digit]
        status.laps[digit] = plan.scheduler.positions.laps[digit]
        status.counts[digit] = plan.scheduler.counts[digit]
      }
    }
    for panel in 0..<4 { status.isBroken[panel] = panels.isBroken(panel) }
    if B.Cell.isFitted { status.cell = cell.watch.millivolts }
  }

  /// Which glyph each digit takes next, once the glyphs have been found good.
  public var positions: GlyphPositions { plan.positions }

  /// Does what is due now, including a refresh.
  /// - Returns: when to call again at the latest. Until then a board that can sleep may.
  public mutating func step() -> Instant {
    if B.Cell.isFitted, let wake = rest() { return wake }
    let wake = source.work(at: time.now, drawingAt: nextDrawing)
    while let event = source.nextEvent() { observer.record(.time(event)) }
    let next = min(wake, showTime())
    defer { tellOfJournal() }
    if B.Cell.isFitted, let wake = rest() { return wake }
    return min(next, journal.tend(before: nextDrawing))
  }

  /// While the cell is empty.
  /// - Returns: when to call again; nil when the clock may go on.
  private mutating func rest() -> Instant? {
    let now = time.now
    if cell.isDue(at: now) { lookAtCell() }
    guard let look = cell.nextLook else { return nil }
    nextDrawing = nil
    // Whom it has begun to ask it hears out, and then asks nobody.
    guard source.needsNetwork(at: cell.emptySince) else { return look }
    let wake = source.work(at: now, drawingAt: nil)
    while let event = source.nextEvent() { observer.record(.time(event)) }
    return min(wake, look)
  }

  /// To be asked before each refresh.
  private mutating func hasPower() -> Bool {
    guard B.Cell.isFitted else { return true }
    lookAtCell()
    return !cell.isEmpty
  }

  private mutating func lookAtCell() {
    guard cell.look(at: time.now) else { return }
    if cell.isEmpty {
      if cell.watch.feedsLastRefresh { show(.cellEmpty) }
      observer.record(.atRest(.emptyCell))
    } else {
      // After days all that is known of the panels is that they need a full refresh.
      (shownNotice, shownMinute, shownSign, saysWires) = (nil, nil, nil, false)
      for panel in 0..<4 {
        plan.forget(panel)
        panels.forget(panel)
      }
    }
  }

  /// What it will need at an instant that `step` has named.
  public func need(at wake: Instant) -> ClockNeed {
    if nextDrawing == wake { return .panels }
    let wake = B.Cell.isFitted && cell.isEmpty ? cell.emptySince : wake
    return source.needsNetwork(at: wake) ? .network : .nothing
  }

  /// Writes down all that must live through a deep sleep of the board, between two steps.
  /// - Returns: whether the clock may be forgotten then: it shows the time or rests, and nothing is going on.
  public mutating func remember(_ memory: inout ClockMemory<B.Source.Memory>) -> Bool {
    guard shownNotice == nil, guide.notice == nil else { return false }
    let isEmpty = B.Cell.isFitted && cell.isEmpty
    let isCalm = nextDrawing != nil || (shownSign != nil && signRetry == nil)
    // The cell may be empty before anything else has been looked at.
    guard isEmpty || (glyphs.table != nil && isCalm), source.remember(&memory.source) else { return false }
    panels.remember(&memory.panels)
    memory.lastDrawing = journal.remember(&memory.journal)
    if B.Cell.isFitted { memory.cell = cell.memory }
    (memory.table, memory.skippedBlocks) = (glyphs.table, glyphs.skippedBlocks)
    memory.plan = plan
    memory.shown = ShownMemory(
      minute: shownMinute, sign: shownSign, saysWires: saysWires, firstStep: firstStep, nextDrawing: nextDrawing,
      signRetry: signRetry)
    return true
  }

  /// Goes on where `remember` was called, instead of a cold start: before the first step, on a board whose counter has
  /// gone on meanwhile. The memory is only lent.
  /// - Returns: false where the glyphs have changed: this is a cold start then.
  public mutating func recall(_ memory: inout ClockMemory<B.Source.Memory>) -> Bool {
    if let table = memory.table, !glyphs.recall(table, skipped: memory.skippedBlocks) { return false }
    source.recall(&memory.source)
    panels.recall(&memory.panels)
    journal.recall(&memory.journal, memory.lastDrawing)
    if B.Cell.isFitted { cell.recall(memory.cell) }
    plan = memory.plan
    let shown = memory.shown
    (shownMinute, shownSign, saysWires) = (shown.minute, shown.sign, shown.saysWires)
    (firstStep, nextDrawing, signRetry) = (shown.firstStep, shown.nextDrawing, shown.signRetry)
    return true
  }

  private mutating func tellOfJournal() {
    while let event = journal.nextEvent() { observer.record(.journal(event)) }
  }

  /// - Returns: when there will next be something to show.
  private mutating func showTime() -> Instant {
    let now = time.now
    let start = firstStep ?? now
    firstStep = start
    if B.Guide.hasNotices, let notice = guide.notice {
      // Glyphs that are being replaced aren't looked at.
      if notice.kind == .newGlyphs { glyphs.close() } else { _ = checkGlyphs() }
      return show(notice)
    }
    if B.Guide.hasNotices, shownNotice != nil {
      (shownNotice, shownMinute, shownSign, saysWires) = (nil, nil, nil, false)
    }
    if let error = checkGlyphs() {
      show(Sign(error))
      return time.now + Clock.slowRetryInterval
    }
    let areFailing = panels.areFailing()
    guard !areFailing, let local = source.localTime(at: now) else {
      nextDrawing = nil
      // A sign takes seconds to write; a network that answers at once gives the time sooner.
      let isFresh = shownSign == nil && shownMinute == nil
      if source.isBusy || (isFresh && now - start < source.patience) {
        return now + Clock.retryInterval
      }
      let sign: Sign = source.obstacle.map { .noTimeFor($0) } ?? .noTime
      if !areFailing, shownSign != sign { observer.record(.timeUnknown(source.obstacle)) }
      show(sign)
      return time.now + source.recheckInterval
    }
    let quiet = settings.quiet.minutesLeft(at: local)
    if quiet > 0 {
      let isNew = shownSign != .asleep
      show(.asleep)
      if isNew, shownSign == .asleep { observer.record(.atRest(.quietHours)) }
    } else if shownMinute != local.minute {
      show(local)
    }
    let after = time.now
    guard let present = source.localTime(at: after), present.minute == local.minute else { return after }
    // After a jump the quiet hours' end is nearer, or further off.
    let most = quiet > 0 ? source.steadySeconds(at: after) : 60
    let left = present.untilEnd(ofMinutes: max(1, quiet), orSecond: most)
    let next = after + source.counterInterval(left, at: after)
    nextDrawing = next
    guard quiet > 0, let signRetry else { return next }
    return min(next, signRetry)
  }

  private mutating func checkGlyphs() -> GlyphTableError? {
    guard glyphs.table == nil else { return nil }
    do throws(GlyphTableError) {
      let table = try glyphs.open()
      observer.record(.glyphsUsable(table))
      plan.scheduler.counts = table.counts
      journal.open(table, &plan.scheduler.positions)
      tellOfJournal()
      return nil
    } catch {
      observer.record(.glyphsUnusable(error))
      return error
    }
  }

  private mutating func show(_ local: LocalTime) {
    guard hasPower() else { return }
    // Not before it is due, or glyphs that nobody sees would be used up.
    for panel in 0..<4 where panels.isBroken(panel) && panels.isDue(panel) { plan.forget(panel) }
    var steps = plan.steps(for: ClockFace(local, settings.hourFormat), glyphs.legibility)
    // What has stood for hours leaves a ghost.
    let isHour = local.minuteOfHour == 0 || shownSign == .asleep
    shownMinute = local.minute
    shownSign = nil
    saysWires = false
    // Ahead of the drawing: a power cut may then skip a glyph but never repeats one.
    var isOnRecord = journal.record(&plan.scheduler.positions)

    var isDrawn: [4 of Bool] = .init(repeating: false)
    var isAny = false
    for panel in 0..<4 where steps[panel] != .keep && panels.isDue(panel) {
      isDrawn[panel] = true
      isAny = true
    }
    guard isAny else { return }
    panels.begin(isDrawn)
    for panel in 0..<4 where isDrawn[panel] {
      picture.showNothing()
      if case .draw(let choice) = steps[panel],
        let taken = glyphs.read(choice, for: panel, of: &plan, into: &picture, &observer), taken != choice
      {
        steps[panel] = .draw(taken)
        isOnRecord = journal.record(&plan.scheduler.positions)
      }
      isSpelled[panel] = picture.kind == .word
      // On the last panel, which is drawn at every minute.
      picture.isMarked = panel == 3 && !isOnRecord
      if B.Cell.isFitted { picture.hasLowCell = panel == 3 && cell.watch.state == .low }
      panels.load(picture, on: panel, isHour: isHour, &frame)
    }
    finish(&steps, local)
  }

  /// `steps` is only borrowed, and isn't changed.
  private mutating func finish(_ steps: inout [4 of PanelStep], _ local: LocalTime) {
    panels.finish(within: local.untilNextMinute)
    journal.noteDrawing(at: time.now)
    for panel in 0..<4 {
      guard let refresh = takeResult(of: panel) else { continue }
      guard case .draw(let choice) = steps[panel] else {
        observer.record(.cleared(panel: panel, minute: local, refresh))
        continue
      }
      observer.record(
        isSpelled[panel]
          ? .spelled(panel: panel, digit: choice.id.digit, minute: local, refresh)
          : .drew(panel: panel, choice, minute: local, refresh))
    }
  }

  /// - Returns: what was done to the panel, if anything.
  private mutating func takeResult(of panel: Int) -> Refresh? {
    switch panels.takeResult(of: panel) {
    case .failed(let error):
      observer.record(.panelFailed(panel: panel, error))
      return nil
    case .done(let refresh, let isBack):
      if isBack { observer.record(.panelRecovered(panel: panel)) }
      return refresh
    case .untouched: return nil
    }
  }

  /// Writes the sign's words on the panels, unless they already show them. When panels fail, each that is left gets the
  /// same word, since which ones those are is unknown.
  private mutating func show(_ sign: Sign) {
    let areFailing = panels.areFailing()
    if areFailing ? saysWires : shownSign == sign {
      guard let signRetry, time.now >= signRetry else { return }
    }
    guard !B.Cell.isFitted || sign == .cellEmpty || hasPower() else { return }
    signRetry = nil
    var isDrawn: [4 of Bool] = .init(repeating: false)
    for panel in 0..<4 { isDrawn[panel] = panels.isDue(panel) }
    panels.begin(isDrawn)
    let words = sign.words
    picture.isMarked = false
    if B.Cell.isFitted { picture.hasLowCell = false }
    for panel in 0..<4 {
      plan.forget(panel)
      guard isDrawn[panel] else { continue }
      picture.show(areFailing ? .wires : words[panel])
      panels.load(picture, on: panel, isHour: true, &frame)
    }
    panels.finish(within: Clock.retryInterval)
    journal.noteDrawing(at: time.now)
    for panel in 0..<4 {
      _ = takeResult(of: panel)
      if panels.isBroken(panel) { signRetry = time.now + Clock.slowRetryInterval }
    }
    shownMinute = nil
    shownSign = areFailing ? nil : sign
    saysWires = areFailing
  }

  /// Writes a notice on the panels, unless they already show it. Its digits are taken in sequence like those of a time.
  private mutating func show(_ notice: Notice) -> Instant {
    nextDrawing = nil
    guard shownNotice != notice, hasPower() else { return time.now + Clock.retryInterval }
    shownNotice = notice
    var isDrawn: [4 of Bool] = .init(repeating: false)
    for panel in 0..<4 { isDrawn[panel] = panels.isDue(panel) }
    panels.begin(isDrawn)
    let (words, count) = (notice.words, notice.digitsPerPanel)
    for panel in 0..<4 where isDrawn[panel] {
      frame.draw(caption: words[panel], hasDigits: count > 0)
      for place in 0..<count { draw(notice.digits[panel &* count &+ place], on: panel, place, of: count) }
      plan.forget(panel)
      _ = journal.record(&plan.scheduler.positions)
      panels.load(&frame, on: panel)
    }
    panels.finish(within: Clock.retryInterval)
    journal.noteDrawing(at: time.now)
    for panel in 0..<4 {
      _ = takeResult(of: panel)
      panels.forget(panel)
    }
    return time.now + Clock.retryInterval
  }

  private mutating func draw(_ digit: UInt8, on panel: Int, _ place: Int, of count: Int) {
    guard glyphs.table != nil else { return frame.draw(nameOf: digit, place: place, of: count) }
    let choice = plan.scheduler.take(digit, onView: .init(repeating: nil), glyphs.legibility, isPlain: true)
    picture.showNothing()
    if glyphs.read(choice, for: panel, of: &plan, into: &picture, &observer) == nil {
      frame.draw(nameOf: digit, place: place, of: count)
    } else {
      frame.draw(picture.glyph.packed.span, place: place, of: count)
    }
  }
}

extension Clock where B.Cell == NoCell {
  public init(
    settings: ClockSettings, panels: consuming PanelRow<B>, time: B.Time, flash: consuming B.Flash,
    journal: consuming B.JournalFlash, source: consuming B.Source, observer: consuming B.Observer, guide: B.Guide
  ) {
    self.init(
      settings: settings, panels: panels, time: time, flash: flash, journal: journal, source: source,
      observer: observer, guide: guide, cell: NoCell())
  }
}

extension Clock where B.Guide == NoGuide, B.Cell == NoCell {
  public init(
    settings: ClockSettings, panels: consuming PanelRow<B>, time: B.Time, flash: consuming B.Flash,
    journal: consuming B.JournalFlash, source: consuming B.Source, observer: consuming B.Observer
  ) {
    self.init(
      settings: settings, panels: panels, time: time, flash: flash, journal: journal, source: source,
      observer: observer, guide: NoGuide())
  }
}
