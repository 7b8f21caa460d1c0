// What this machine's emulator and readers make of the same as the page's modules: for Tests/Web to compare with. Must never
// use anything that `mnist-clock` doesn't.

import Digits
import Emulator
import Events
import Firmware
import Foundation
import NorFlash
import ReaderModels
import Support

@main enum PageAnswers {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "clock": try clock(arguments[1], arguments[2], arguments[3], Array(arguments[4...]))
    case "readings": try readings(arguments[1], arguments[2])
    case "strokes": try strokes(arguments[1])
    default: throw Failure("clock IMAGE OUTPUT MINUTES SETTING…, readings DIGITS OUTPUT or strokes FOLDER")
    }
  }

  /// 2026-11-28 10:00: all digits come, and the first panel changes.
  private static let start = LocalTime(seconds: 1_795_860_000)
  /// Every so many steps the panels are looked at.
  private static let interval = 37

  /// For each step that is looked at the counter in eight bytes and four panels of 40,000; then the journal's bytes, and
  /// the events as lines.
  private static func clock(_ image: String, _ output: String, _ minutes: String, _ chosen: [String]) throws {
    var settings = UserSettings()
    for setting in chosen {
      let parts = setting.split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
      let (name, value) = (parts[0], parts[1])
      guard let key = SettingKey(named: name.span) else { throw Failure("\(setting) is no setting") }
      try settings.set(key, value.span)
    }
    let bytes = try Files.read(image)
    let table = try GlyphTable(checking: bytes.span)
    let words = EventWords(counts: (0..<10).map { Int(table.counts[$0]) })
    let board = EmulatedBoard(kinds: (0..<4).map { settings.kinds[$0] })
    let journal = NorFlash()
    var lines = ""
    let clock = EmulatedClock(
      board: board, settings: settings.clock, refresh: settings.refresh, flash: EmulatedFlash(bytes), journal: journal,
      localTime: { start.passed(to: $0) }
    ) { lines += "\(board.now.microseconds)\t\(words.text($0))\n" }
    var answer: [UInt8] = []
    guard let minutes = UInt64(minutes) else { throw Failure("\(minutes) is no number of minutes") }
    let end = Instant(microseconds: minutes * 60_000_000)
    var step = 0
    while board.now < end {
      let next = try clock.step()
      if step % interval == 0 {
        answer += withUnsafeBytes(of: board.now.microseconds.littleEndian) { Array($0) }
        for panel in board.panels { answer += panel.picture.pixels }
      }
      step += 1
      try clock.pass(to: next)
    }
    try Files.write(answer + journal.cells + Array(lines.utf8), to: output)
  }

  /// For each digit of 784 bytes the ten shares of each network, two bytes each.
  private static func readings(_ digits: String, _ output: String) throws {
    let readers = try ReaderNetwork.allCases.map { try LoadedReader($0) }
    let pixels = try Files.read(digits)
    var answer: [UInt8] = []
    for first in stride(from: 0, to: pixels.count, by: DigitSet.pixelsPerImage) {
      for reader in readers {
        let read = reader.read(Array(pixels[first..<first + DigitSet.pixelsPerImage]))
        for digit in 0..<10 { answer += withUnsafeBytes(of: read[digit].littleEndian) { Array($0) } }
      }
    }
    try Files.write(answer, to: output)
  }

  /// Drawn digits that no reader knows, as MNIST's files.
  private static func strokes(_ folder: String) throws {
    let names = MNISTFolder.names(.train)
    try IDX.write(
      StrokeDigits.make(countPerDigit: 30), images: "\(folder)/\(names.images)", labels: "\(folder)/\(names.labels)")
  }
}
