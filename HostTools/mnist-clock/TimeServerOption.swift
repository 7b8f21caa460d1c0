// Time servers on a command line. Must never take one that the firmware would refuse.

import Commands
import Run
import Support
import UDP

extension NamedServer {
  /// - Parameter what: what to call it in the error.
  /// - Throws: `UsageError` that says how a server is written.
  init(_ text: String, _ what: String, _ arguments: Arguments) throws {
    guard let server = NamedServer(text) else {
      if let fault = ServerSpelling.fault(in: text) { throw arguments.usageError("\(what): \(fault)") }
      throw arguments.usageError(
        "\(what): expected HOST, HOST:PORT or [ADDRESS]:PORT; HOST is an IPv4 address, or a name of letters, digits, "
          + "hyphens and dots")
    }
    self = server
  }

  /// The servers of all `--ntp` options, each of which may be a list, like the setting.
  static func list(_ arguments: Arguments) throws -> [NamedServer] {
    let servers = try arguments.all("--ntp").flatMap { text -> [NamedServer] in
      let words = text.split { $0 == "," || $0 == " " }.map(String.init)
      return try (words.isEmpty ? [text] : words).map { try NamedServer($0, "--ntp \($0.shown)", arguments) }
    }
    guard servers.count <= 4 else { throw arguments.usageError("--ntp: four servers at most") }
    return servers
  }
}
