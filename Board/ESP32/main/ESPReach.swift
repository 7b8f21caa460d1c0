// When somebody may want to reach the clock, so that it stays awake and in its network. Must never be so for long without a
// person: a network all day empties a cell in a few days.

nonisolated(unsafe) private var end = Instant(microseconds: 0)
nonisolated(unsafe) private var isOnTrial = false
/// As the last turn found it.
nonisolated(unsafe) private var isReachable = false
nonisolated(unsafe) private var uplink: UnsafeMutablePointer<Uplink>?

enum ESPReach {
  /// After a start, a press of the button, and the last use: to find the clock's page, or to plug in a cable and begin to
  /// flash.
  private static var duration: Interval { .seconds(120) }
  /// Microseconds from the start, after which a USB host's absence is known.
  private static var usbSettling: Int64 { 1_000_000 }

  /// - Parameter isWake: whether this start is the end of a deep sleep, and not a person's doing.
  static func begin(isWake: Bool) {
    isOnTrial = AppTrial().isOn
    let now = ESPTime().now
    // Nor is a brown-out: with the radio on for two minutes the next one would follow. Nor a deep sleep whose record is lost.
    let reason = esp_reset_reason()
    if !isWake, reason != ESP_RST_BROWNOUT, reason != ESP_RST_DEEPSLEEP { end = now + duration }
    #if CLOCK_SETUP
      clock_button_begin()
    #endif
    isReachable = look(at: now)
  }

  /// - Parameter way: must stay at this address.
  static func begin(_ way: UnsafeMutablePointer<Uplink>) { uplink = way }

  /// Looks whether anybody is about, and has services and network accordingly. To be called between steps, all the time
  /// while awake and after each sleep.
  static func turn(at now: Instant) {
    isReachable = look(at: now)
    if isReachable, !Services.areThere, let uplink { Services.prepare(uplink) }
    uplink?.pointee.keepOn(isReachable)
  }

  private static func look(at now: Instant) -> Bool {
    var isUsed = Services.isInUse(at: now)
    #if CLOCK_SETUP
      if clock_button_is_held() { isUsed = true }
    #endif
    if isUsed { end = now + duration }
    return now < end || Services.isFetching || isAtHost
  }

  /// A host feeds the board, so that network and page cost the cell nothing.
  static var isAtHost: Bool { esp_timer_get_time() >= usbSettling && clock_usb_is_connected() }

  static var isRadioOn: Bool { uplink?.pointee.isOn ?? false }

  /// Whether services and network are to be there from the start on.
  static var isThere: Bool { isReachable }

  static func maySleep(at now: Instant) -> Bool {
    guard !isReachable, uplink?.pointee.isOn == false, !clock_usb_is_connected() else { return false }
    // Reads flash, but a trial ends with the first drawing.
    if isOnTrial { isOnTrial = AppTrial().isOn }
    return !isOnTrial
  }
}
