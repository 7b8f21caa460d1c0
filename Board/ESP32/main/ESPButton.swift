// The board's BOOT button. Must never be read on a pin that drives a panel.

struct ESPButton {
  private var pin: gpio_num_t { gpio_num_t(CONFIG_CLOCK_BUTTON) }

  /// The button pulls the pin low.
  init() {
    guard CONFIG_CLOCK_BUTTON >= 0 else { return }
    gpio_reset_pin(pin)
    gpio_set_direction(pin, GPIO_MODE_INPUT)
    gpio_set_pull_mode(pin, GPIO_PULLUP_ONLY)
  }

  var isHeld: Bool { CONFIG_CLOCK_BUTTON >= 0 && gpio_get_level(pin) == 0 }
}
