// A file over TLS, fetched by a task of its own. Must never wait for it.

struct ESPDownload: UpdateDownload, ~Copyable {
  mutating func begin(_ address: Span<UInt8>) {
    let error = clock_download_begin(address.cBytes, address.count)
    if error != ESP_OK { log("E no update can be fetched: %s", error) }
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = clock_download_receive(buffer.cBytes, buffer.count)
    guard count != CLOCK_DOWNLOAD_FAILED else { throw .unreachable }
    return count == CLOCK_DOWNLOAD_WAITING ? nil : Int(count)
  }

  var length: UInt32 { clock_download_length() }

  mutating func end() { clock_download_end() }
}
