// A span of minutes in the unit that people would say it in. Must never round one that isn't nothing to nothing.

public struct Minutes: Equatable, Sendable {
  private let count: Int

  /// - Parameter count: not negative.
  public init(_ count: Int) { self.count = count }

  /// "7 minutes", "5.3 hours", "37.14 days".
  public var words: String {
    switch count {
    case 1: "1 minute"
    case ..<Minutes.hour: "\(count) minutes"
    case ..<Minutes.day: "\(hours) hours"
    default: "\(days) days"
    }
  }

  /// "7 min", "5.3 h" or, in a column of days, "37.14".
  public var inDays: String {
    switch count {
    case ..<Minutes.hour: "\(count) min"
    case ..<Minutes.day: "\(hours) h"
    default: days
    }
  }

  private static let hour = 60
  private static let day = 1_440
  private var hours: String { (Double(count) / Double(Minutes.hour)).formatted(places: 1) }
  private var days: String { (Double(count) / Double(Minutes.day)).formatted(places: 2) }
}
