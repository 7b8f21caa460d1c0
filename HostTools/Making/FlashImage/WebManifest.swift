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

  /// What the firmware calls itself over Improv, to the letter: by it a page knows a clock from a new device, which is
  /// installed from scratch.
  private let name = "MNIST Clock"
  private let version: String
  /// Whether people are asked before everything on a new device is erased. If not, it is erased.
  private let asksBeforeErasing: Bool
  /// Seconds to wait for Improv after installing; nil for ESP Web Tools' own ten. With 0 it never speaks Improv, knows no
  /// clock, and takes each for a new device.
  private let improvWait: Int?
  private let builds: [Build]

  enum CodingKeys: String, CodingKey {
    case name, version, builds
    case asksBeforeErasing = "new_install_prompt_erase"
    case improvWait = "new_install_improv_wait_time"
  }

  /// - Parameter keepsData: whether the parts leave alone what the clock remembers. If they don't, no clock may be
  ///   offered an update, which writes them without a word of what goes: each is to be a new device.
  public init(version: String, keepsData: Bool, builds: [Build]) {
    (self.version, asksBeforeErasing, self.builds) = (version, keepsData, builds)
    improvWait = keepsData ? nil : 0
  }

  public func write(_ output: OutputFile) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try output.write(try encoder.encode(self) + Data("\n".utf8))
  }
}
