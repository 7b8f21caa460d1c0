// What a run shows and writes, wherever its firmware runs: events, the panels as they change, frames, the last picture.
// Must never know where that is, nor change what the firmware does.

import Emulator
import Events
import Firmware
import GlyphImage
import Pictures
import Support
import TimeZones

final class RunOutput {
  private let options: RunOptions
  private let board: EmulatedBoard
  private let write: (String) throws -> Void
  private var log: EventLog
  private var repeats = RepeatWatch()
  private var view: LiveView?
  /// For a run whose lines go elsewhere.
  private var bar: ProgressBar?
  private var shown = ShownDigits()
  private var frameCount = 0
  /// The first error in showing or writing.
  private var failure: (any Error)?

  /// - Parameter write: takes the text that is otherwise standard output's, where nothing is drawn then.
  init(
    _ options: RunOptions, _ image: GlyphImageFile, _ board: EmulatedBoard, write: ((String) throws -> Void)? = nil
  ) {
    (self.options, self.board, self.write) = (options, board, write ?? Terminal.write)
    let isTerminal = write == nil && Terminal.outputIsTerminal
    log = EventLog(options.events, counts: image.counts, servers: options.servers.map(\.text))
    // The live view is for watching; the output of a run that ends at once is easier to read as text.
    if isTerminal, Terminal.hasCursor, !options.showsOnce { view = LiveView() }
    if !isTerminal, !Terminal.outputIsAFile, let minutes = options.minutes {
      bar = ProgressBar("Running", total: minutes, unit: "minutes")
    }
  }

  /// Whether something can't be written any more.
  var hasFailed: Bool { log.failure != nil || failure != nil }
  var isWatched: Bool { view != nil }

  func begin() throws {
    log.begin()
    try options.frames?.make()
    attempt { try view?.begin(pictures) }
  }

  /// Gives the terminal back. May be called twice.
  func end() {
    bar?.finish()
    do { try view?.end() } catch { failure = failure ?? error }
  }

  /// - Parameter now: local time.
  func record(_ event: ClockEvent, at now: LocalTime) {
    // A journal that exists only for this run has nothing to report at its start.
    if case .journal(.began) = event, options.flashFile == nil { return }
    let line = log.record(event, at: now)
    shown.record(event)
    view?.figures = shown.text
    if case .drew(_, let choice, let minute, _) = event, let found = repeats.record(choice, at: minute) {
      show(found)
    }
    show(line)
  }

  func show(_ line: String) {
    if let view {
      view.status = line
    } else {
      attempt { try write(line + "\n") }
    }
  }

  /// Call this several times a second, whatever happens.
  func tick() { attempt { try view?.tick() } }

  /// In the middle of refreshes.
  func glance(at now: Instant) { attempt { try view?.draw(board.panels.map { $0.picture(at: now) }) } }

  /// - Parameter now: local time.
  func refreshEnded(at now: LocalTime) {
    let passed = Int(board.now.microseconds / 60_000_000)
    bar?.update(passed)
    if let minutes = options.minutes { view?.progress = RunProgress.text(passed, of: minutes) }
    attempt {
      try view?.draw(pictures)
      guard let folder = options.frames?.path else { return }
      frameCount += 1
      let time = LocalMoment.text(now, withSeconds: true).replacing(":", with: "-")
      try ClockPicture.draw(pictures).writePNG(
        "\(folder)/\(String(frameCount).leftPadded(to: 6, with: "0"))-\(time).png")
    }
  }

  /// Nothing is tried after an error.
  private func attempt(_ work: () throws -> Void) {
    guard failure == nil else { return }
    do { try work() } catch { failure = error }
  }

  /// - Throws: the first error in showing or writing during the run.
  func close() throws {
    end()
    try log.close()
    if let failure { throw failure }
  }

  /// Closes, and writes the film and the last picture whatever has become of the terminal; then says where they are,
  /// and how a run of some minutes went.
  /// `start` is local time; `film` writes it.
  /// - Throws: the first error in showing or writing.
  func conclude(start: LocalTime, film: (OutputFile) throws -> Void = { _ in }) throws {
    let closed = Result { try close() }
    let filmed = Result {
      if let file = options.film { try Elapsed.shown("Writing the film") { try film(file) } }
    }
    let pictured = Result {
      if let file = options.picture { try ClockPicture.draw(pictures).writePNG(file) }
    }
    try closed.get()
    try filmed.get()
    if let file = options.film { try write("The film is in \(file.path.shown).\n") }
    try pictured.get()
    if let file = options.picture { try write("The panels are in \(file.path.shown).\n") }
    if options.minutes != nil { try write(repeats.summary(start: start) + "\n") }
  }

  private var pictures: [GreyPicture] { board.panels.map(\.picture) }
}
