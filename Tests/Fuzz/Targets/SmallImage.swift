// A partition image of ten drawn digits, for targets that need one but aren't about its contents.

import Digits
import GlyphImage

enum SmallImage {
  static var bytes: [UInt8] {
    get throws { try GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: 1)) }
  }
}
