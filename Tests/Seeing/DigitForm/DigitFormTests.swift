// Pictures of digits in MNIST's form: judged by MNIST itself, and by means that NumPy takes.

import DigitForm
import Support
import TestSupport
import Testing

@Suite struct DigitFormTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Every tenth digit of MNIST's, as it is and as ink on paper.
  @Test func whatIsInFormComesThroughUnharmed() throws {
    let digits = try RealDigits.load(for: "DigitForm")
    // Drawn ones are no MNIST.
    guard digits.count == 70_000 else { return }
    for index in stride(from: 0, to: digits.count, by: 10) {
      let image = Array(digits.image(index))
      let formed = try DigitForm.form(image, width: 28, height: 28)
      #expect(formed == FormedDigit(pixels: image, isReversed: false, wasInForm: true), "\(index)")
      let turned = try DigitForm.form(image.map { 255 - $0 }, width: 28, height: 28)
      #expect(turned == FormedDigit(pixels: image, isReversed: true, wasInForm: true), "\(index)")
    }
  }

  /// Large black strokes on white, anywhere on a sheet: their bounds, the means of the parts that become pixels, and the
  /// centre of mass, by NumPy.
  @Test(arguments: [(60, 31, 3), (20, 20, 1), (173, 400, 7), (41, 7, 2), (5, 199, 4)])
  func scaledAndCentredAsNumPySays(width: Int, height: Int, seed: Int) throws {
    let script = """
      random = numpy.random.default_rng(\(seed))
      w, h = \(width), \(height)
      ink = numpy.zeros((h, w), bool)
      # Connected, and from edge to edge.
      ink[h // 2 - h // 6:h // 2 + h // 6 + 1] = ink[:, w // 3:w // 3 + w // 4 + 1] = True
      ink[:h // 3, :w // 5 + 1] |= True
      ink[h // 3:, :w // 5 + 1] |= random.random((h - h // 3, w // 5 + 1)) < 0.9
      top, left = random.integers(1, 60, 2)
      sheet = numpy.full((h + top + 55, w + left + 48), 255, "uint8")
      sheet[top:top + h, left:left + w][ink] = 0
      sheet.tofile("sheet")
      longest = max(w, h)
      columns, rows = max(1, int(w * 20 / longest + .5)), max(1, int(h * 20 / longest + .5))
      means = ink.repeat(columns, 1).repeat(rows, 0).astype(float)
      means = means.reshape(rows, h, columns, w).mean((1, 3))
      means *= 255 / means.max()
      y = int((means.sum(1) * numpy.arange(rows)).sum() / means.sum() + .5)
      x = int((means.sum(0) * numpy.arange(columns)).sum() / means.sum() + .5)
      field = numpy.zeros((28, 28))
      y, x = min(max(14 - y, 0), 28 - rows), min(max(14 - x, 0), 28 - columns)
      field[y:y + rows, x:x + columns] = means
      numpy.rint(field).astype("uint8").tofile("field")
      print(sheet.shape[1], sheet.shape[0])
      """
    let size = try PythonJudge.run(script, folder: folder.path).split(whereSeparator: \.isWhitespace).compactMap {
      Int($0)
    }
    let sheet = try Files.read(folder.path + "/sheet")
    let formed = try DigitForm.form(sheet, width: size[0], height: size[1])
    let expected = try Files.read(folder.path + "/field")
    let worst = zip(formed.pixels, expected).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(worst <= 1)
    #expect(formed.isReversed && !formed.wasInForm)
    // Light on dark, the same.
    let dark = try DigitForm.form(sheet.map { 255 - $0 }, width: size[0], height: size[1])
    #expect(dark.pixels == formed.pixels && !dark.isReversed)
  }

  /// MNIST's digits drawn ten times as large in grey on grey paper with grain and dust: what comes out is the digit,
  /// but for less than a quarter of its ink. The thinnest ones differ by more, since their edges become full ink.
  @Test func photographedDigitsComeBack() throws {
    let digits = try RealDigits.load(for: "DigitForm")
    let count = min(200, digits.count)
    try Files.write(digits.pixels.prefix(count * 784), to: folder.path + "/digits")
    try PythonJudge.run(
      """
      random = numpy.random.default_rng(1)
      for i, digit in enumerate(numpy.fromfile("digits", "uint8").reshape(-1, 28, 28)):
          large = numpy.array(Image.fromarray(digit).resize((280, 280), Image.BICUBIC)).astype(float)
          sheet = numpy.full((420, 360), 215.0)
          sheet[random.integers(0, 140):, random.integers(0, 80):][:280, :280] -= large * .6
          for x, y in random.integers(0, 350, (6, 2)):
              sheet[y:y + 3, x:x + 3] = 90
          sheet += random.normal(0, 4, sheet.shape)
          sheet.clip(0, 255).astype("uint8").tofile(f"sheet{i}")
      """, folder: folder.path)
    var near = 0
    for index in 0..<count {
      let formed = try DigitForm.form(try Files.read("\(folder.path)/sheet\(index)"), width: 360, height: 420)
      #expect(formed.isReversed)
      // The same to within a pixel's move, which rounding of the centre of mass may cause.
      let image = Array(digits.image(index))
      let differences = [0, 1, -1, 28, -28, 29, -29, 27, -27].map { move in
        (0..<784).reduce(0) { sum, place in
          let from = place + move
          return sum + abs(Int(formed.pixels[place]) - ((0..<784).contains(from) ? Int(image[from]) : 0))
        }
      }
      let ink = image.reduce(0) { $0 + Int($1) }
      if 4 * (differences.min() ?? ink) < ink { near += 1 }
    }
    #expect(100 * near >= 85 * count, "\(near) of \(count)")
  }

  /// scikit-learn's digits have 8 × 8 pixels.
  @Test func smallPicturesAreEnlargedWithoutSteps() throws {
    // A slope from left to right, six pixels of ink.
    let small = (0..<100).map { place -> UInt8 in
      let (x, y) = (place % 10, place / 10)
      return (2..<8).contains(x) && (2..<8).contains(y) ? UInt8(40 * x - 25) : 0
    }
    let formed = try DigitForm.form(small, width: 10, height: 10)
    let row = formed.pixels[14 * 28..<15 * 28].filter { $0 > 0 }
    #expect(row.count >= 18)
    // Only ever upwards, and never by as much as a pixel's step of 40.
    #expect(zip(row, row.dropFirst()).allSatisfy { $0 <= $1 && $1 - $0 < 40 })
  }

  @Test func reversalIsAsToldOrAsFound() throws {
    // A dark stroke that fills most of its picture: paper is what the edge is.
    let stroke = (0..<1_600).map { (2..<38).contains($0 % 40) && (2..<38).contains($0 / 40) ? 20 : 230 } as [UInt8]
    #expect(try DigitForm.form(stroke, width: 40, height: 40).isReversed)
    #expect(try DigitForm.form(stroke, width: 40, height: 40, reversal: .yes).isReversed)
    #expect(try !DigitForm.form(stroke, width: 40, height: 40, reversal: .no).isReversed)
    // Where the edge is half ink, most of the picture is paper.
    let half = (0..<1_600).map { $0 % 40 < 19 ? 20 : 230 } as [UInt8]
    #expect(try DigitForm.form(half, width: 40, height: 40).isReversed)
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

  /// Sizes and greys of all sorts end with a digit or an error.
  @Test func randomPicturesNeverTrap() throws {
    var random = SplitMix64(seed: 15)
    for _ in 0..<2_000 {
      let (width, height) = (Int.random(in: 1...60, using: &random), Int.random(in: 1...60, using: &random))
      let span = UInt8.random(in: 0...255, using: &random)
      let cells = Int.random(in: 1...6, using: &random)
      let palette = (0..<cells).map { _ in UInt8.random(in: 0...span, using: &random) }
      let grey = (0..<width * height).map { _ in palette[Int.random(in: 0..<cells, using: &random)] }
      if let formed = try? DigitForm.form(grey, width: width, height: height) { #expect(formed.pixels.count == 784) }
    }
  }
}
