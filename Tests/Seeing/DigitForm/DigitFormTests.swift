import DigitForm
import Support
import TestSupport
import Testing

@Suite struct DigitFormTests {
  /// Of every tenth digit of MNIST's.
  @Test func whatIsInFormComesThroughUnharmed() throws {
    let digits = try RealDigits.load(for: "DigitForm")
    guard digits.count == 70_000 else { return }
    for index in stride(from: 0, to: digits.count, by: 10) {
      let image = Array(digits.image(index))
      let formed = try DigitForm.form(image, width: 28, height: 28)
      #expect(formed == FormedDigit(pixels: image, isReversed: false, wasInForm: true), "\(index)")
      let turned = try DigitForm.form(image.map { 255 - $0 }, width: 28, height: 28)
      #expect(turned == FormedDigit(pixels: image, isReversed: true, wasInForm: true), "\(index)")
    }
  }

  @Test func blankPicturesAreAnError() {
    #expect(throws: DigitFormError.blank(darkest: 7, lightest: 7)) {
      try DigitForm.form([7], width: 1, height: 1)
    }
    #expect(throws: DigitFormError.blank(darkest: 250, lightest: 255)) {
      try DigitForm.form((0..<900).map { UInt8(250 + $0 % 6) }, width: 30, height: 30)
    }
    #expect(throws: DigitFormError.wrongSize) { try DigitForm.form([7], width: 2, height: 1) }
    #expect(throws: DigitFormError.wrongSize) { try DigitForm.form([], width: 0, height: 0) }
    #expect(throws: DigitFormError.wrongSize) { try DigitForm.form([1], width: .max, height: 3) }
  }
}
