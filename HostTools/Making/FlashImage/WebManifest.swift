// The manifest with which ESP Web Tools flashes a device from a browser. Must never let a browser silently erase what
// the pieces leave alone.

import Foundation
import Support

public struct WebManifest: Encodable {
  public struct Build: Encodable {
    let chipFamily: String
    let parts: [Part]

    public init(_ chip: Chip, parts: [Part]) {
      (chipFamily, self.parts) = (chip.family, parts)
    }
  }

  public struct Part: Encodable {
    /// Relative to the manifest's folder.
    let path: String
    let offset: Int

    public init(path: String, offset: Int) {
      (self.path, self.offset) = (path, offset)
    }
  }

  private let name = "MNIST Clock"
  private let version: String
  /// Whether people are asked if everything is to be erased first. If not, it is erased: the page can't see what runs
  /// on a device that doesn't speak Improv, and takes each for a new one.
  private let asksBeforeErasing: Bool
  /// Seconds to wait for that protocol, which the firmware doesn't speak.
  private let improvWait = 0
  private let builds: [Build]

  enum CodingKeys: String, CodingKey {
    case name, version, builds
    case asksBeforeErasing = "new_install_prompt_erase"
    case improvWait = "new_install_improv_wait_time"
  }

  /// - Parameter keepsData: whether the parts leave alone what the clock remembers.
  public init(version: String, keepsData: Bool, builds: [Build]) {
    (self.version, asksBeforeErasing, self.builds) = (version, keepsData, builds)
  }

  public func write(_ output: OutputFile) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try output.write(try encoder.encode(self) + Data("\n".utf8))
  }
}
