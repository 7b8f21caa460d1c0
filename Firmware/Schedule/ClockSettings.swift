// What the user chooses of the schedule. Must never know where it is kept.

/// What the user chooses.
public struct ClockSettings: Sendable {
  public var policy: RedrawPolicy
  public var hourFormat: HourFormat

  public init(policy: RedrawPolicy = .onChange, hourFormat: HourFormat = .twentyFour) {
    self.policy = policy
    self.hourFormat = hourFormat
  }
}
