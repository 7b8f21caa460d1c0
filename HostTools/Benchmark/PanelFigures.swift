// What the panels cost: SPI bytes and transfers, the device's time, refreshes. Must never time this machine.

import Digits
import Emulator
import Firmware
import GlyphImage

/// Counted on the emulated device; the same on every machine.
public enum PanelFigures {
  public static func measure() throws -> [Figure] {
    let image = try GlyphImageFile(
      bytes: GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: 1)), named: "the image in memory")
    // From 12:34 to 12:35 one panel changes, from 19:59 to 20:00 all four do.
    let one = try minuteChange(from: 12 * 60 + 34, image)
    let four = try minuteChange(from: 19 * 60 + 59, image)
    let day = try refreshesADay(.onChange, image)
    let busyDay = try refreshesADay(.everyMinute, image)
    return [
      Figure("spi_bytes_one", "SPI bytes to redraw one panel", Double(one.bytes)),
      Figure("spi_transfers_one", "SPI transfers to redraw one panel", Double(one.transfers)),
      Figure("spi_bytes_four", "SPI bytes to redraw four panels", Double(four.bytes)),
      Figure("spi_transfers_four", "SPI transfers to redraw four panels", Double(four.transfers)),
      Figure("redraw_ms_one", "ms from the minute to the new digit on one panel", one.milliseconds),
      Figure("redraw_ms_four", "ms from the minute to the last of four", four.milliseconds),
      Figure("redraw_ratio", "four panels' time as a multiple of one's", four.milliseconds / one.milliseconds),
      Figure("refreshes_day_change", "refreshes a day, redrawn on change", day),
      Figure("refreshes_day_minute", "refreshes a day, redrawn every minute", busyDay),
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
