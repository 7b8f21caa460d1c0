// The device in a page: the emulated board, its panels and flash, with the page for everything around it.
// Must never do anything that another board's start-up code doesn't, but wait for glyphs to arrive.

import Emulator
import Essentials
import Events
import Firmware
import NorFlash

final class WebDevice {
  /// Two frames of the waveforms, and as fast as most screens can show.
  private static let frameTime = Interval.milliseconds(40)
  /// In bytes: more than any chip's flash that the firmware runs on.
  static let largestImage = 16 << 20

  private var settings = UserSettings()
  private let flash = EmulatedFlash([])
  private var arrivals = GlyphArrivals(size: 0, pieceSize: 1)
  private let source = GatedSource()
  private let sectors = ChangedSectors()
  private var table: GlyphTable?
  /// Whether the image has been looked at, and journal and glyphs are open, or it is of no use.
  private var isOpen = false

  private var running: (clock: EmulatedClock, journal: NorFlash)?
  private var wantsFrames = false
  private var isStepping = false
  /// Frames have been shown up to here.
  private var played = Instant(microseconds: 0)
  /// What a picture is of: now, or a frame in the middle of a step.
  private var moment: Instant?

  private var words = EventWords(counts: .init(repeating: 0, count: 10))
  private var events: [(at: Instant, text: String)] = []
  private(set) var shown = ShownText()

  // MARK: Before the start

  /// - Returns: why it is refused, in the firmware's words, or nil.
  func set(_ key: [UInt8], _ value: [UInt8]) -> String? {
    guard running == nil, let key = SettingKey(named: key.span) else { return "unknown setting" }
    do throws(SettingFault) {
      try settings.set(key, value.span)
      return nil
    } catch {
      let right = error.right(for: key)
      let text = UnsafeBufferPointer(
        rebasing: UnsafeBufferPointer(
          start: right.lines.utf8Start, count: right.lines.utf8CodeUnitCount)[right.range])
      let column = key.hasColumns ? ", column \(error.position + 1)" : ""
      return "\(key.name)\(column): \(String(decoding: text, as: UTF8.self))"
    }
  }

  /// - Precondition: at most `largestImage`.
  func expectImage(size: Int, pieceSize: Int) {
    arrivals = GlyphArrivals(size: size, pieceSize: pieceSize)
    flash.bytes = .init(repeating: 0xFF, count: size)
  }

  func put(_ bytes: [UInt8], at offset: Int) {
    let range = (offset..<offset + bytes.count).clamped(to: 0..<arrivals.size)
    flash.bytes.replaceSubrange(range, with: bytes[..<range.count])
    arrivals.note(range)
  }

  /// - Parameter cells: the journal's, or none for an erased one.
  func start(_ cells: [UInt8], wantsFrames: Bool) {
    let count = NorFlashTraits().sectors
    let size = count * NorFlash.sectorSize
    let journal = NorFlash(
      cells: cells.count == size ? cells : .init(repeating: 0xFF, count: size),
      erases: .init(repeating: 0, count: count), copy: sectors)
    var kinds: [PanelKind] = []
    for panel in 0..<4 { kinds.append(settings.kinds[panel]) }
    let board = EmulatedBoard(kinds: kinds)
    self.wantsFrames = wantsFrames
    board.pace = { instant in self.play(until: instant) }
    let clock = EmulatedClock(
      board: board, settings: settings.clock, refresh: settings.refresh, flash: flash, journal: journal, source: source
    ) { event in
      self.shown.record(event)
      if case .glyphsUsable(let table) = event {
        self.words = EventWords(counts: (0..<10).map { Int(table.counts[$0]) })
      }
      self.events.append((board.now, self.words.text(event)))
    }
    running = (clock, journal)
    isOpen = false
    table = nil
    source.ready = nil
    shown = ShownText()
    moment = nil
    played = Instant(microseconds: 0)
  }

  // MARK: Glyphs on their way

  /// The pieces of the image that have to come before the next step; when there are none, it may draw the present minute
  /// and the one after it.
  func missing() throws(MisuseOfPanel) -> [Int] {
    guard let running else { return [] }
    source.ready = nil
    let time = Page.localTime(at: running.clock.board.now)
    let bytes = flash.bytes
    if !isOpen {
      let parts = arrivals.missingOfTable(bytes.span)
      guard parts.isEmpty else { return parts }
      try open(running.clock)
    }
    guard let time else { return [] }
    var missing: [Int] = []
    if let table {
      let positions = running.clock.positions
      for digit in digits(of: time) {
        let more = arrivals.missing(
          of: digit, from: positions, legible: settings.clock.legible, table, bytes.span)
        missing += more.filter { !missing.contains($0) }
      }
    }
    if missing.isEmpty { source.ready = time.minute...time.minute + 1 }
    return missing
  }

  /// Has the firmware find the glyphs good and read the journal, and draw nothing yet. An image that isn't good is left
  /// to the step, which says so on the panels.
  private func open(_ clock: EmulatedClock) throws(MisuseOfPanel) {
    isOpen = true
    let bytes = flash.bytes
    do throws(GlyphTableError) {
      table = try GlyphTable(checking: bytes.span)
    } catch {
      return
    }
    source.isClosed = true
    defer { source.isClosed = false }
    _ = try clock.step()
  }

  /// On the panels now, and a minute later.
  private func digits(of time: LocalTime) -> [UInt8] {
    var digits: [UInt8] = []
    for seconds in [time.seconds, time.seconds + 60] {
      let face = ClockFace(LocalTime(seconds: seconds), settings.clock.hourFormat)
      for panel in 0..<4 {
        if let digit = face.digits[panel], !digits.contains(digit) { digits.append(digit) }
      }
    }
    return digits
  }

  // MARK: Running

  /// Nothing before the image has been looked at: what hasn't arrived would look like flash that nobody wrote.
  /// - Returns: the instant at which the firmware wants to be called next.
  func step() throws(MisuseOfPanel) -> Instant {
    guard let running, isOpen else { return now }
    isStepping = true
    defer { isStepping = false }
    return try running.clock.step()
  }

  func pass(to instant: Instant) throws(MisuseOfPanel) {
    try running?.clock.pass(to: instant)
  }

  var now: Instant { running?.clock.board.now ?? Instant(microseconds: 0) }

  private func play(until instant: Instant) {
    guard wantsFrames, isStepping, let board = running?.clock.board else { return }
    played = max(played, board.now)
    while played < instant {
      var moving: UInt32 = 0
      for panel in board.panels.indices where board.panels[panel].isRefreshing { moving |= 1 << UInt32(panel) }
      guard moving != 0 else { return }
      moment = played
      pageFrame(Double(played.microseconds), moving)
      moment = nil
      played = played + WebDevice.frameTime
    }
  }

  // MARK: What there is to see

  func picture(_ panel: Int) -> [UInt8] {
    guard let board = running?.clock.board, board.panels.indices.contains(panel) else { return [] }
    return board.panels[panel].pixels(at: moment ?? board.now)
  }

  /// Refreshes that have ended, of all panels.
  var changes: Int { running?.clock.board.panels.reduce(0) { $0 + $1.refreshes } ?? 0 }

  var cells: [UInt8] { running?.journal.cells ?? [] }

  func takeChangedSectors() -> UInt32 { sectors.take() }

  /// A line for each: the counter, a tab, the words.
  func takeEvents() -> String {
    defer { events = [] }
    var text = ""
    for event in events { text += "\(event.at.microseconds)\t\(event.text)\n" }
    return text
  }
}
