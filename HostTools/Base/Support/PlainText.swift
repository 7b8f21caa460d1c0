// Bytes from elsewhere as text that may go to a terminal. Must never let a control character through.

extension String {
  /// UTF-8; `U+FFFD` for anything invalid, and for each character that a terminal would act on instead of showing it.
  public init(plain bytes: some Collection<UInt8>) {
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
      default: scalar
      }
    }
    self.init(UnicodeScalarView(scalars))
  }
}
