// What a run with set-up, page and updates is told. Must never hold a password beyond the run.

import Emulator
import Firmware
import SetupHost
import Support

package struct SetupOptions {
  package var port: UInt16
  package var hasLine = false
  /// In reach of the board; if there are any, it is new and knows none.
  package var networks: [NearbyNetwork] = []
  /// Time servers that the network's DHCP names.
  package var offered: [NamedServer] = []
  /// SHA-256 of each maker's public key.
  package var keys: [[UInt8]] = []

  package init(port: UInt16) { self.port = port }

  /// - Parameter texts: settings that are in force where none is stored.
  func parts(_ texts: [(key: SettingKey, text: String)], _ flash: EmulatedFlash) throws -> SetupParts {
    let isNew = !networks.isEmpty
    let here = NearbyNetwork("this machine's")
    return SetupParts(
      stored: StoredTexts(defaults: texts, isNew: isNew),
      air: EmulatedAir(isNew ? networks : [here], current: isNew ? nil : here), flash: flash,
      line: hasLine ? try SerialLine() : nil, keys: keys, port: port, page: try DevicePage.packed())
  }
}

/// The page that the clock serves, packed by its own script.
enum DevicePage {
  private static let script = "Board/DevicePage/pack"

  static func packed() throws -> [UInt8] {
    let folder = try ProjectFolder.path
    let output = try TemporaryFolder()
    let file = output.path + "/page.html.gz"
    let result = try ChildProcess.run("python3", ["\(folder)/\(script)", file])
    guard result.status == 0 else { throw Failure("the clock's page can't be packed: \(result.errors)") }
    return try Files.read(file)
  }
}
