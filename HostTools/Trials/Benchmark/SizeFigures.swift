// The firmware's machine code by folder, as Tests/compile-for-device counts it in what it links.
// Must never count anything that the script doesn't.

import Foundation
import Support

public enum SizeFigures {
  private static let script = "Tests/compile-for-device"

  /// Why it can't be measured here, or nil.
  public static var obstacle: String? {
    ProjectFolder.found == nil ? "the project's folder can't be found; run this there" : nil
  }

  public static func measure() throws -> [Figure] {
    let result = try ChildProcess.run("\(ProjectFolder.found ?? ".")/\(script)", ["--print"])
    guard result.status == 0 else { throw Failure("\(script) failed: \(result.errors)") }
    // Each line of the table is "FOLDER rv32imc rv32imac esp32".
    let rows = result.output.split(separator: "\n").compactMap { line -> (name: String, sizes: [Double])? in
      let words = line.split(separator: " ")
      let sizes = words.dropFirst().compactMap { Double($0) }
      return words.count == 4 && sizes.count == 3 ? (String(words[0]), sizes) : nil
    }
    guard rows.last?.name == "all" else { throw Failure("\(script) printed no table") }
    return rows.flatMap { row in
      zip(["rv32imc", "rv32imac", "esp32"], row.sizes).map { march, size in
        let folder = row.name.lowercased().replacingOccurrences(of: "/", with: "_")
        return Figure(
          "code_\(folder)_\(march)", "bytes of \(row.name == "all" ? "all machine code" : row.name) on \(march)", size,
          row.name == "all" ? (march == "esp32" ? "at most a tenth more than rv32imc" : "at most 42,756") : "")
      }
    }
  }
}
