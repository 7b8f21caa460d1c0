// Decides, minute by minute, which panel is redrawn and with which glyph.
// Must never draw, so that a forecast of years can run it without panels.

public enum RedrawPolicy: UInt8, BitwiseCopyable, Sendable {
  /// A panel is redrawn only when its digit changes.
  case onChange
  /// All four are redrawn every minute.
  case everyMinute
}

/// What a panel is to do at a minute.
public enum PanelStep: Equatable, Sendable {
  case keep
  case clear
  case draw(GlyphChoice)
}

/// The scheduler together with what the four panels show.
public struct PanelPlan: BitwiseCopyable, Sendable {
  private struct Content {
    enum Kind {
      /// Something other than a digit, or a refresh that failed.
      case unknown
      case blank, glyph
    }

    var kind = Kind.unknown
    /// If it is a glyph.
    var id = GlyphID(digit: 0, number: 0)

    var glyph: GlyphID? { kind == .glyph ? id : nil }
  }

  var scheduler: GlyphScheduler
  private let policy: RedrawPolicy
  private var contents: [4 of Content] = .init(repeating: Content())

  /// A plan without glyphs: whoever makes it gives its scheduler some.
  @inline(__always)
  init(policy: RedrawPolicy, legible: UInt8) {
    scheduler = GlyphScheduler(counts: .init(repeating: 0), legible: legible)
    self.policy = policy
  }

  /// `positions` are where an earlier run left off; they must fit `counts`.
  public init(
    counts: [10 of UInt32], policy: RedrawPolicy, legible: UInt8 = 0, positions: GlyphPositions = GlyphPositions()
  ) {
    self.init(policy: policy, legible: legible)
    scheduler.counts = counts
    scheduler.positions = positions
  }

  /// The positions after everything that has been taken.
  public var positions: GlyphPositions { scheduler.positions }

  /// What each panel has to do so that together they show `face`. The plan then assumes that this is done.
  /// `legibility` is as `GlyphTable.legibility` gives it.
  public mutating func steps(for face: ClockFace, _ legibility: Span<UInt8> = Span()) -> [4 of PanelStep] {
    var isRedrawn: [4 of Bool] = .init(repeating: false)
    var onView: [4 of GlyphID?] = .init(repeating: nil)
    for panel in 0..<4 {
      isRedrawn[panel] = needsRedraw(panel, face.digits[panel])
      if !isRedrawn[panel] { onView[panel] = contents[panel].glyph }
    }
    var steps: [4 of PanelStep] = .init(repeating: .keep)
    for panel in 0..<4 where isRedrawn[panel] {
      if let digit = face.digits[panel] {
        let choice = scheduler.take(digit, onView: onView, legibility)
        onView[panel] = choice.id
        contents[panel] = Content(kind: .glyph, id: choice.id)
        steps[panel] = .draw(choice)
      } else {
        contents[panel].kind = .blank
        steps[panel] = .clear
      }
    }
    return steps
  }

  /// Another glyph for `panel` (0...3), when neither the planned one nor any other of its digit before `end` can be
  /// read.
  public mutating func retake(
    _ panel: Int, _ digit: UInt8, skippingTo end: UInt32, _ legibility: Span<UInt8> = Span()
  ) -> GlyphChoice {
    scheduler.skip(digit, to: end)
    var onView: [4 of GlyphID?] = .init(repeating: nil)
    for other in 0..<4 where other != panel { onView[other] = contents[other].glyph }
    let choice = scheduler.take(digit, onView: onView, legibility)
    contents[panel] = Content(kind: .glyph, id: choice.id)
    return choice
  }

  /// Notes that `panel` (0...3) doesn't show what was planned, so that it is redrawn at the next minute.
  public mutating func forget(_ panel: Int) {
    contents[panel].kind = .unknown
  }

  private func needsRedraw(_ panel: Int, _ digit: UInt8?) -> Bool {
    let content = contents[panel]
    guard let digit else { return content.kind != .blank }
    return policy == .everyMinute || content.kind != .glyph || content.id.digit != digit
  }
}
