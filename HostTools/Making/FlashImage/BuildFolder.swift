// What is to be flashed according to ESP-IDF's build folder: flasher_args.json.
// Must never know what the files hold.

import Foundation
import Support

struct BuildFolder {
  let path: String
  let chip: String
  /// Paths by offset in flash.
  let files: [Int: String]
  /// "--flash-mode", "dio" and so on, as esptool 5 takes them.
  let flashArguments: [String]

  var description: String { path + "/flasher_args.json" }

  private struct Description: Decodable {
    struct Extra: Decodable {
      let chip: String
    }

    let flashArguments: [String]
    let files: [String: String]
    let extra: Extra

    enum CodingKeys: String, CodingKey {
      case flashArguments = "write_flash_args"
      case files = "flash_files"
      case extra = "extra_esptool_args"
    }
  }

  init(_ path: String) throws {
    self.path = path
    let name = path + "/flasher_args.json"
    guard !Files.isMissing(name) else {
      throw Failure(
        file: name, "there is no such file, so this is not an ESP-IDF build folder",
        advice: "`idf.py set-target esp32c3 build` makes the folder build")
    }
    let description: Description
    let text = try Files.read(name)
    do {
      description = try JSONDecoder().decode(Description.self, from: Data(text))
    } catch let error as DecodingError {
      throw Failure(file: name, BuildFolder.explanation(error), advice: BuildFolder.advice)
    }
    if let key = RepeatedKey.first(in: text) {
      throw Failure(file: name, "\(key.shown) is there twice, and either could be meant", advice: BuildFolder.advice)
    }
    chip = description.extra.chip
    files = try BuildFolder.files(description.files, in: path, named: name)
    // Before version 5 esptool's options were written with underscores.
    flashArguments = description.flashArguments.map {
      $0.hasPrefix("--") ? $0.replacingOccurrences(of: "_", with: "-") : $0
    }
  }

  /// ESP-IDF writes each offset only once and in one way; with both 0x8000 and 0x08000 either could win.
  private static func files(_ named: [String: String], in folder: String, named name: String) throws -> [Int: String] {
    var files: [Int: (key: String, path: String)] = [:]
    for (key, file) in named.sorted(by: { $0.key < $1.key }) {
      guard key.hasPrefix("0x"), let offset = Int(hexadecimal: key.dropFirst(2)), offset <= UInt32.max else {
        throw Failure(file: name, "flash_files: \(key) is not an offset, such as 0x8000", advice: advice)
      }
      if let other = files[offset] {
        throw Failure(file: name, "flash_files: \(other.key) and \(key) are the same offset", advice: advice)
      }
      files[offset] = (key, file.hasPrefix("/") ? file : "\(folder)/\(file)")
    }
    return files.mapValues { $0.path }
  }

  private static let advice = "`idf.py build` writes it anew"

  private static func explanation(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return "\(path) is missing, so this is not what ESP-IDF writes"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty
        ? "it is JSON, but not an object, which ESP-IDF writes" : "\(path.shown) is not what ESP-IDF writes there"
    default: return "it is not JSON"
    }
  }
}
