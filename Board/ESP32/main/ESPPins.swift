// The chip's GPIOs as the firmware's pins. Must never leave a panel line floating.

struct ESPOutput: OutputPin, ~Copyable {
  private let pin: gpio_num_t

  #if CLOCK_SUPPLY
    /// Of a panel without a supply, which must not get one through its inputs.
    static var atRest: PinLevel { .low }
  #else
    /// As chip selects and RST are at rest; for D/C it doesn't matter.
    static var atRest: PinLevel { .high }
  #endif

  /// At its level from the start.
  init(_ number: Int32, _ level: PinLevel = atRest) {
    pin = gpio_num_t(number)
    gpio_reset_pin(pin)
    gpio_set_level(pin, UInt32(level.rawValue))
    gpio_set_direction(pin, GPIO_MODE_OUTPUT)
    #if CLOCK_SLEEPS
      keepLevel(pin)
    #endif
  }

  mutating func set(_ level: PinLevel) { gpio_set_level(pin, UInt32(level.rawValue)) }
}

#if CLOCK_SLEEPS
  /// In light sleep, where ESP-IDF would let it float; of a level that a deep sleep has held, the pin itself takes over.
  func keepLevel(_ pin: gpio_num_t) {
    gpio_sleep_sel_dis(pin)
    #if CLOCK_DEEP_SLEEP
      clock_release(pin.rawValue)
    #endif
  }
#endif

/// Asleep it floats, but while the chip waits for it: a sleeping panel's BUSY is high, and would feed the pull-down.
struct ESPInput: InputPin, ~Copyable {
  private let pin: gpio_num_t

  /// Pulled down: an unplugged panel's BUSY then reads as idle, and the clock finds the panel missing at once.
  init(_ number: Int32) {
    pin = gpio_num_t(number)
    gpio_reset_pin(pin)
    gpio_set_direction(pin, GPIO_MODE_INPUT)
    gpio_set_pull_mode(pin, GPIO_PULLDOWN_ONLY)
  }

  func read() -> PinLevel { gpio_get_level(pin) == 0 ? .low : .high }
}
