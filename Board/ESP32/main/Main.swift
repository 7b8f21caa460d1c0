// Where ESP-IDF hands over control. Must never return: the task belongs to the clock.

@c(app_main) func appMain() {
  clock_log_to_link()
  let error = clock_serial_begin()
  if error != ESP_OK { log("E the serial port doesn't start: %s", error) }
  #if CLOCK_DEEP_SLEEP
    let isWake = ESPDeepSleep.wake()
    // By default only warnings are logged: nobody reads along each minute.
    if !isWake { clock_log_all() }
  #elseif CLOCK_SLEEPS
    clock_log_all()
  #endif
  log("I started; reset reason %u", esp_reset_reason().rawValue)
  esp_task_wdt_add(nil)
  #if CLOCK_SLEEPS
    let hasSagged = esp_reset_reason() == ESP_RST_BROWNOUT
  #endif
  #if CLOCK_DEEP_SLEEP
    if !isWake { ESPSleep.begin() }
    if hasSagged { ESPSleep.recover() }
    ESPReach.begin(isWake: isWake)
  #elseif CLOCK_SLEEPS
    ESPSleep.begin()
    if hasSagged { ESPSleep.recover() }
    ESPReach.begin(isWake: false)
  #endif
  #if CLOCK_GAUGE
    ESPGauge.begin()
  #endif
  var uplink = Uplink()
  run(&uplink)
}

/// - Parameter uplink: stays at this address.
private func run(_ uplink: UnsafeMutablePointer<Uplink>) {
  var store = ESPSettings()
  // Before the radio takes its memory.
  #if CLOCK_SLEEPS
    ESPReach.begin(uplink)
    if ESPReach.isThere { Services.prepare(uplink) }
  #else
    Services.prepare(uplink)
  #endif
  uplink.pointee.begin(&store)
  runClock(store, uplink)
}

/// What the clock's task does between two steps, in turns short enough for typing and for the radio.
struct Idling {
  private static var turn: Interval { .milliseconds(20) }
  /// To erase a sector takes 45 ms, and up to 400 in the worst case. If it is late, what is due soon is too: the reply
  /// of a time server, for instance.
  private static var quiet: Interval { .milliseconds(100) }

  /// - Parameter work: what else to do in each turn; is told whether flash may be erased, and says whether the clock's
  ///   next step is due at once.
  static func until(_ deadline: Instant, _ uplink: UnsafeMutablePointer<Uplink>, _ work: (Bool) -> Bool) {
    #if CLOCK_SLEEPS
      var maySleep = true
    #endif
    while true {
      esp_task_wdt_reset()
      let now = ESPTime().now
      #if CLOCK_SLEEPS
        ESPReach.turn(at: now)
      #endif
      uplink.pointee.work(at: now)
      let isDue = work(deadline - now >= quiet)
      guard now < deadline, !isDue else { return }
      #if CLOCK_SLEEPS
        if ESPReach.maySleep(at: now) {
          // It couldn't when the clock was asked: perhaps deeply now.
          if !maySleep { return }
          ESPSleep.sleep(until: deadline)
          continue
        }
        maySleep = false
      #endif
      ESPTime().rest(until: min(deadline, now + turn))
    }
  }
}
