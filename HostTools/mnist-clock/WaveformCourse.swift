// One refresh from start to end, and panels through many refreshes, on the emulated row.
// Must never draw anything but what the emulated glass shows.

import Emulator
import Firmware
import GlyphImage
import Pictures
import Support

/// What a panel's refresh looks like.
struct WaveformCourse {
  struct Moment {
    /// Since the refresh began.
    let milliseconds: Int
    let picture: GreyPicture
  }

  struct Wear {
    let partials: Int
    let picture: GreyPicture
    /// In percent of the way from black to white.
    let ghosting: Double
  }

  let kind: PanelKind
  let mode: RefreshMode
  let before: GreyPicture
  /// A fifth to four fifths of the time in which the ink is driven.
  let moments: [Moment]
  let after: GreyPicture
  /// Until BUSY fell.
  let milliseconds: Int
  /// For partial refreshes: after this one and after more of them, with a different digit each minute.
  var wear: [Wear] = []
}

/// A panel of one kind that shows the digits in turn, one a minute.
final class WaveformSeries {
  /// One more than the policy allows before the hour, and one more than its setting can be.
  static let wear = [60, 255]

  private let kind: PanelKind
  private let image: GlyphImageFile
  private let row: EmulatedRow
  private var shown = 0

  init(_ kind: PanelKind, _ image: GlyphImageFile, _ shades: RefreshSettings.Shades) {
    (self.kind, self.image) = (kind, image)
    row = EmulatedRow(
      board: EmulatedBoard(kinds: .init(repeating: kind, count: 4)),
      refresh: RefreshSettings(shades: shades, mostPartials: .max, mostPixels: .max))
  }

  var picture: GreyPicture { row.board.panels[0].picture(at: row.board.now) }

  /// Every waveform of `kind`: full, partial and, if it has it, grey.
  static func courses(_ kind: PanelKind, _ image: GlyphImageFile) throws -> [WaveformCourse] {
    let series = WaveformSeries(kind, image, .dither)
    try series.change()
    let full = try series.course(isHour: true)
    var partial = try series.course(isHour: false)
    partial.wear.append(series.wear(1))
    for partials in 2...(wear.last ?? 1) {
      try series.change()
      if wear.contains(partials) { partial.wear.append(series.wear(partials)) }
    }
    guard kind.controller.hasGreys else { return [full, partial] }
    let greys = WaveformSeries(kind, image, .grey)
    try greys.change()
    return [full, partial, try greys.course(isHour: false)]
  }

  /// Shows the next digit at the next minute.
  /// - Parameter watch: called at the start of the refresh; it may let time pass, at most until the end.
  @discardableResult
  func change(isHour: Bool = false, watch: (EmulatedRow) throws -> Void = { _ in }) throws -> Refresh {
    let minute: UInt64 = 60_000_000
    try row.pass(until: Instant(microseconds: (row.board.now.microseconds / minute + 1) * minute))
    try row.start(PanelPicture(nextGlyph()), isHour: isHour)
    try watch(row)
    guard case .done(let refresh, _) = try row.finish() else { throw Failure("the emulated panel failed") }
    return refresh
  }

  private func course(isHour: Bool) throws -> WaveformCourse {
    let before = picture
    var moments: [WaveformCourse.Moment] = []
    let refresh = try change(isHour: isHour) { row in
      let start = row.board.now
      guard let drive = row.board.panels[0].drive else { return }
      for fifth in 1...4 {
        let elapsed = (drive.until - drive.from).microseconds * UInt64(fifth) / 5
        try row.pass(until: drive.from + Interval(microseconds: elapsed))
        moments.append(.init(milliseconds: (row.board.now - start).milliseconds, picture: picture))
      }
    }
    guard let mode = refresh.mode else { throw Failure("the emulated panel had nothing to refresh") }
    return WaveformCourse(
      kind: kind, mode: mode, before: before, moments: moments, after: picture,
      milliseconds: refresh.duration.milliseconds)
  }

  private func wear(_ partials: Int) -> WaveformCourse.Wear {
    .init(partials: partials, picture: picture, ghosting: row.board.panels[0].ghosting)
  }

  /// From 2 on, so that the first to change is a 3.
  private func nextGlyph() throws -> Glyph {
    let digit = (shown + 2) % 10
    let number = shown / 10 % image.counts[digit]
    shown += 1
    return try image.glyph(GlyphID(digit: UInt8(digit), number: UInt32(number)))
  }
}

extension Interval {
  var milliseconds: Int { Int((microseconds + 500) / 1_000) }
}
