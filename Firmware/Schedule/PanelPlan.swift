// Decides, minute by minute, which panel is redrawn and with which glyph.
// Must never draw, so that a forecast of years can run it without panels.

public enum RedrawPolicy: UInt8, Sendable {
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
public struct PanelPlan {
  private enum Content {
    /// Something else than a digit, or a refresh that failed.
    case unknown
    case blank
    case glyph(GlyphID)

    var digit: UInt8? {
      if case .glyph(let id) = self { id.digit } else { nil }
    }

    var isBlank: Bool {
      if case .blank = self { true } else { false }
    }
  }

  private var scheduler: GlyphScheduler
  private let policy: RedrawPolicy
  private var contents: [4 of Content] = .init(repeating: .unknown)

  /// - Parameter positions: where an earlier run stood; they must fit `counts`.
  public init(counts: [10 of UInt32], policy: RedrawPolicy, positions: GlyphPositions = GlyphPositions()) {
    self.scheduler = GlyphScheduler(counts: counts, positions: positions)
    self.policy = policy
  }

  /// After all that has been taken.
  public var positions: GlyphPositions { scheduler.positions }

  /// What each panel does so that together they show `face`. The plan then takes it as done.
  public mutating func steps(for face: ClockFace) -> [4 of PanelStep] {
    var isRedrawn: [4 of Bool] = .init(repeating: false)
    var onView: [4 of GlyphID?] = .init(repeating: nil)
    for panel in 0..<4 {
      isRedrawn[panel] = needsRedraw(panel, face.digits[panel])
      if !isRedrawn[panel], case .glyph(let id) = contents[panel] { onView[panel] = id }
    }
    var steps: [4 of PanelStep] = .init(repeating: .keep)
    for panel in 0..<4 where isRedrawn[panel] {
      if let digit = face.digits[panel] {
        let choice = scheduler.take(digit, onView: onView)
        onView[panel] = choice.id
        contents[panel] = .glyph(choice.id)
        steps[panel] = .draw(choice)
      } else {
        contents[panel] = .blank
        steps[panel] = .clear
      }
    }
    return steps
  }

  /// Another glyph for `panel` (0...3), whose planned one can't be read, nor any other of its digit before `end`.
  public mutating func retake(_ panel: Int, _ digit: UInt8, skippingTo end: UInt32) -> GlyphChoice {
    scheduler.skip(digit, to: end)
    var onView: [4 of GlyphID?] = .init(repeating: nil)
    for other in 0..<4 where other != panel {
      if case .glyph(let id) = contents[other] { onView[other] = id }
    }
    let choice = scheduler.take(digit, onView: onView)
    contents[panel] = .glyph(choice.id)
    return choice
  }

  /// Says that `panel` (0...3) doesn't show what was planned, so that the next minute redraws it.
  public mutating func forget(_ panel: Int) {
    contents[panel] = .unknown
  }

  private func needsRedraw(_ panel: Int, _ digit: UInt8?) -> Bool {
    guard let digit else { return !contents[panel].isBlank }
    return policy == .everyMinute || contents[panel].digit != digit
  }
}
