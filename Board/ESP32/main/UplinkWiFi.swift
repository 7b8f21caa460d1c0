// The way to the network over Wi-Fi. Must never give up, nor log or keep a password.

/// One station, used only by the clock's task.
struct Uplink: ~Copyable {
  /// In which the driver leaves a network, before it is asked to join another.
  private static var leaving: Interval { .milliseconds(300) }
  /// DHCP takes a few seconds at most.
  private static var addressPatience: Interval { .seconds(15) }
  /// While the radio is connecting it can't scan. A scan of all channels takes two seconds.
  private static var scanPatience: Interval { .seconds(12) }

  private var netif: OpaquePointer?
  private var station = Station(hasNetwork: false)
  private var hasNetwork = false
  /// When to join, while another network is being left.
  private var joinsAt: Instant?
  /// Since when the station has been in a network without an address.
  private var associatedSince: Instant?
  private var hasArrived = false
  private var isScanWanted = false
  /// Until when to wait for a scan's results.
  private var scanEnd: Instant?
  #if CLOCK_SLEEPS
    /// Whether the radio is on.
    private(set) var isOn = false
    private var (isPrepared, isReachable, isWanted) = (false, false, false)
    /// Whether the station tries the access point that it was at last.
    private var triesKnown = false
  #endif

  var obstacle: NetworkObstacle? { station.obstacle }
  var hasAddress: Bool { hasArrived && netif.map { interfaceHasAddress($0) } ?? false }

  /// Starts the radio, and the station if it knows which network to join; on a board that sleeps, when they are wanted.
  mutating func begin(_ store: inout ESPSettings) {
    let settings = WiFiSettings(&store)
    hasNetwork = !settings.name.isEmpty
    station = Station(hasNetwork: hasNetwork)
    if !hasNetwork { log("W no Wi-Fi is set: type help, or run mnist-clock settings") }
    #if CLOCK_SLEEPS
      keepOn(ESPReach.isThere)
    #else
      var error = Uplink.prepare(&netif)
      if error == ESP_OK, hasNetwork { error = Uplink.choose(settings.name, settings.password) }
      Uplink.start(error)
    #endif
  }

  /// - Parameter preparation: how that went.
  @inline(__always)
  private static func start(_ preparation: esp_err_t) {
    var error = preparation
    if error == ESP_OK { error = esp_wifi_start() }
    // Asleep between beacons, the radio receives a reply up to 300 ms late, and half of that becomes an error of the
    // time.
    if error == ESP_OK { error = esp_wifi_set_ps(WIFI_PS_NONE) }
    if error != ESP_OK { log("E Wi-Fi doesn't start: %s", error) }
  }

  private static func prepare(_ netif: inout OpaquePointer?) -> esp_err_t {
    var error = esp_netif_init()
    if error == ESP_OK { error = esp_event_loop_create_default() }
    guard error == ESP_OK else { return error }
    #if CLOCK_SETUP
      clock_offer_begin()
    #endif
    netif = esp_netif_create_default_wifi_sta()
    error = clock_wifi_init()
    // The driver's own copy of the settings would be a second source of truth.
    if error == ESP_OK { error = esp_wifi_set_storage(WIFI_STORAGE_RAM) }
    if error == ESP_OK { error = clock_radio_listen() }
    let country = clock_wifi_set_country()
    if country != ESP_OK { log("W unknown Wi-Fi country (idf.py menuconfig, MNIST Clock): %s", country) }
    if error == ESP_OK { error = esp_wifi_set_mode(WIFI_MODE_STA) }
    return error
  }

  @inline(never)
  private static func choose(_ name: Span<UInt8>, _ password: Span<UInt8>) -> esp_err_t {
    var config = wifi_config_t()
    withUnsafeMutableBytes(of: &config.sta.ssid) { for index in name.indices { $0[index] = name[index] } }
    withUnsafeMutableBytes(of: &config.sta.password) { for index in password.indices { $0[index] = password[index] } }
    // With a password set, an open network of the same name is a different network.
    config.sta.threshold.authmode = password.isEmpty ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA_PSK
    // The strongest of several access points; WPA3 in either of its two ways.
    config.sta.scan_method = WIFI_ALL_CHANNEL_SCAN
    config.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL
    config.sta.sae_pwe_h2e = WPA3_SAE_PWE_BOTH
    let error = esp_wifi_set_config(WIFI_IF_STA, &config)
    withUnsafeMutableBytes(of: &config.sta.password) { for index in $0.indices { $0[index] = 0 } }
    return error
  }

  /// Takes the radio's events and tries again when it is due.
  mutating func work(at now: Instant) {
    var event = clock_radio_event()
    while clock_radio_next(&event) {
      #if CLOCK_SLEEPS
        // The end of what has been left.
        guard isOn else { continue }
      #endif
      switch event.kind {
      case CLOCK_RADIO_STARTED: if hasNetwork, joinsAt == nil { esp_wifi_connect() }
      case CLOCK_RADIO_DISCONNECTED: lost(wifi_err_reason_t(UInt32(event.reason)), at: now)
      #if CLOCK_SETUP
        case CLOCK_RADIO_ASSOCIATED: associatedSince = now
        case CLOCK_RADIO_SCANNED: takeFound()
      #endif
      case CLOCK_RADIO_ADDRESS:
        log("I Wi-Fi: connected")
        station.connected()
        (associatedSince, hasArrived) = (nil, true)
        #if CLOCK_SLEEPS
          triesKnown = false
          ESPAccessPoint.keep()
        #endif
      default: break
      }
    }
    #if CLOCK_SLEEPS
      guard isOn else { return }
    #endif
    if station.shouldTry(at: now) { esp_wifi_connect() }
    #if CLOCK_SETUP
      workOnSetUp(at: now)
    #endif
  }

  private mutating func lost(_ reason: wifi_err_reason_t, at now: Instant) {
    (associatedSince, hasArrived) = (nil, false)
    // The network before.
    guard hasNetwork, joinsAt == nil else { return }
    #if CLOCK_SLEEPS
      if triesKnown { return goTheFullWay() }
    #endif
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

// Without set-up nothing calls this.
extension Uplink {
  var address: UInt32 { hasAddress ? clock_address(netif) : 0 }
  var ownAddress: UInt32 { clock_own_network_address() }

  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>) {
    leave()
    let error = Uplink.choose(name, password)
    if error != ESP_OK { log("E Wi-Fi takes no other network: %s", error) }
    hasNetwork = true
    station = Station(hasNetwork: true)
    joinsAt = ESPTime().now + Uplink.leaving
  }

  private mutating func leave() {
    esp_wifi_disconnect()
    (associatedSince, hasArrived, joinsAt) = (nil, false, nil)
  }

  func joinState() -> JoinState {
    if hasAddress { return .joined }
    switch station.obstacle {
    case .rejected: return .rejected
    case .absent: return .absent
    case .notSet: return .failed
    case nil: break
    }
    guard let associatedSince, ESPTime().now - associatedSince >= Uplink.addressPatience else { return .trying }
    return .noAddress
  }

  /// Goes back to the network that is stored.
  mutating func giveUp() {
    var store = ESPSettings()
    let settings = WiFiSettings(&store)
    guard settings.name.isEmpty else { return join(settings.name, settings.password) }
    leave()
    hasNetwork = false
    station = Station(hasNetwork: false)
  }

  mutating func scan() {
    isScanWanted = true
    scanEnd = ESPTime().now + Uplink.scanPatience
  }

  var isScanning: Bool { scanEnd != nil }

  fileprivate mutating func workOnSetUp(at now: Instant) {
    if let joinsAt, now >= joinsAt {
      self.joinsAt = nil
      esp_wifi_connect()
    }
    guard let scanEnd else { return }
    if isScanWanted, clock_scan_begin() == ESP_OK { isScanWanted = false }
    if now >= scanEnd { (isScanWanted, self.scanEnd) = (false, nil) }
  }

  private mutating func takeFound() {
    guard scanEnd != nil, !isScanWanted else { return }
    clock_scan_take()
    scanEnd = nil
  }

  func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? {
    guard name.count >= 32 else { return nil }
    var strength: Int8 = 0
    var isProtected = false
    let count = clock_scan_next(name.cBytes, &strength, &isProtected)
    return count < 0 ? nil : FoundNetwork(count: Int(count), strength: strength, isProtected: isProtected)
  }

  func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) {
    guard code.count == 8 else { return }
    let error = clock_own_network_open(name.cBytes, name.count, code.cBytes)
    if error == ESP_OK { log("I the clock's own network is open") } else { log("E no own network: %s", error) }
  }

  func closeOwnNetwork() {
    clock_names_close(CLOCK_NAMES_PORTAL)
    clock_own_network_close()
    log("I the clock's own network is closed")
  }
}

#if CLOCK_SLEEPS
  // The radio is on while the clock wants its network, and while somebody may want the clock.
  extension Uplink {
    mutating func want(_ isWanted: Bool) {
      self.isWanted = isWanted
      switchRadio()
    }

    mutating func keepOn(_ isReachable: Bool) {
      self.isReachable = isReachable
      switchRadio()
    }

    private mutating func switchRadio() {
      let shouldBeOn = isReachable || (isWanted && hasNetwork)
      guard shouldBeOn != isOn else { return }
      if shouldBeOn { switchOn() } else { switchOff() }
    }

    private mutating func switchOn() {
      // What has come since it was switched off.
      var event = clock_radio_event()
      while clock_radio_next(&event) {}
      isOn = true
      var error = ESP_OK
      if !isPrepared {
        isPrepared = true
        error = Uplink.prepare(&netif)
      }
      var store = ESPSettings()
      let settings = WiFiSettings(&store)
      hasNetwork = !settings.name.isEmpty
      if error == ESP_OK, hasNetwork { error = Uplink.choose(settings.name, settings.password) }
      // At a start, and for a person, the strongest access point there is.
      if error == ESP_OK, !isReachable, let known = ESPAccessPoint(of: settings.name) {
        triesKnown = known.aim() == ESP_OK
      }
      Uplink.start(error)
    }

    private mutating func goTheFullWay() {
      triesKnown = false
      ESPAccessPoint.forget()
      var store = ESPSettings()
      let settings = WiFiSettings(&store)
      let error = Uplink.choose(settings.name, settings.password)
      if error != ESP_OK { log("E Wi-Fi takes its network no more: %s", error) }
      esp_wifi_connect()
    }

    private mutating func switchOff() {
      // Else it would be tried for ever where it takes the station, and gives no address.
      if triesKnown { ESPAccessPoint.forget() }
      esp_wifi_disconnect()
      (associatedSince, hasArrived, joinsAt) = (nil, false, nil)
      (isScanWanted, scanEnd, triesKnown) = (false, nil, false)
      let error = esp_wifi_stop()
      if error != ESP_OK { log("E Wi-Fi doesn't stop: %s", error) }
      isOn = false
    }
  }
#endif
