// What the user can choose about the schedule. Must never know where it is stored.

/// What the user can choose.
public struct ClockSettings: Sendable {
  public var policy: RedrawPolicy
  public var hourFormat: HourFormat

  public init(policy: RedrawPolicy = .onChange, hourFormat: HourFormat = .twentyFour) {
    self.policy = policy
    self.hourFormat = hourFormat
  }
}
