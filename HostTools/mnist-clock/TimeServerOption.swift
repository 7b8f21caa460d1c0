// A time server as people write it on a command line. Must never be looked up here.

import Commands
import Firmware
import Support
import UDP

/// "HOST", "HOST:PORT", or an IPv6 address as "[ADDRESS]" or "[ADDRESS]:PORT".
struct TimeServerOption {
  let text: String
  let host: String
  let port: UInt16
  let name: ServerName

  /// nil when it is none of these, or longer than the firmware takes.
  init?(_ text: String) {
    self.text = text
    var name = ServerName()
    guard name.parse(Array(text.utf8).span) else { return nil }
    let letters = name.name
    host = String(decoding: letters.indices.map { letters[$0] }, as: UTF8.self)
    port = name.port
    self.name = name
  }

  /// - Parameter what: what to call it in the error.
  /// - Throws: `UsageError` that says how a server is written.
  init(_ text: String, _ what: String, _ arguments: Arguments) throws {
    guard let server = TimeServerOption(text) else {
      if let fault = ServerSpelling.fault(in: text) { throw arguments.usageError("\(what): \(fault)") }
      throw arguments.usageError(
        "\(what): it is written HOST, HOST:PORT or [ADDRESS]:PORT; HOST is an IPv4 address, or a name of letters, digits, "
          + "hyphens and dots")
    }
    self = server
  }

  /// The servers of all `--ntp` options, each of which may be a list, like the setting.
  static func list(_ arguments: Arguments) throws -> [TimeServerOption] {
    let servers = try arguments.all("--ntp").flatMap { text -> [TimeServerOption] in
      let words = text.split { $0 == "," || $0 == " " }.map(String.init)
      return try (words.isEmpty ? [text] : words).map { try TimeServerOption($0, "--ntp \($0.shown)", arguments) }
    }
    guard servers.count <= 4 else { throw arguments.usageError("--ntp: four servers at most") }
    return servers
  }
}
