// Four panels in a row as one display: SCK, MOSI, D/C and RST shared, a chip select and BUSY each.
// Must never let one panel's fault keep the others from their picture.

/// How one panel's refresh went.
public enum RefreshResult: Equatable, Sendable {
  /// The panel was not part of it.
  case untouched
  /// From the start of the refresh until BUSY fell.
  case done(Interval)
  case failed(PanelError)
}

/// A refresh of some of the panels goes `wake`, then `load` for each, then `finish`: all run at the same time.
public struct PanelRow<B: Board>: ~Copyable {
  /// A full refresh takes 2.5 s at room temperature and several seconds in the cold.
  private static var refreshLimit: Interval { .seconds(10) }

  private enum State {
    case untouched
    case refreshing(since: Instant)
    case done(Interval)
    case failed(PanelError)
  }

  private var wires: PanelWires<B>
  private var panels: [4 of SSD1681<B>]
  private var states: [4 of State] = .init(repeating: .untouched)

  public init(wires: consuming PanelWires<B>, panels: consuming [4 of SSD1681<B>]) {
    self.wires = wires
    self.panels = panels
  }

  /// Resets all four, since they share RST: nothing may be refreshing.
  public mutating func wake() {
    wires.pulseReset()
    for panel in 0..<4 { states[panel] = .untouched }
  }

  /// Sends `frame` to `panel` (0...3) and starts its refresh.
  public mutating func load(_ frame: borrowing Frame, on panel: Int) {
    do throws(PanelError) {
      try panels[panel].initialise(&wires)
      try panels[panel].write(frame, &wires)
      try panels[panel].startFullRefresh(&wires)
      states[panel] = .refreshing(since: wires.time.now)
    } catch {
      states[panel] = .failed(error)
    }
  }

  /// Waits until every refresh has ended or failed, and puts the panels to sleep.
  public mutating func finish() -> [4 of RefreshResult] {
    while pollRefreshes() {
      wires.time.sleep(for: PanelWires<B>.busyPollInterval)
    }
    var results: [4 of RefreshResult] = .init(repeating: .untouched)
    for panel in 0..<4 {
      results[panel] = sleep(panel)
    }
    return results
  }

  /// Whether any panel is refreshing still.
  private mutating func pollRefreshes() -> Bool {
    var isAnyRefreshing = false
    for panel in 0..<4 {
      guard case .refreshing(let start) = states[panel] else { continue }
      let elapsed = wires.time.now - start
      if !panels[panel].isBusy {
        states[panel] = .done(elapsed)
      } else if elapsed > PanelRow<B>.refreshLimit {
        states[panel] = .failed(.busyTimeout)
      } else {
        isAnyRefreshing = true
      }
    }
    return isAnyRefreshing
  }

  private mutating func sleep(_ panel: Int) -> RefreshResult {
    // A panel that is busy for ever takes no commands; the next reset is its chance.
    if case .failed(let error) = states[panel] { return .failed(error) }
    do throws(PanelError) {
      try panels[panel].enterDeepSleep(&wires)
    } catch {
      return .failed(error)
    }
    if case .done(let duration) = states[panel] { return .done(duration) }
    return .untouched
  }
}
