// Settings as an image of ESP-IDF's NVS partition, made with ESP-IDF's own tool. Must never leave a password where
// others may read it, nor on a command line.

import Firmware
import Foundation
import Support

public enum NVSPartition {
  public static let namespace = "clock"
  /// Board/ESP32/partitions.csv.
  public static let defaultSize = 0x6000

  private static let advice =
    "`HostTools/install-packages nvs` in the project's folder installs a copy for the project only"

  /// `changes` has each key once; `size` is a multiple of 4,096, at least three times that.
  /// - Throws: `Failure` when the tool is missing or refuses.
  public static func image(_ changes: [SettingChange], size: Int) throws -> [UInt8] {
    let module = try PythonModule("esp_idf_nvs_partition_gen", in: ".build-nvs")
    guard try module.isInstalled else {
      throw Failure("python3 has no esp-idf-nvs-partition-gen, which makes NVS images", advice: advice)
    }
    let folder = try TemporaryFolder()
    try Files.write(Array(table(changes).utf8), to: folder.path + "/settings.csv")
    let result = try module.run([
      "generate", folder.path + "/settings.csv", "nvs.bin", "0x" + String(size, radix: 16), "--outdir", folder.path,
    ])
    guard result.status == 0 else {
      let reason = (result.errors + result.output).split(whereSeparator: \.isNewline).last.map(String.init)
      throw Failure("esp-idf-nvs-partition-gen failed: \(reason ?? "status \(result.status)")")
    }
    return try Files.read(folder.path + "/nvs.bin")
  }

  /// The tool's table; no value contains a line end.
  static func table(_ changes: [SettingChange]) -> String {
    var lines = ["key,type,encoding,value", "\(namespace),namespace,,"]
    for change in changes {
      let value = String(decoding: change.value, as: UTF8.self).replacing("\"", with: "\"\"")
      lines.append("\(change.key.text),data,string,\"\(value)\"")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
