// Globals in what runs on the chip. Only ESP-IDF compiles Board/ESP32, so its sources are read here.
// Must never need a chip's SDK.

import Foundation
import TestSupport
import Testing

@Suite struct GlobalsTests {
  /// Swift initialises a global or static whose value isn't a literal at its first use, behind a lock and in RAM;
  /// literals, and arrays of them, are constants in flash. A page has room for either: Board/Web is left out.
  @Test func noneIsMadeAtItsFirstUse() throws {
    let root = URL(fileURLWithPath: RealDigits.root)
    let global = /^(?:(?:public|private|fileprivate) )?(?:let|var) \w+(?:: [^={]+)? = (.*)$/
    let member = /^ *(?:(?:public|private|fileprivate) )?static (?:let|var) \w+(?:: [^={]+)? = (.*)$/
    var found = 0
    for folder in ["Firmware", "Board"] {
      let files = try #require(FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path))
      for case let name as String in files where name.hasSuffix(".swift") && !name.hasPrefix("Web/") {
        let text = try String(contentsOf: root.appendingPathComponent("\(folder)/\(name)"), encoding: .utf8)
        for line in text.split(separator: "\n") {
          guard let value = try (global.wholeMatch(in: line) ?? member.wholeMatch(in: line))?.1 else { continue }
          found += 1
          let isLiteral =
            value.hasPrefix("[") || value.wholeMatch(of: /-?[0-9][0-9A-Fa-fxb_.]*|true|false|"[^"\\]*"/) != nil
          #expect(isLiteral, "\(folder)/\(name): \(line)")
        }
      }
    }
    // There are more tables than that.
    #expect(found > 5)
  }
}
