// A digit in text, as tutorials print it. Must never print what NumPy would read otherwise.

import Digits
import Support

public enum DigitText {
  /// 28 × 28 numbers as NumPy prints an array: 0 to 255, or with three places from 0 to 1.
  public static func array(_ image: ArraySlice<UInt8>, isNormalized: Bool) -> String {
    let pixels = Array(image)
    let rows = (0..<DigitSet.side).map { row in
      let numbers = pixels[row * DigitSet.side..<(row + 1) * DigitSet.side].map { pixel in
        isNormalized ? (Double(pixel) / 255).formatted(places: 3) : String(pixel).leftPadded(to: 3)
      }
      return "[\(numbers.joined(separator: " "))]"
    }
    return "[" + rows.joined(separator: "\n ") + "]\n"
  }

  /// As a number and one-hot.
  public static func label(_ label: UInt8) -> String {
    "label \(label), one-hot [\(DigitExport.oneHot(label).map(String.init).joined(separator: " "))]\n"
  }
}
