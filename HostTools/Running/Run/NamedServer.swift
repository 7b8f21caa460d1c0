// A time server as people write it. Must never be looked up here.

import Firmware

/// "HOST", "HOST:PORT", or an IPv6 address as "[ADDRESS]" or "[ADDRESS]:PORT".
package struct NamedServer {
  package let text: String
  package let host: String
  package let port: UInt16
  package let name: ServerName

  /// nil when it is none of these, or longer than the firmware takes.
  package init?(_ text: String) {
    self.text = text
    var name = ServerName()
    guard name.parse(Array(text.utf8).span) else { return nil }
    let letters = name.name
    host = String(decoding: letters.indices.map { letters[$0] }, as: UTF8.self)
    port = name.port
    self.name = name
  }
}
