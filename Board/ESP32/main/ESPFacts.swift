// What chip this is, and why it has started. Must never be anything but constants and a look at a register.

extension BoardFacts {
  #if CHIP_ESP32C3
    private static var names: (chip: StaticString, target: StaticString) { ("ESP32-C3", "esp32c3") }
  #elseif CHIP_ESP32C6
    private static var names: (chip: StaticString, target: StaticString) { ("ESP32-C6", "esp32c6") }
  #elseif CHIP_ESP32S3
    private static var names: (chip: StaticString, target: StaticString) { ("ESP32-S3", "esp32s3") }
  #else
    private static var names: (chip: StaticString, target: StaticString) { ("ESP32", "esp32") }
  #endif

  static var ofThisBoard: BoardFacts { BoardFacts(chip: names.chip, target: names.target, cause: cause) }

  private static var cause: StaticString {
    switch esp_reset_reason() {
    case ESP_RST_POWERON, ESP_RST_EXT: "power"
    case ESP_RST_SW, ESP_RST_USB, ESP_RST_JTAG: "restart"
    case ESP_RST_PANIC, ESP_RST_CPU_LOCKUP: "panic"
    case ESP_RST_INT_WDT, ESP_RST_TASK_WDT, ESP_RST_WDT: "watchdog"
    case ESP_RST_BROWNOUT, ESP_RST_PWR_GLITCH: "brownout"
    case ESP_RST_DEEPSLEEP: "sleep"
    default: "other"
    }
  }
}
