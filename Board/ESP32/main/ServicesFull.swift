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
  #if CLOCK_GAUGE
    static var measuresCell: Bool { true }
  #endif
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

/// The only ones: the clock's task finds them here in the middle of a refresh. nil before they begin.
nonisolated(unsafe) private var services: UnsafeMutablePointer<ClockServices<ESPServiceBoard>>?
nonisolated(unsafe) private var uplink: UnsafeMutablePointer<Uplink>?
nonisolated(unsafe) private var isAtWork = false

struct Services: ~Copyable {
  private typealias Parts = ClockServices<ESPServiceBoard>

  #if CLOCK_PANELS_LINK
    init() {}
  #else
    init(_ store: consuming ESPSettings) {}
  #endif

  /// Some 18 KB, too many for the task's stack, from C's memory, once.
  /// - Parameter way: must stay at this address.
  static func prepare(_ way: UnsafeMutablePointer<Uplink>) {
    let size = MemoryLayout<Parts>.size
    guard let memory = heap_caps_aligned_calloc(8, 1, size, UInt32(MALLOC_CAP_DEFAULT)) else {
      return log("E no memory for console and page: %u bytes", UInt32(truncatingIfNeeded: size))
    }
    uplink = way
    services = memory.bindMemory(to: Parts.self, capacity: 1)
    clock_button_begin()
    // The compiler makes such a value on the stack, several times over, before it moves it to its place.
    clock_run_on_large_stack { Services.make() }
  }

  private static func make() {
    guard let services, let uplink else { return }
    var count = 0
    let page = clock_page(&count)
    services.initialize(
      to: ClockServices(
        console: SettingsConsole(store: ESPSettings(), output: ESPServiceBoard.Output()),
        output: ESPServiceBoard.Output(), store: ESPSettings(), radio: ESPRadio(uplink: uplink),
        listener: ESPListener(uplink), portalNames: ESPNames(CLOCK_NAMES_PORTAL, uplink),
        localNames: ESPNames(CLOCK_NAMES_LOCAL, uplink), updates: ESPUpdates(), download: ESPDownload(),
        random: ESPRandom(), facts: .ofThisBoard, page: UnsafeBufferPointer(start: page, count: count),
        at: ESPTime().now))
  }

  /// - Returns: whether the panels are to show something else at once.
  mutating func work(isQuiet: Bool) -> Bool {
    Services.turn(isQuiet: isQuiet)
    return services.map { $0.pointee.hasNews(at: ESPTime().now) } ?? false
  }

  func report(_ clock: inout Clock<ESPBoard>) {
    guard let services else { return }
    services.pointee.note(&clock)
    if let standing = services.pointee.status.standing { clock_set_system_time(standing.time.seconds) }
  }

  #if CLOCK_SLEEPS
    static var areThere: Bool { services != nil }
    static var isFetching: Bool { services.map { $0.pointee.isFetching } ?? false }
    static func isInUse(at now: Instant) -> Bool { services.map { $0.pointee.isInUse(at: now) } ?? false }
  #endif

  fileprivate static var notice: Notice? { services.flatMap { $0.pointee.notice(at: ESPTime().now) } }

  /// While panels refresh.
  static func attend() { turn(isQuiet: false) }

  @inline(never)
  private static func turn(isQuiet: Bool) {
    guard let services, let uplink, !isAtWork else { return }
    isAtWork = true
    let now = ESPTime().now
    uplink.pointee.work(at: now)
    #if !CLOCK_PANELS_LINK
      var typed: [64 of UInt8] = .init(repeating: 0)
      var bytes = typed.mutableSpan
      let count = clock_serial_read(bytes.cBytes, 64, 0)
      for index in 0..<max(0, Int(count)) { services.pointee.take(typed[index], at: now) }
    #endif
    if services.pointee.work(isHeld: clock_button_is_held(), isQuiet: isQuiet, at: now) == .restart { esp_restart() }
    isAtWork = false
  }
}
