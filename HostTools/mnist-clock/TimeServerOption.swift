// A time server as people write it on a command line. Must never be looked up here.

import Firmware

/// "HOST", "HOST:PORT", or an IPv6 address as "[ADDRESS]" or "[ADDRESS]:PORT".
struct TimeServerOption {
  let text: String
  let host: String
  let port: UInt16
  let name: ServerName

  /// nil when it is none of these, or longer than the firmware takes.
  init?(_ text: String) {
    self.text = text
    var rest = text[...]
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
    } else {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      host = String(rest[..<end])
      rest = rest[end...]
    }
    var port: UInt16 = 123
    if !rest.isEmpty {
      guard rest.first == ":", let number = UInt16(rest.dropFirst()), number > 0 else { return nil }
      port = number
    }
    guard let name = ServerName(Array(host.utf8).span, port: port) else { return nil }
    self.port = port
    self.name = name
  }
}
