// Four panels in a row as one display: SCK, MOSI, D/C and RST shared, a chip select and BUSY each.
// Must never let one panel's fault keep the others from their pictures, nor pulse RST while one refreshes.

/// How one panel was changed.
public struct Refresh: Equatable, Sendable {
  /// nil if it already showed that very picture.
  public let mode: RefreshMode?
  /// From the start of the refresh until BUSY fell.
  public let duration: Interval

  public init(mode: RefreshMode?, duration: Interval) {
    (self.mode, self.duration) = (mode, duration)
  }
}

public enum RefreshResult: Equatable, Sendable {
  /// The panel was not part of it.
  case untouched
  /// `isBack`: it had failed before.
  case done(Refresh, isBack: Bool)
  case failed(PanelError)
}

/// To refresh some of the panels, call `begin`, then `load` for each, then `finish`: they all refresh at the same time.
/// Then call `takeResult` for each.
///
/// With a supply that is switched, the panels have it from `begin` to the end of `finish`, whatever becomes of the
/// refreshes. What they show stays, and what is known of it; their RAM doesn't, so that each partial refresh writes both
/// planes whole. The first version, whose old plane can't be written, is then only refreshed in full.
public struct PanelRow<B: PanelBoard>: ~Copyable {
  /// After a software reset: BUSY may rise late. After 1 ms it has been found still low, after 10 ms never.
  private static var resetTime: Interval { .milliseconds(10) }

  private let settings: RefreshSettings
  private var wires: PanelWires<B>
  private var panels: [4 of Panel<B>]

  /// The panels are given from the left; their kinds may differ.
  public init(
    settings: RefreshSettings = RefreshSettings(), wires: consuming PanelWires<B>,
    panels: consuming [4 of Panel<B>]
  ) {
    self.settings = settings
    self.wires = wires
    self.panels = panels
    var sleepsDeeply = !self.wires.isSwitched
    for panel in 0..<4 where !self.panels[panel].kind.controller.keepsRAM { sleepsDeeply = false }
    self.sleepsDeeply = sleepsDeeply
  }

  /// Whether the panels sleep deeply between refreshes: not without a supply. Only RST wakes them, and they share it: if
  /// one of them then forgets its RAM, all rest with the high voltage off instead, at 20 to 50 µA each. If a panel in such
  /// a row is unplugged and plugged in again between two refreshes, that goes unnoticed, and it may look wrong from its
  /// next partial refresh until its next full one at the hour.
  private let sleepsDeeply: Bool

  /// Whether `panel` (0...3) should be drawn: one that fails is left alone for a while, longer each time. `mutating`
  /// since the compiler would copy a kilobyte to pass the row by value.
  public mutating func isDue(_ panel: Int) -> Bool {
    panels[panel].isDue(at: wires.time.now)
  }

  /// Whether `panel` (0...3) has failed since it was drawn last.
  public mutating func isBroken(_ panel: Int) -> Bool { panels[panel].isBroken }

  /// Whether two or more keep failing. Nobody could read the time from the rest, nor a sign of four words.
  public mutating func areFailing() -> Bool {
    var count = 0
    for panel in 0..<4 where panels[panel].isFailing { count &+= 1 }
    return count > 1
  }

  /// Wakes the panels. None may be refreshing.
  /// - Parameter drawn: the panels that are going to be loaded.
  public mutating func begin(_ drawn: [4 of Bool]) {
    let drawn = drawn.span
    var isResetNeeded = sleepsDeeply || wires.isSwitched
    if wires.isSwitched { switchOn() }
    for panel in 0..<4 {
      panels[panel].begin()
      if drawn[panel], !panels[panel].isKnown { isResetNeeded = true }
    }
    if isResetNeeded {
      for panel in 0..<4 { panels[panel].noteReset(isDrawn: drawn[panel], at: wires.time.now) }
      wires.pulseReset()
    }
    for panel in 0..<4 where drawn[panel] { panels[panel].reset(&wires) }
    wires.time.sleep(for: PanelRow.resetTime)
    guard sleepsDeeply else { return }
    for panel in 0..<4 where !drawn[panel] { panels[panel].sleep(&wires) }
  }

  /// Changes `panel` (0...3) to `picture`, in the mode that the settings ask for.
  /// `isHour` says that an hour begins; `frame` is scratch.
  public mutating func load(_ picture: PanelPicture, on panel: Int, isHour: Bool, _ frame: inout Frame) {
    panels[panel].load(picture, settings, isHour: isHour, isRAMSure: sleepsDeeply, &frame, &wires)
  }

  /// Shows a frame as it is on `panel` (0...3), by a full refresh; once that has ended, `forget`.
  public mutating func load(_ frame: inout Frame, on panel: Int) {
    panels[panel].load(&frame, &wires)
  }

  /// What `panel` (0...3) shows is no picture that another could be compared with.
  public mutating func forget(_ panel: Int) { panels[panel].forget() }

  /// Below 5 °C a full refresh may take this long.
  private static var longestRefresh: Interval { .seconds(20) }
  /// Above that, with four greys, none takes longer than 6 s.
  private static var usualLimit: Interval { .seconds(10) }

  /// Waits until every refresh has ended or failed, and lets each panel rest at once.
  /// - Parameter time: until the next minute, which a panel that hangs must not delay for the others.
  public mutating func finish(within time: Interval) {
    let limit = max(PanelRow.usualLimit, min(PanelRow.longestRefresh, time))
    while let busy = poll(limit) {
      if busy == 0 {
        wires.time.sleep(for: PanelWires<B>.busyPollInterval)
      } else {
        wires.time.sleep(until: wires.time.now + PanelRow.longestSleep, orIdle: busy)
      }
    }
    if wires.isSwitched { switchOff() }
  }

  private mutating func switchOn() {
    wires.switchOn()
    for panel in 0..<4 { panels[panel].setChipSelect(.high) }
  }

  private mutating func switchOff() {
    for panel in 0..<4 { panels[panel].setChipSelect(.low) }
    wires.switchOff()
  }

  /// Without a BUSY that falls: then it is time to look whether a panel has taken too long. A second late is soon enough.
  private static var longestSleep: Interval { .seconds(1) }

  /// What has become of `panel` (0...3) since `begin`; take it only once.
  public mutating func takeResult(of panel: Int) -> RefreshResult { panels[panel].takeResult() }

  mutating func remember(_ memory: inout [4 of PanelMemory]) {
    for panel in 0..<4 { memory[panel] = panels[panel].remember() }
  }

  mutating func recall(_ memory: inout [4 of PanelMemory]) {
    for panel in 0..<4 { panels[panel].recall(memory[panel]) }
  }

  /// - Returns: nil when all refreshes have ended; else which panels are busy, none while one still has to become so.
  private mutating func poll(_ limit: Interval) -> UInt8? {
    let now = wires.time.now
    var (busy, isStarting) = (UInt8(0), false)
    for panel in 0..<4 {
      switch panels[panel].poll(at: now, limit: limit) {
      case .ended: if sleepsDeeply { panels[panel].sleep(&wires) }
      case .starting: isStarting = true
      case .busy: busy |= 1 &<< UInt8(truncatingIfNeeded: panel)
      }
    }
    if isStarting { return 0 }
    return busy == 0 ? nil : busy
  }
}
