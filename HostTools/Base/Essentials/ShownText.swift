// A value as a message shows it. Must never let one be empty to the eye, nor break the message's line.

extension String {
  /// As it is, or between quotes where its ends couldn't be seen: empty, with blanks around it, or with characters that
  /// a terminal would act on, which become escapes.
  public var shown: String {
    let isPlain = !isEmpty && first?.isWhitespace == false && last?.isWhitespace == false
    let escaped = withoutControls
    return isPlain && escaped == self ? self : "\"\(escaped)\""
  }

  /// With escapes, such as \n, for what a terminal would act on.
  public var withoutControls: String {
    unicodeScalars.map { scalar in
      switch (scalar, scalar.properties.generalCategory) {
      case ("\n", _): "\\n"
      case ("\r", _): "\\r"
      case ("\t", _): "\\t"
      case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: String(scalar)
      }
    }.joined()
  }
}
