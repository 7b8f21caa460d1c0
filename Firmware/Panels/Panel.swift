// One panel: its wires, its kind, and what is known of its glass and its RAM. Must never touch what all panels share
// except through a driver.

public struct Panel<B: PanelBoard>: ~Copyable {
  /// The shortest time that a refresh takes: if BUSY falls earlier there was none, or it was broken off. The quickest
  /// partial one takes 420 ms, the quickest of the others 1.2 s.
  private static func shortestRefresh(_ mode: RefreshMode) -> Interval {
    mode == .partial ? .milliseconds(250) : .milliseconds(1_000)
  }
  /// A partial refresh takes 0.6 s and isn't used in the cold: if BUSY stays high for longer than this, the panel is
  /// gone, or was for a while.
  private static var longestPartial: Interval { .seconds(3) }
  /// For the registers to return to their power-on values; 10 ms have already passed by then.
  private static var resetLimit: Interval { .milliseconds(100) }
  /// After the first failure a panel is tried again at the next minute; then the pauses double, up to half an hour.
  private static var mostDoublings: UInt8 { 5 }

  private enum State {
    case untouched
    case refreshing(RefreshMode, pixels: UInt32, since: Instant)
    case done(Refresh)
    case failed(PanelError)
  }

  let kind: PanelKind
  private var pins: PanelPins<B>
  private var state = State.untouched
  private var history = RefreshHistory()
  private var isAsleep = false
  /// What is on the glass, if `history` knows it.
  private var picture = PanelPicture()
  /// Where the RAM doesn't hold that picture for the next refresh, or nil.
  private var stale: FrameWindow? = .whole
  private var failures: UInt8 = 0
  private var nextTry = Instant(microseconds: 0)

  // One copy of this code for all four panels.
  @inline(never)
  public init(kind: PanelKind, chipSelect: consuming B.Output, busy: consuming B.Input) {
    self.kind = kind
    pins = PanelPins(chipSelect: chipSelect, busy: busy)
  }

  var isKnown: Bool { history.isKnown }

  /// Whether it has failed since it was drawn last.
  var isBroken: Bool { failures > 0 }

  /// Whether it has failed more than once: not just a contact that was loose for a moment.
  var isFailing: Bool { failures > 1 }

  /// Whether its pause after failures is over.
  func isDue(at now: Instant) -> Bool { now >= nextTry }

  // MARK: Before a refresh

  /// Notes what a reset by RST means for the panel. Call this before the pulse: in deep sleep BUSY is high, and a panel
  /// that has lost its supply is no longer in deep sleep. It may have lost it in the middle of a refresh: unless it is
  /// drawn now, it counts as failed, so that it soon will be.
  mutating func noteReset(isDrawn: Bool, at now: Instant) {
    let isLost = isAsleep && !pins.isBusy
    if !kind.controller.keepsRAM || isLost { history.isKnown = false }
    isAsleep = false
    if isLost, !isDrawn { fail(.noAnswer, now) }
  }

  /// What is on the glass is no picture that it could be compared with.
  mutating func forget() { history.isKnown = false }

  mutating func begin() {
    state = .untouched
  }

  /// For a supply that is switched: low while it is off.
  mutating func setChipSelect(_ level: PinLevel) { pins.setChipSelect(level) }

  mutating func reset(_ wires: inout PanelWires<B>) {
    guard kind.controller.needsReset else { return }
    do throws(PanelError) {
      try pins.send(PanelCommand.softwareReset, &wires)
    } catch {
      fail(error, wires.time.now)
    }
  }

  /// Sends what has to be sent and starts the refresh that the policy chooses, if any.
  /// `frame` is scratch; `isRAMSure` is false if the panel might have lost its supply unnoticed: both
  /// planes are then written whole. A panel whose old picture can't be written stays spoilt until its next full
  /// refresh.
  mutating func load(
    _ new: PanelPicture, _ settings: RefreshSettings, isHour: Bool, isRAMSure: Bool, _ frame: inout Frame,
    _ wires: inout PanelWires<B>
  ) {
    if case .failed = state { return }
    var changes = frame.draw(new, after: picture, settings.style)
    if hasCellMark(new) { frame.drawCellMark() }
    if hasCellMark(new) != hasCellMark(picture) { changes = .all }
    let isGlyph = new.kind == .glyph && !new.isMarked && !hasCellMark(new)
    guard
      let mode = refreshMode(
        settings, history, changed: changes.count, isGlyph: isGlyph, hasGreys: kind.controller.hasGreys, isHour: isHour)
    else {
      state = .done(Refresh(mode: nil, duration: .milliseconds(0)))
      return
    }
    if !isRAMSure, kind.controller.keepsRAM { stale = .whole }
    do throws(PanelError) {
      try pins.waitUntilIdle(wires.time, within: Panel.resetLimit)
      switch kind.controller {
      case .il3829: try load(IL3829.self, new, settings.style, mode, changes.window, &frame, &wires)
      case .ssd1681: try load(SSD1681.self, new, settings.style, mode, changes.window, &frame, &wires)
      }
      state = .refreshing(mode, pixels: changes.pixels, since: wires.time.now)
      picture = new
    } catch {
      fail(error, wires.time.now)
    }
  }

  @inline(__always)
  private func hasCellMark(_ picture: borrowing PanelPicture) -> Bool { B.marksLowCell ? picture.hasLowCell : false }

  /// Shows a frame as it is, by a full refresh; afterwards, `forget`.
  mutating func load(_ frame: inout Frame, _ wires: inout PanelWires<B>) {
    if case .failed = state { return }
    picture.showNothing()
    do throws(PanelError) {
      try pins.waitUntilIdle(wires.time, within: Panel.resetLimit)
      switch kind.controller {
      case .il3829: try load(IL3829.self, picture, .ink, .full, .whole, &frame, &wires)
      case .ssd1681: try load(SSD1681.self, picture, .ink, .full, .whole, &frame, &wires)
      }
      state = .refreshing(.full, pixels: 0, since: wires.time.now)
    } catch {
      fail(error, wires.time.now)
    }
  }

  /// - Parameter frame: with the new picture.
  private mutating func load<Driver: PanelDriver>(
    _ driver: Driver.Type, _ new: PanelPicture, _ style: GlyphStyle, _ mode: RefreshMode, _ changed: FrameWindow,
    _ frame: inout Frame, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    try Driver.initialise(for: mode, &pins, &wires)
    switch mode {
    case .full:
      // The old plane too, so that a later partial refresh finds the picture there.
      if Driver.controller.takesOldPicture { try Driver.write(frame.bytes.span, to: .old, in: .whole, &pins, &wires) }
      try Driver.write(frame.bytes.span, to: .new, in: .whole, &pins, &wires)
      stale = Driver.controller.takesOldPicture ? nil : .whole
    case .partial:
      // Some SSD1681s swap their planes after a refresh and some don't, depending on their OTP: with both written it
      // makes no difference.
      let window = stale?.union(changed) ?? changed
      try write(window, of: &frame, to: .new, driver, &wires)
      if Driver.controller.takesOldPicture, stale != nil {
        frame.draw(picture, style)
        if hasCellMark(picture) { frame.drawCellMark() }
        try write(window, of: &frame, to: .old, driver, &wires)
      }
      stale = changed
    case .grey:
      frame.draw(new.glyph, style, bit: 1)
      try Driver.write(frame.bytes.span, to: .old, in: .whole, &pins, &wires)
      frame.draw(new.glyph, style, bit: 0)
      try Driver.write(frame.bytes.span, to: .new, in: .whole, &pins, &wires)
      stale = .whole
    }
    try Driver.start(mode, &pins, &wires)
  }

  private mutating func write<Driver: PanelDriver>(
    _ window: FrameWindow, of frame: inout Frame, to plane: RAMPlane, _ driver: Driver.Type,
    _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    frame.pack(window)
    try Driver.write(frame.bytes.span.extracting(0..<window.byteCount), to: plane, in: window, &pins, &wires)
  }

  // MARK: During and after it

  enum Progress: UInt8 {
    case ended
    /// BUSY may rise late.
    case starting
    case busy
  }

  /// How its refresh goes.
  /// - Parameter limit: how long to wait for the refresh to end.
  mutating func poll(at now: Instant, limit: Interval) -> Progress {
    guard case .refreshing(let mode, let pixels, let start) = state else { return .ended }
    let elapsed = now - start
    if pins.isBusy {
      guard elapsed > (mode == .partial ? Panel.longestPartial : limit) else { return .busy }
      fail(.busyTimeout, now)
    } else if elapsed < Panel.shortestRefresh(mode) {
      guard elapsed > PanelWires<B>.busyPollInterval else { return .starting }
      fail(.noAnswer, now)
    } else {
      history.note(mode, pixels: pixels, took: elapsed)
      state = .done(Refresh(mode: mode, duration: elapsed))
    }
    return .ended
  }

  /// Enters deep sleep, the only state in which a loss of supply shows, unless the panel is still busy. A panel that
  /// failed takes no commands; the next reset is its chance.
  mutating func sleep(_ wires: inout PanelWires<B>) {
    switch state {
    case .untouched where !isBroken && !isAsleep: break
    case .done where !isAsleep: break
    case .untouched, .done, .failed, .refreshing: return
    }
    do throws(PanelError) {
      try pins.send(PanelCommand.deepSleepMode, [0x01], &wires)
      isAsleep = true
    } catch {
      fail(error, wires.time.now)
    }
  }

  /// What has become of it since `begin`.
  mutating func takeResult() -> RefreshResult {
    switch state {
    case .failed(let error): return .failed(error)
    case .untouched, .refreshing: return .untouched
    case .done(let refresh):
      let isBack = isBroken
      failures = 0
      return .done(refresh, isBack: isBack)
    }
  }

  // MARK: Over a deep sleep of the board

  mutating func remember() -> PanelMemory {
    PanelMemory(
      history: history, isAsleep: isAsleep, picture: picture, stale: stale, failures: failures, nextTry: nextTry)
  }

  mutating func recall(_ memory: PanelMemory) {
    (history, isAsleep, stale) = (memory.history, memory.isAsleep, memory.stale)
    (failures, nextTry) = (memory.failures, memory.nextTry)
    picture = memory.picture
  }

  private mutating func fail(_ error: PanelError, _ now: Instant) {
    state = .failed(error)
    history.isKnown = false
    let minutes = UInt32(1) &<< UInt32(min(failures, Panel.mostDoublings)) &- 1
    // Half a minute short of whole minutes: it is checked when a minute begins, and this is some seconds later.
    nextTry = now + .seconds(minutes &* 60 &+ 30)
    failures = min(failures, .max &- 1) &+ 1
  }
}

/// What is known of a panel.
struct PanelMemory: SleepMemory {
  var history = RefreshHistory()
  var isAsleep = false
  var picture = PanelPicture()
  var stale: FrameWindow?
  var failures: UInt8 = 0
  var nextTry = Instant(microseconds: 0)
}
