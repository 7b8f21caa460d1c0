// The services of a clock without set-up, page and updates: its console. Must never wait.

typealias ESPGuide = NoGuide

struct Services: ~Copyable {
  #if !CLOCK_PANELS_LINK
    private var console: SettingsConsole<ESPSettings, ESPConsole>

    init(_ store: consuming ESPSettings) {
      console = SettingsConsole(store: store, output: ESPConsole())
    }

    /// - Returns: false: nothing has to be shown at once.
    mutating func work(isQuiet: Bool) -> Bool {
      console.work()
      return false
    }
  #else
    init() {}

    mutating func work(isQuiet: Bool) -> Bool { false }
  #endif

  static func prepare(_ uplink: UnsafeMutablePointer<Uplink>) {}

  #if CLOCK_SLEEPS
    static var areThere: Bool { true }
    static func isInUse(at now: Instant) -> Bool { false }
    static var isFetching: Bool { false }
  #endif

  func report(_ clock: inout Clock<ESPBoard>) {}

  /// While panels refresh there is nothing to do.
  @inline(__always)
  static func attend() {}
}
