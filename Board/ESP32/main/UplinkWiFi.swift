// The way to the network over Wi-Fi. Must never give up, nor log or keep a password.

/// One station, used only by the clock's task.
struct Uplink: ~Copyable {
  private var netif: OpaquePointer?
  private var station: Station

  var obstacle: NetworkObstacle? { station.obstacle }
  var hasAddress: Bool { netif.map { interfaceHasAddress($0) } ?? false }

  /// Starts the station, if it knows which network to join.
  init(_ store: inout ESPSettings) {
    let settings = WiFiSettings(&store)
    let (name, password) = (settings.name, settings.password)
    station = Station(hasNetwork: !name.isEmpty)
    guard !name.isEmpty else {
      log("W no Wi-Fi is set: type help, or run mnist-clock settings")
      return
    }
    var config = wifi_config_t()
    withUnsafeMutableBytes(of: &config.sta.ssid) { for index in name.indices { $0[index] = name[index] } }
    withUnsafeMutableBytes(of: &config.sta.password) { for index in password.indices { $0[index] = password[index] } }
    // With a password set, an open network of the same name is a different network.
    config.sta.threshold.authmode = password.isEmpty ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA_PSK
    // The strongest of several access points; WPA3 in either of its two ways.
    config.sta.scan_method = WIFI_ALL_CHANNEL_SCAN
    config.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL
    config.sta.sae_pwe_h2e = WPA3_SAE_PWE_BOTH
    let error = Uplink.start(&config, &netif)
    if error != ESP_OK { log("E Wi-Fi doesn't start: %s", error) }
  }

  private static func start(_ config: inout wifi_config_t, _ netif: inout OpaquePointer?) -> esp_err_t {
    var error = esp_netif_init()
    if error == ESP_OK { error = esp_event_loop_create_default() }
    guard error == ESP_OK else { return error }
    netif = esp_netif_create_default_wifi_sta()
    error = clock_wifi_init()
    // The driver's own copy of the settings would be a second source of truth.
    if error == ESP_OK { error = esp_wifi_set_storage(WIFI_STORAGE_RAM) }
    if error == ESP_OK { error = clock_radio_listen() }
    let country = clock_wifi_set_country()
    if country != ESP_OK { log("W unknown Wi-Fi country (idf.py menuconfig, MNIST Clock): %s", country) }
    if error == ESP_OK { error = esp_wifi_set_mode(WIFI_MODE_STA) }
    if error == ESP_OK { error = esp_wifi_set_config(WIFI_IF_STA, &config) }
    if error == ESP_OK { error = esp_wifi_start() }
    // Asleep between beacons, the radio receives a reply up to 300 ms late, and half of that becomes an error of the
    // time.
    if error == ESP_OK { error = esp_wifi_set_ps(WIFI_PS_NONE) }
    return error
  }

  /// Takes the radio's events and tries again when it is due.
  mutating func work(at now: Instant) {
    var event = clock_radio_event()
    while clock_radio_next(&event) {
      switch event.kind {
      case CLOCK_RADIO_STARTED: esp_wifi_connect()
      case CLOCK_RADIO_DISCONNECTED: lost(wifi_err_reason_t(UInt32(event.reason)), at: now)
      default:
        log("I Wi-Fi: connected")
        station.connected()
      }
    }
    if station.shouldTry(at: now) { esp_wifi_connect() }
  }

  private mutating func lost(_ reason: wifi_err_reason_t, at now: Instant) {
    let before = station.obstacle
    station.lost(Uplink.loss(reason), at: now)
    log("W Wi-Fi: no connection, reason %u", reason.rawValue)
    guard station.obstacle != before else { return }
    switch station.obstacle {
    case .rejected:
      log("E Wi-Fi: the network is there but rejects the password")
    case .absent: log("E Wi-Fi: no network of this name is in range at 2.4 GHz, the chip's only band")
    case .notSet, nil: break
    }
  }

  /// IEEE 802.11's reasons below 200, ESP-IDF's own from there on. A wrong password shows as a handshake that the
  /// access point doesn't answer (15, 204), and with WPA3 as an authentication that it refuses (202).
  private static func loss(_ reason: wifi_err_reason_t) -> StationLoss {
    switch reason {
    case WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT, WIFI_REASON_HANDSHAKE_TIMEOUT, WIFI_REASON_AUTH_FAIL,
      WIFI_REASON_MIC_FAILURE:
      .rejected
    case WIFI_REASON_NO_AP_FOUND, WIFI_REASON_NO_AP_FOUND_W_COMPATIBLE_SECURITY,
      WIFI_REASON_NO_AP_FOUND_IN_AUTHMODE_THRESHOLD, WIFI_REASON_NO_AP_FOUND_IN_RSSI_THRESHOLD:
      .absent
    default: .other
    }
  }
}
