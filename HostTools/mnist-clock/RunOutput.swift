// What a run shows and writes, wherever its firmware runs: events, the panels as they change, frames, the last picture.
// Must never know where that is, nor change what the firmware does.

import Emulator
import Firmware
import GlyphImage
import Pictures
import Support

final class RunOutput {
  private let options: RunOptions
  private let board: EmulatedBoard
  private var log: EventLog
  private var repeats = RepeatWatch()
  private var view: LiveView?
  private var frameCount = 0
  private var frameFailure: (any Error)?

  init(_ options: RunOptions, _ image: GlyphImageFile, _ board: EmulatedBoard) {
    (self.options, self.board) = (options, board)
    log = EventLog(options.events, counts: image.counts, servers: options.servers.map(\.text))
    // The live view is for whoever looks; a run that ends by itself in no time is better read.
    if Terminal.outputIsTerminal, !options.showsOnce { view = LiveView() }
  }

  /// Whether something can't be written any more.
  var hasFailed: Bool { log.failure != nil || frameFailure != nil }
  var isWatched: Bool { view != nil }

  func begin() throws {
    log.begin()
    try options.frames?.make()
    view?.begin(pictures)
  }
  /// Gives the terminal back. May be called twice.
  func end() { view?.end() }

  /// - Parameter now: local time.
  func record(_ event: ClockEvent, at now: LocalTime) {
    // A journal that goes with the run has nothing to tell at its start.
    if case .journal(.began) = event, options.flashFile == nil { return }
    let line = log.record(event, at: now)
    if case .drew(_, let choice, let minute, _) = event, let found = repeats.record(choice, at: minute) {
      show(found)
    }
    show(line)
  }

  func show(_ line: String) {
    if let view {
      view.status = line
    } else {
      Terminal.write(line + "\n")
    }
  }

  /// In the midst of refreshes.
  func glance(at now: Instant) { view?.draw(board.panels.map { $0.picture(at: now) }) }

  /// - Parameter now: local time.
  func refreshEnded(at now: LocalTime) {
    view?.draw(pictures)
    guard let folder = options.frames?.path, frameFailure == nil else { return }
    frameCount += 1
    let time = LocalMoment.text(now, withSeconds: true).replacing(":", with: "-")
    do {
      try ClockPicture.draw(pictures).writePNG(
        "\(folder)/\(String(frameCount).leftPadded(to: 6, with: "0"))-\(time).png")
    } catch {
      frameFailure = error
    }
  }

  /// - Throws: what could not be written while it ran.
  func close() throws {
    end()
    try log.close()
    if let frameFailure { throw frameFailure }
  }

  /// The last picture, and how a run of some minutes went.
  /// - Parameter start: local time.
  func conclude(start: LocalTime) throws {
    if let file = options.picture {
      try ClockPicture.draw(pictures).writePNG(file)
      Terminal.write("The panels are in \(file.path).\n")
    }
    if options.minutes != nil { Terminal.write(repeats.summary(start: start) + "\n") }
  }

  private var pictures: [GreyPicture] { board.panels.map(\.picture) }
}
