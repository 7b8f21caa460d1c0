// The clock's services on this board: their parts, and their turns between and within the clock's steps.
// Must never be at work twice at once, nor be moved.

enum ESPServiceBoard: ServiceBoard {
  typealias Store = ESPSettings
  typealias Radio = ESPRadio
  #if CLOCK_PANELS_LINK
    typealias Output = NoOutput
  #else
    typealias Output = ESPConsole
  #endif
  typealias Listener = ESPListener
  typealias Names = ESPNames
  typealias Updates = ESPUpdates
  typealias Download = ESPDownload
  typealias Random = ESPRandom
}

#if CLOCK_PANELS_LINK
  /// The serial port is the link's, and so is the console.
  struct NoOutput: ConsoleOutput, ~Copyable {
    mutating func write(_ bytes: Span<UInt8>) {}
  }
#endif

/// What the clock asks for something else to show than the time.
struct ESPGuide: ClockGuide {
  var notice: Notice? { Services.notice }
}

private struct ServiceParts: ~Copyable {
  var services: ClockServices<ESPServiceBoard>
  let uplink: UnsafeMutablePointer<Uplink>
  let button = ESPButton()
  var isAtWork = false
}

/// The only ones: the clock's task finds them here in the middle of a refresh. nil before they begin.
nonisolated(unsafe) private var parts: UnsafeMutablePointer<ServiceParts>?

struct Services: ~Copyable {
  /// - Parameter uplink: must stay at this address.
  init(_ store: consuming ESPSettings, _ uplink: UnsafeMutablePointer<Uplink>) {
    begin(store, uplink)
  }

  init(_ uplink: UnsafeMutablePointer<Uplink>) { begin(ESPSettings(), uplink) }

  /// - Returns: whether the panels are to show something else at once.
  mutating func work(isQuiet: Bool) -> Bool {
    Services.turn(isQuiet: isQuiet)
    return parts.map { $0.pointee.hasNews } ?? false
  }

  func report(_ clock: inout Clock<ESPBoard>) {
    guard let parts else { return }
    clock.report(&parts.pointee.services.status)
    if let standing = parts.pointee.services.status.standing { clock_set_system_time(standing.time.seconds) }
  }

  /// While panels refresh.
  static func attend() { turn(isQuiet: false) }

  fileprivate static var notice: Notice? { parts.flatMap { $0.pointee.services.notice(at: ESPTime().now) } }

  private static func turn(isQuiet: Bool) {
    guard let parts, !parts.pointee.isAtWork else { return }
    parts.pointee.isAtWork = true
    parts.pointee.work(isQuiet: isQuiet)
    parts.pointee.isAtWork = false
  }
}

/// Some 15 KB, too many for the task's stack, from C's memory, once.
@inline(never)
private func begin(_ store: consuming ESPSettings, _ uplink: UnsafeMutablePointer<Uplink>) {
  let size = MemoryLayout<ServiceParts>.size
  guard let memory = heap_caps_aligned_calloc(8, 1, size, UInt32(MALLOC_CAP_DEFAULT)) else {
    return log("E there is no memory for console and page: %u bytes", UInt32(truncatingIfNeeded: size))
  }
  var count = 0
  let page = clock_page(&count)
  let place = memory.bindMemory(to: ServiceParts.self, capacity: 1)
  place.initialize(
    to: ServiceParts(
      services: ClockServices(
        console: SettingsConsole(store: ESPSettings(), output: ESPServiceBoard.Output()),
        output: ESPServiceBoard.Output(), store: store, radio: ESPRadio(uplink: uplink), listener: ESPListener(uplink),
        portalNames: ESPNames(CLOCK_NAMES_PORTAL, uplink), localNames: ESPNames(CLOCK_NAMES_LOCAL, uplink),
        updates: ESPUpdates(), download: ESPDownload(), random: ESPRandom(), facts: .ofThisBoard,
        page: UnsafeBufferPointer(start: page, count: count)),
      uplink: uplink))
  parts = place
}

extension ServiceParts {
  fileprivate var hasNews: Bool { services.notice(at: ESPTime().now) != services.status.notice }

  fileprivate mutating func work(isQuiet: Bool) {
    let now = ESPTime().now
    uplink.pointee.work(at: now)
    #if !CLOCK_PANELS_LINK
      takeTyping(at: now)
    #endif
    if services.work(isHeld: button.isHeld, isQuiet: isQuiet, at: now) == .restart { esp_restart() }
  }

  #if !CLOCK_PANELS_LINK
    private mutating func takeTyping(at now: Instant) {
      var typed: [64 of UInt8] = .init(repeating: 0)
      var bytes = typed.mutableSpan
      let count = bytes.withUnsafeMutableBufferPointer { clock_serial_read($0.baseAddress, $0.count, 0) }
      for index in 0..<max(0, Int(count)) { services.take(typed[index], at: now) }
    }
  #endif
}
