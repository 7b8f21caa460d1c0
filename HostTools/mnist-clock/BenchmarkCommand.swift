// `mnist-clock benchmark`: what the firmware costs, as counts that come out the same on every machine.
// Must never time this machine.

import Commands
import Digits
import Emulator
import Firmware
import Foundation
import GlyphImage
import Support

let benchmarkCommand = Command(
  "benchmark",
  summary: "Count what the firmware costs: bytes, transfers, the device's time.",
  discussion: """
    Runs the firmware on the emulated device and counts. The figures are the device's own, not this machine's, and \
    come out the same everywhere.
    """,
  options: [Option("--json", "FILE", "Write the figures as JSON too.")],
  examples: [("benchmark --json benchmark.json", "For comparing with the last.")],
  run: { arguments in
    let figures = try Benchmark.measure()
    for figure in figures {
      let places = figure.value == figure.value.rounded() ? 0 : 2
      let value = places == 0 ? Int(figure.value).grouped : figure.value.formatted(places: places)
      Terminal.write("\(value.leftPadded(to: 12))  \(figure.title)\n")
    }
    if let path = arguments.value("--json") {
      let lines = figures.map {
        "  \"\($0.name)\": \($0.value == $0.value.rounded() ? "\(Int($0.value))" : "\($0.value)")"
      }
      try Files.write(Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8), to: path)
    }
    return 0
  })

enum Benchmark {
  struct Figure {
    let name: String
    let title: String
    let value: Double
  }

  static func measure() throws -> [Figure] {
    let image = try GlyphImageFile(
      bytes: GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: 1)), named: "the image in memory")
    // From 12:34 to 12:35 one panel changes, from 19:59 to 20:00 all four do.
    let one = try minuteChange(from: 12 * 60 + 34, image)
    let four = try minuteChange(from: 19 * 60 + 59, image)
    let day = try refreshesADay(.onChange, image)
    let busyDay = try refreshesADay(.everyMinute, image)
    return [
      Figure(name: "model_bytes", title: "bytes of flash for the model", value: Double(GlyphModelLayout.size)),
      Figure(name: "spi_bytes_one", title: "SPI bytes to redraw one panel", value: Double(one.bytes)),
      Figure(name: "spi_transfers_one", title: "SPI transfers to redraw one panel", value: Double(one.transfers)),
      Figure(name: "spi_bytes_four", title: "SPI bytes to redraw four panels", value: Double(four.bytes)),
      Figure(name: "spi_transfers_four", title: "SPI transfers to redraw four panels", value: Double(four.transfers)),
      Figure(name: "redraw_ms_one", title: "ms from the minute to the new digit on one panel", value: one.milliseconds),
      Figure(name: "redraw_ms_four", title: "ms from the minute to the last of four", value: four.milliseconds),
      Figure(
        name: "redraw_ratio", title: "four panels' time as a multiple of one's",
        value: four.milliseconds / one.milliseconds),
      Figure(name: "refreshes_day_change", title: "refreshes a day, redrawn on change", value: day),
      Figure(name: "refreshes_day_minute", title: "refreshes a day, redrawn every minute", value: busyDay),
    ]
  }

  private static func minuteChange(
    from minute: Int64, _ image: GlyphImageFile
  ) throws -> (bytes: Int, transfers: Int, milliseconds: Double) {
    let board = EmulatedBoard()
    let clock = makeClock(board, image, start: minute * 60, .onChange)
    // The first step draws all four and sleeps until the next minute begins.
    clock.runStep()
    let before = (board.bytesSent, board.transfers, board.now)
    var end = board.now
    board.onRefreshEnd = { [unowned board] _ in end = board.now }
    try clock.showOnce()
    return (
      board.bytesSent - before.0, board.transfers - before.1, Double((end - before.2).microseconds) / 1_000
    )
  }

  private static func refreshesADay(_ policy: RedrawPolicy, _ image: GlyphImageFile) throws -> Double {
    let board = EmulatedBoard()
    // A minute before midnight, so that the day begins with what a running clock shows.
    let clock = makeClock(board, image, start: -60, policy)
    clock.runStep()
    let before = board.panels.map(\.refreshes).reduce(0, +)
    try clock.run(until: board.now + .seconds(86_399))
    return Double(board.panels.map(\.refreshes).reduce(0, +) - before)
  }

  private static func makeClock(
    _ board: EmulatedBoard, _ image: GlyphImageFile, start: Int64, _ policy: RedrawPolicy
  ) -> EmulatedClock {
    EmulatedClock(
      board: board, settings: ClockSettings(policy: policy), flash: EmulatedFlash(image.bytes),
      localTime: { instant in
        LocalTime(
          seconds: start + Int64(instant.microseconds / 1_000_000),
          microsecond: UInt32(instant.microseconds % 1_000_000))
      }, record: { _ in })
  }
}
