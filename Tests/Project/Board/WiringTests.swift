// The panels' pins in Kconfig, against the table that people wire by, and against what the chips allow.
// Must never take a pin for right because both say so.

import Foundation
import TestSupport
import Testing

@Suite struct WiringTests {
  /// Kconfig's names and the table's columns.
  private static let boards = [
    (wiring: "CLOCK_WIRING_C6_DEVKITC", chip: "ESP32C6", column: "ESP32-C6-DevKitC-1"),
    (wiring: "CLOCK_WIRING_C3_DEVKITM", chip: "ESP32C3", column: "ESP32-C3-DevKitM-1"),
    (wiring: "CLOCK_WIRING_C3_SUPERMINI", chip: "ESP32C3", column: "ESP32-C3 SuperMini"),
    (wiring: "CLOCK_WIRING_C6_CELL", chip: "ESP32C6", column: "ESP32-C6 with a crystal"),
    (wiring: "CLOCK_WIRING_C3_CRYSTAL", chip: "ESP32C3", column: "ESP32-C3 with a crystal"),
    (wiring: "CLOCK_WIRING_S3_DEVKITC", chip: "ESP32S3", column: "ESP32-S3-DevKitC-1"),
    (wiring: "CLOCK_WIRING_ESP32_DEVKITC", chip: "ESP32", column: "ESP32-DevKitC V4, LilyGO T7"),
    (wiring: "CLOCK_WIRING_ESP32_WAVESHARE", chip: "ESP32", column: "Waveshare e-Paper ESP32 Driver Board"),
    (wiring: "CLOCK_WIRING_ESP32_ORIGINAL", chip: "ESP32", column: "the clock of 2020 (TinyPICO)"),
  ]

  /// Kconfig's pins and the table's rows.
  private static let lines = [
    ("SCK", "CLK"), ("MOSI", "DIN"), ("DC", "DC"), ("RST", "RST"),
    ("CS1", "CS of panel 1"), ("CS2", "CS of panel 2"), ("CS3", "CS of panel 3"), ("CS4", "CS of panel 4"),
    ("BUSY1", "BUSY of panel 1"), ("BUSY2", "BUSY of panel 2"), ("BUSY3", "BUSY of panel 3"),
    ("BUSY4", "BUSY of panel 4"),
  ]

  /// By the chips' datasheets and the boards' guides: the pins on the headers, without those of the console's UART (the
  /// SuperMini has its console on USB), of flash and PSRAM, of inputs without a pull-down (the first ESP32's 34 to 39),
  /// and of straps that must be low (its 2 and 12, the S3's 45 and 46); and the other strapping pins.
  private static let facts: [String: (header: Set<Int>, straps: Set<Int>)] = [
    "CLOCK_WIRING_C6_DEVKITC": (
      [4, 5, 6, 7, 0, 1, 8, 10, 11, 2, 3, 15, 23, 22, 21, 20, 19, 18, 9, 13, 12], [4, 5, 8, 9, 15]
    ),
    "CLOCK_WIRING_C3_DEVKITM": ([2, 3, 0, 1, 10, 9, 8, 7, 6, 5, 4, 18, 19], [2, 8, 9]),
    "CLOCK_WIRING_C3_SUPERMINI": ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21], [2, 8, 9]),
    // Without the crystal's 0 and 1 and the divider's 6; 4 and 5 only choose the timing of SDIO, which isn't used.
    "CLOCK_WIRING_C6_CELL": ([2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15, 18, 19, 20, 21, 22, 23], [8, 9, 15]),
    // Without the crystal's pins; USB and the UART's output are given up.
    "CLOCK_WIRING_C3_CRYSTAL": ([2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 19, 21], [2, 8, 9]),
    "CLOCK_WIRING_S3_DEVKITC": (
      [
        4, 5, 6, 7, 15, 16, 17, 18, 8, 3, 9, 10, 11, 12, 13, 14, 1, 2, 42, 41, 40, 39, 38, 0, 48, 47, 21, 20, 19,
      ], [0, 3]
    ),
    // Those that both boards have.
    "CLOCK_WIRING_ESP32_DEVKITC": ([32, 33, 25, 26, 27, 14, 13, 23, 22, 21, 19, 18, 5, 4, 0, 15], [0, 5, 15]),
    "CLOCK_WIRING_ESP32_WAVESHARE": ([32, 33, 25, 26, 27, 14, 13, 23, 22, 21, 19, 18, 5, 4, 0, 15], [0, 5, 15]),
    "CLOCK_WIRING_ESP32_ORIGINAL": ([4, 5, 14, 15, 18, 19, 21, 22, 23, 25, 26, 27, 32, 33], [5, 15]),
  ]

  private static func text(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: RealDigits.root)
    return try String(contentsOf: folder.appendingPathComponent("Board/ESP32/\(name)"), encoding: .utf8)
  }

  /// The first default that applies, as Kconfig takes it.
  private static func pin(_ name: String, _ wiring: String, _ chip: String, in kconfig: String) throws -> Int {
    let start = try #require(kconfig.range(of: "config CLOCK_PIN_\(name)\n"))
    for line in kconfig[start.upperBound...].split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "config" { break }
      let conditions: [Substring] = ["\(wiring)", "IDF_TARGET_\(chip)"]
      guard words.first == "default", words.count == 2 || conditions.contains(words[words.count - 1]) else { continue }
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
    let board = try #require(WiringTests.boards.first { $0.wiring == wiring })
    let name = board.column
    let head = try #require(table.firstIndex { $0.first == "panel's pin" && $0.contains(name) })
    let column = try #require(table[head].firstIndex(of: name))
    let facts = try #require(WiringTests.facts[wiring])
    var taken: Set<Int> = []
    for (pinName, row) in WiringTests.lines {
      let pin = try WiringTests.pin(pinName, wiring, board.chip, in: kconfig)
      let cells = try #require(table[head...].first { $0.first == row })
      #expect(Int(cells[column].prefix { $0.isNumber }) == pin, "\(row) on \(name)")
      #expect(facts.header.contains(pin), "\(name) has no pin \(pin) to wire")
      #expect(taken.insert(pin).inserted, "\(pin) has two lines")
      // A chip select idles high, as a strapping pin must; the other lines may have any level when the chip starts.
      #expect(pinName.hasPrefix("CS") || !facts.straps.contains(pin), "\(row) may keep \(name) from starting")
    }
  }
}
