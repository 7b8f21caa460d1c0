// The digits that are drawn where no handwriting is at hand.

import Digits
import Testing

@Suite struct StrokeDigitsTests {
  @Test func tenOfEachInTurnAndTheSameForASeed() {
    let digits = StrokeDigits.make(countPerDigit: 10)
    #expect(digits.labels == (0..<100).map { UInt8($0 % 10) })
    #expect(digits == StrokeDigits.make(countPerDigit: 10))
    #expect(digits != StrokeDigits.make(countPerDigit: 10, seed: 2))
  }

  /// Ink stays off the border, and there is as much of it as in handwriting: MNIST's mean is 33 of 255.
  @Test func looksLikeDigitsAtAll() {
    let digits = StrokeDigits.make(countPerDigit: 50)
    for index in 0..<digits.count {
      let image = Array(digits.image(index))
      let mean = image.reduce(0) { $0 + Int($1) } / 784
      #expect((8...70).contains(mean), "digit \(digits.labels[index]): \(mean)")
      let touches = (0..<784).contains { pixel in
        let (x, y) = (pixel % 28, pixel / 28)
        return image[pixel] >= 128 && (x == 0 || x == 27 || y == 0 || y == 27)
      }
      #expect(!touches, "digit \(digits.labels[index]) touches the border")
    }
  }

  /// No two are the same picture.
  @Test func noneIsDrawnTwice() {
    let digits = StrokeDigits.make(countPerDigit: 100)
    #expect(Set((0..<digits.count).map { Array(digits.image($0)) }).count == digits.count)
  }
}
