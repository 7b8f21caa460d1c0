// The clock with panels on the chip's own pins: its parts, and its loop.
// Must never decide what the firmware does.

enum ESPBoard: Board {
  typealias Bus = ESPBus
  typealias Output = ESPOutput
  typealias Input = ESPInput
  typealias Time = ESPTime
  typealias Flash = ESPGlyphFlash
  typealias JournalFlash = ESPPartition
  typealias Source = NetworkTime<ESPNetwork, ESPRandom>
  typealias Observer = ESPObserver
  typealias Guide = ESPGuide
  #if CLOCK_GAUGE
    typealias Cell = ESPGauge
  #endif
  #if CLOCK_SUPPLY
    typealias Supply = ESPSupply
  #endif
}

func runClock(_ store: consuming ESPSettings, _ uplink: UnsafeMutablePointer<Uplink>) {
  var store = store
  #if CLOCK_DEEP_SLEEP
    let settings = ESPDeepSleep.settings() ?? UserSettings(&store)
  #else
    let settings = UserSettings(&store)
  #endif
  if settings.rejected != 0 { log("E stored settings are invalid: bits %u", UInt32(settings.rejected)) }
  var clock = makeClock(settings, uplink)
  #if CLOCK_DEEP_SLEEP
    ESPDeepSleep.recall(&clock)
  #endif
  var services = Services(store)
  while true {
    let next = clock.step()
    services.report(&clock)
    AppTrial.check(at: ESPTime().now)
    #if CLOCK_DEEP_SLEEP
      ESPDeepSleep.rest(&clock, settings, until: next)
    #endif
    Idling.until(next, uplink) { services.work(isQuiet: $0) }
  }
}

private func makeClock(_ settings: UserSettings, _ uplink: UnsafeMutablePointer<Uplink>) -> Clock<ESPBoard> {
  var hasV1 = false
  for panel in 0..<4 where settings.kinds[panel].controller == .il3829 { hasV1 = true }
  return Clock(
    settings: settings.clock,
    panels: PanelRow(
      settings: settings.refresh,
      wires: PanelWires(
        bus: ESPBus(hasV1: hasV1), dataCommand: ESPOutput(CONFIG_CLOCK_PIN_DC), reset: ESPOutput(CONFIG_CLOCK_PIN_RST),
        supply: ESPBoard.Supply(), time: ESPTime()),
      panels: [
        panel(settings.kinds[0], CONFIG_CLOCK_PIN_CS1, CONFIG_CLOCK_PIN_BUSY1),
        panel(settings.kinds[1], CONFIG_CLOCK_PIN_CS2, CONFIG_CLOCK_PIN_BUSY2),
        panel(settings.kinds[2], CONFIG_CLOCK_PIN_CS3, CONFIG_CLOCK_PIN_BUSY3),
        panel(settings.kinds[3], CONFIG_CLOCK_PIN_CS4, CONFIG_CLOCK_PIN_BUSY4),
      ]),
    time: ESPTime(), flash: ESPGlyphFlash(), journal: ESPPartition("journal"),
    source: NetworkTime(settings, network: ESPNetwork(uplink), random: ESPRandom()),
    observer: ESPObserver(AppTrial()), guide: ESPGuide(), cell: ESPBoard.Cell())
}

private func panel(_ kind: PanelKind, _ chipSelect: Int32, _ busy: Int32) -> Panel<ESPBoard> {
  Panel(kind: kind, chipSelect: ESPOutput(chipSelect), busy: ESPInput(busy))
}
