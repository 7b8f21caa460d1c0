// The predictor's parameters as they are stored in the partition. FORMAT.md gives every byte.
// Must never be used before its checksum has been verified.

/// Where the parts of a model start, in bytes from its beginning, and the scales of its integers.
public enum GlyphModelLayout {
  /// The version of the features, the network's shape and the blank tables together. A reader knows only one.
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
  /// A multiple of 16, like the offset of every part that is read 16 bytes at a time.
  public static var size: Int { blankLevels + 24 }

  /// The scale of the table and of the output of both hidden layers: 1 means 1/64.
  public static var activationBits: Int { 6 }
  /// The output of a first-layer unit loses this many bits, so that 1 means 1/16 and the second layer's sums of up to
  /// 32 fit 16 bits.
  public static var firstShift: Int32 { 2 }
  /// From the second layer's sums to its output, where 1 means 1/64.
  static var secondShift: Int32 { 4 }
  /// The scale of the weights after them: 1 means 1/64.
  public static var weightBits: Int { 6 }
  /// The scale of a logit that becomes a probability: 1 means 1/32.
  public static var logitBits: Int { 5 }
  /// The scale of the blank tables' entries: 1 means 1/16.
  public static var blankBits: Int { 4 }
}

/// A logit in units of 1/32 as the probability of true, in 1/65,536, from 1 to 65,535.
func probability(ofLogit logit: Int) -> UInt32 {
  let distance = logit >= 0 ? logit : -1 &- logit
  let rare = UInt32(logisticAgainst[min(distance, 355)])
  return logit >= 0 ? 65_536 &- rare : rare
}
