// Films the panels while they refresh, including flashes. Must never hold up the device.

import Emulator
import Firmware
import Pictures
import Support

final class FilmRecorder {
  /// Two frames of the waveforms, and as fast as most screens can show.
  private static let step = Interval.milliseconds(40)
  /// At most this much is shown of the device's time in which nothing moves.
  private static let longestRest = Interval.milliseconds(1_500)

  private let board: EmulatedBoard
  private var film: AnimatedPicture?
  /// The film covers everything up to here.
  private var filmed = Instant(microseconds: 0)

  init(_ board: EmulatedBoard) {
    self.board = board
  }

  /// Call this before the device's time moves on to `instant`, and at the end.
  func record(until instant: Instant) {
    while filmed < instant {
      let isMoving = board.panels.contains { $0.isRefreshing }
      let next = isMoving ? filmed + FilmRecorder.step : instant
      // The rest of a step is added to what follows.
      guard next <= instant, next - filmed >= .milliseconds(1) else { return }
      let shown = isMoving ? FilmRecorder.step : min(next - filmed, FilmRecorder.longestRest)
      add(at: filmed, milliseconds: Int(shown.microseconds / 1_000))
      filmed = next
    }
  }

  private func add(at instant: Instant, milliseconds: Int) {
    let picture = ClockPicture.draw(board.panels.map { $0.picture(at: instant) })
    if film == nil { film = AnimatedPicture(width: picture.width, height: picture.height) }
    film?.add(picture, milliseconds: milliseconds)
  }

  /// - Throws: `Failure` when the file can't be written.
  func write(_ output: OutputFile) throws {
    // What the panels show at the end, long enough to be read.
    filmed = max(filmed, board.now)
    add(at: filmed, milliseconds: Int(FilmRecorder.longestRest.microseconds / 1_000))
    try film?.write(output)
  }
}
