// Where the network was found last, so that the radio need not look for it on all channels: 0.7 s instead of 3. Must never
// be tried for another network's name, nor twice in a row if it has failed.

/// In memory that lives through a deep sleep, and through any restart.
struct ESPAccessPoint {
  private static var size: Int { 16 }

  let address: [6 of UInt8]
  let channel: UInt8

  private static var memory: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: clock_access_point(), count: size)
  }

  /// - Returns: nil if none is known for a network of this name.
  init?(of name: Span<UInt8>) {
    let bytes = ESPAccessPoint.memory.span
    guard bytes.littleEndian32(at: 12) == CRC32.of(bytes.extracting(first: 12)),
      bytes.littleEndian32(at: 0) == CRC32.of(name)
    else { return nil }
    var address: [6 of UInt8] = .init(repeating: 0)
    for index in 0..<6 { address[index] = bytes[4 &+ index] }
    self.address = address
    channel = bytes[10]
  }

  /// Keeps the one that the station is connected to.
  static func keep() {
    var record = wifi_ap_record_t()
    guard esp_wifi_sta_get_ap_info(&record) == ESP_OK else { return }
    var name: [32 of UInt8] = .init(repeating: 0)
    var count = 0
    withUnsafeBytes(of: &record.ssid) {
      while count < 32, $0[count] != 0 {
        name[count] = $0[count]
        count &+= 1
      }
    }
    var bytes = memory.mutableSpan
    bytes.putLittleEndian(CRC32.of(name.span.extracting(first: count)), at: 0)
    withUnsafeBytes(of: &record.bssid) { for index in 0..<6 { bytes[4 &+ index] = $0[index] } }
    (bytes[10], bytes[11]) = (record.primary, 0)
    bytes.putLittleEndian(CRC32.of(bytes.span.extracting(first: 12)), at: 12)
  }

  static func forget() {
    for index in 0..<size { memory[index] = 0xFF }
  }

  /// Tells the radio to look nowhere else, once it has been told the network.
  func aim() -> esp_err_t {
    var config = wifi_config_t()
    var error = esp_wifi_get_config(WIFI_IF_STA, &config)
    guard error == ESP_OK else { return error }
    config.sta.channel = channel
    config.sta.bssid_set = true
    withUnsafeMutableBytes(of: &config.sta.bssid) { for index in 0..<6 { $0[index] = address[index] } }
    config.sta.scan_method = WIFI_FAST_SCAN
    error = esp_wifi_set_config(WIFI_IF_STA, &config)
    withUnsafeMutableBytes(of: &config.sta.password) { for index in $0.indices { $0[index] = 0 } }
    return error
  }
}
