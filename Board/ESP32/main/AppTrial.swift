// The trial of a new app after an update: it stays once it has drawn a digit, or in quiet hours that it is asleep; otherwise
// the previous one comes back.
// Must never end a trial for anything less than a drawing, nor touch an app that was flashed by hand.

struct AppTrial {
  /// Wi-Fi, a time server and four panels take less than a minute; with a router that is just restarting, a few.
  private static var longest: Interval { .seconds(15 * 60) }

  private(set) var isOn: Bool

  /// ESP-IDF marks an app that came by an update as on trial.
  init() {
    var state = ESP_OTA_IMG_UNDEFINED
    isOn =
      esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) == ESP_OK
      && state == ESP_OTA_IMG_PENDING_VERIFY
  }

  mutating func passed() {
    guard isOn else { return }
    isOn = false
    let error = esp_ota_mark_app_valid_cancel_rollback()
    if error == ESP_OK { log("I this app stays") }
  }

  /// Reads flash, so once per step is enough. A reset during the trial also brings the other app back: the bootloader
  /// sees to that.
  static func check(at now: Instant) {
    guard now - Instant(microseconds: 0) > longest else { return }
    let trial = AppTrial()
    guard trial.isOn else { return }
    log("E this app has drawn nothing: restoring the one before")
    esp_ota_mark_app_invalid_rollback_and_reboot()
  }
}
