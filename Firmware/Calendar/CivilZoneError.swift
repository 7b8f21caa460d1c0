// Why a text isn't a POSIX TZ string. Must never put it into words: the host does.

public struct CivilZoneError: Error, Equatable, Sendable {
  public enum Expectation: UInt8, Error, Sendable {
    /// Letters, or letters, digits, + and - between < and >.
    case name
    /// The text's end, or the name of daylight time.
    case nameOrEnd
    /// One more letter (between < and > also a digit, + or -): names have at least three.
    case longerName
    /// `CivilZoneName.longest` letters at most.
    case shorterName
    /// A letter, a digit, +, -, or the missing >.
    case closingBracket
    /// A sign or a digit.
    case offset
    /// One or two digits, at most 24.
    case offsetHours
    /// For a rule's time: up to three digits, at most 167.
    case ruleHours
    /// Two digits, 00...59.
    case minutes
    case seconds
    /// A comma and two rules: without them it isn't known when daylight time is.
    case rules
    /// M, J or a digit.
    case day
    /// 1...365
    case dayFromOne
    /// 0...365
    case dayFromZero
    /// 1...12
    case month
    /// 1...5
    case week
    /// 0...6
    case weekday
    /// Between month, week and weekday.
    case point
    /// A comma and the rule that ends daylight time.
    case secondRule
    case end
  }

  /// Where the text goes wrong, in bytes from its start; its length where something is missing.
  public let position: Int
  public let expected: Expectation

  public init(position: Int, expected: Expectation) {
    self.position = position
    self.expected = expected
  }
}
