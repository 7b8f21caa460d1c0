// What the user can choose about the schedule. Must never know where it is stored.

/// What the user can choose.
public struct ClockSettings: BitwiseCopyable, Sendable {
  public var policy: RedrawPolicy
  public var hourFormat: HourFormat
  /// The certainty in percent below which a glyph is passed over; 0 for none. By default those that a reader would rather
  /// take for another digit; DESIGN.md beside this file says why.
  public var legible: UInt8
  /// In which the panels rest.
  public var quiet: QuietHours

  public init(
    policy: RedrawPolicy = .onChange, hourFormat: HourFormat = .twentyFour, legible: UInt8 = 50,
    quiet: QuietHours = .never
  ) {
    self.policy = policy
    self.hourFormat = hourFormat
    self.legible = legible
    self.quiet = quiet
  }
}
