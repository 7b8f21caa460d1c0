// The panels' pins in Kconfig, against the table that people wire by, and against what the chips allow.
// Must never take a pin for right because both say so.

import Foundation
import TestSupport
import Testing

@Suite struct WiringTests {
  /// Kconfig's names and the table's columns.
  private static let boards = [
    (wiring: "CLOCK_WIRING_C6_DEVKITC", column: "ESP32-C6-DevKitC-1"),
    (wiring: "CLOCK_WIRING_C3_DEVKITM", column: "ESP32-C3-DevKitM-1"),
    (wiring: "CLOCK_WIRING_C3_SUPERMINI", column: "ESP32-C3 SuperMini"),
  ]

  /// Kconfig's pins and the table's rows.
  private static let lines = [
    ("SCK", "CLK"), ("MOSI", "DIN"), ("DC", "DC"), ("RST", "RST"),
    ("CS1", "CS of panel 1"), ("CS2", "CS of panel 2"), ("CS3", "CS of panel 3"), ("CS4", "CS of panel 4"),
    ("BUSY1", "BUSY of panel 1"), ("BUSY2", "BUSY of panel 2"), ("BUSY3", "BUSY of panel 3"),
    ("BUSY4", "BUSY of panel 4"),
  ]

  /// By the chips' datasheets and the boards' guides: the pins on the headers, without those of the console's UART (the
  /// SuperMini has its console on USB) and of the flash; and the strapping pins.
  private static let facts: [String: (header: Set<Int>, straps: Set<Int>)] = [
    "CLOCK_WIRING_C6_DEVKITC": (
      [4, 5, 6, 7, 0, 1, 8, 10, 11, 2, 3, 15, 23, 22, 21, 20, 19, 18, 9, 13, 12], [4, 5, 8, 9, 15]
    ),
    "CLOCK_WIRING_C3_DEVKITM": ([2, 3, 0, 1, 10, 9, 8, 7, 6, 5, 4, 18, 19], [2, 8, 9]),
    "CLOCK_WIRING_C3_SUPERMINI": ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21], [2, 8, 9]),
  ]

  private static func text(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: RealDigits.root)
    return try String(contentsOf: folder.appendingPathComponent("Board/ESP32/\(name)"), encoding: .utf8)
  }

  /// The first default that applies, as Kconfig takes it.
  private static func pin(_ name: String, _ wiring: String, in kconfig: String) throws -> Int {
    let start = try #require(kconfig.range(of: "config CLOCK_PIN_\(name)\n"))
    for line in kconfig[start.upperBound...].split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "config" { break }
      guard words.first == "default", words.count == 2 || words.last == Substring(wiring) else { continue }
      return try #require(Int(words[1]))
    }
    Issue.record("no default for \(name)")
    return -1
  }

  @Test(arguments: boards.map(\.wiring))
  func everyPinExistsIsFreeAndIsWhatTheTableSays(wiring: String) throws {
    let kconfig = try WiringTests.text("main/Kconfig.projbuild")
    let table = try WiringTests.text("README.md").split(separator: "\n").filter { $0.hasPrefix("|") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let head = try #require(table.first { $0.first == "panel's pin" })
    let name = try #require(WiringTests.boards.first { $0.wiring == wiring }).column
    let column = try #require(head.firstIndex(of: name))
    let facts = try #require(WiringTests.facts[wiring])
    var taken: Set<Int> = []
    for (pinName, row) in WiringTests.lines {
      let pin = try WiringTests.pin(pinName, wiring, in: kconfig)
      let cells = try #require(table.first { $0.first == row })
      #expect(Int(cells[column].prefix { $0.isNumber }) == pin, "\(row) on \(name)")
      #expect(facts.header.contains(pin), "\(name) has no pin \(pin) to wire")
      #expect(taken.insert(pin).inserted, "\(pin) has two lines")
      // A chip select idles high, as a strapping pin must; the other lines may have any level when the chip starts.
      #expect(pinName.hasPrefix("CS") || !facts.straps.contains(pin), "\(row) may keep \(name) from starting")
    }
  }
}
