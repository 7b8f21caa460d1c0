// One figure of the benchmark. Must never come from anywhere but a measurement of this run.

public struct Figure: Sendable {
  /// In the JSON: lower case and underscores, with the unit unless it is bytes or a count.
  public let name: String
  public let title: String
  public let value: Double
  /// What it is compared with: a limit, or an earlier figure.
  public let comparison: String

  public init(_ name: String, _ title: String, _ value: Double, _ comparison: String = "") {
    (self.name, self.title, self.value, self.comparison) = (name, title, value, comparison)
  }
}
