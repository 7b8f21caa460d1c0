// Whether a picture is dark on light and has to be turned round. Must never know how a user spells it.

public enum Reversal: Equatable, Sendable {
  /// By the picture's edge, which is paper.
  case auto
  /// The picture is dark on light.
  case yes
  /// The picture is light on dark, as MNIST's are.
  case no
}
