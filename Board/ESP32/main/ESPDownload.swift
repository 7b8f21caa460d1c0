// A file over TLS, fetched by a task of its own. Must never wait for it.

struct ESPDownload: UpdateDownload, ~Copyable {
  mutating func begin(_ address: Span<UInt8>) {
    let error = address.withUnsafeBufferPointer { clock_download_begin($0.baseAddress, $0.count) }
    if error != ESP_OK { log("E no update can be fetched: %s", error) }
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = buffer.withUnsafeMutableBufferPointer { clock_download_receive($0.baseAddress, $0.count) }
    guard count != CLOCK_DOWNLOAD_FAILED else { throw .unreachable }
    return count == CLOCK_DOWNLOAD_WAITING ? nil : Int(count)
  }

  var length: UInt32 { clock_download_length() }

  mutating func end() { clock_download_end() }
}
