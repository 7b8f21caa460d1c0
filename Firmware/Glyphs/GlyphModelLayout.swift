// The predictor's parameters as they lie in the partition. FORMAT.md gives every byte.
// Must never be used before its checksum has been found right.

/// Where the parts of a model begin, in bytes from its start, and the scales of its integers.
public enum GlyphModelLayout {
  /// Of the features, the network's shape and the blank tables together. A reader knows one.
  public static var version: UInt16 { 1 }

  public static var hidden: Int { 64 }
  public static var second: Int { 32 }
  /// Any ink? The darkest level? The darker of the two greys?
  public static var outputs: Int { 3 }

  /// `GlyphFeatures.count` rows of `hidden` bytes: weight + 128.
  public static var table: Int { 0 }
  /// `hidden` rows of `second` bytes: weight + 128.
  public static var secondWeights: Int { table + GlyphFeatures.count * hidden }
  /// `outputs` rows of `second` signed bytes.
  public static var outputWeights: Int { secondWeights + hidden * second }
  /// `second` signed 16-bit integers.
  public static var secondBiases: Int { outputWeights + outputs * second }
  /// `outputs` signed 16-bit integers, and two bytes that mean nothing.
  public static var outputBiases: Int { secondBiases + 2 * second }
  /// `BlankContext.entries` signed bytes.
  public static var blankEntries: Int { outputBiases + 8 }
  /// For each digit two signed bytes: the second and third decision at a blank pixel that has ink. Then four
  /// bytes that mean nothing.
  public static var blankLevels: Int { blankEntries + BlankContext.entries }
  /// A multiple of 16, as where every part begins that is read 16 bytes at once.
  public static var size: Int { blankLevels + 24 }

  /// Of the table, and of what both hidden layers give: 1 is 1/64.
  public static var activationBits: Int { 6 }
  /// What a first-layer unit gives loses this many bits, which leaves 1 for 1/16, so that the second layer's sums of
  /// up to 32 fit 16 bits.
  public static var firstShift: Int32 { 2 }
  /// From the second layer's sums to what it gives, 1 for 1/64.
  static var secondShift: Int32 { 4 }
  /// Of the weights behind them: 1 is 1/64.
  public static var weightBits: Int { 6 }
  /// Of a logit that becomes a probability: 1 is 1/32.
  public static var logitBits: Int { 5 }
  /// Of the blank tables' entries: 1 is 1/16.
  public static var blankBits: Int { 4 }
}

/// A logit in units of 1/32 as the probability of true, in 1/65,536, from 1 to 65,535.
func probability(ofLogit logit: Int) -> UInt32 {
  let distance = logit >= 0 ? logit : -1 &- logit
  let rare = UInt32(logisticAgainst[min(distance, 355)])
  return logit >= 0 ? 65_536 &- rare : rare
}
