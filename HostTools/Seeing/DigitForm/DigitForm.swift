// A grey picture of one digit in MNIST's form: what a person has drawn, photographed or scanned, as MNIST's makers would
// have cut it. Must never know a file, nor need Foundation: a browser page runs this module too.

/// A digit of 28 × 28 pixels.
public struct FormedDigit: Equatable, Sendable {
  /// 784 bytes, rows from the top, 0 (paper) to 255 (ink).
  public let pixels: [UInt8]
  /// Whether the picture was dark on light, as told or as found, and was turned round.
  public let isReversed: Bool
  /// Whether the picture was in MNIST's form already; then its pixels are the picture's.
  public let wasInForm: Bool

  public init(pixels: [UInt8], isReversed: Bool, wasInForm: Bool) {
    (self.pixels, self.isReversed, self.wasInForm) = (pixels, isReversed, wasInForm)
  }
}

public enum DigitFormError: Error, Equatable, Sendable {
  /// A side is 0, or there aren't width × height samples.
  case wrongSize
  /// Nothing stands out from the paper; the lightest and darkest sample, 0 black to 255 white.
  case blank(darkest: UInt8, lightest: UInt8)
}

public enum DigitForm {
  /// MNIST's pictures are so wide and high.
  public static let side = 28
  /// The digit's longer side: of MNIST's 70,000 digits 69,984 have exactly this, the others one less.
  public static let box = 20
  /// The pixel, counted from 0, in which the centre of mass lies: MNIST's lie from 13.48 to 14.50, on both axes.
  static let centre = 14

  /// Brings a picture into MNIST's form. The digit is cut out along its ink, scaled to 20 pixels with its aspect kept,
  /// each pixel the mean of what it covers, and moved by whole pixels until its centre of mass is in pixel (14, 14):
  /// as Yann LeCun describes it for the files of 1998.
  ///
  /// A picture of 28 × 28 pixels that is like this already keeps every pixel, as all of MNIST's 70,000 do. Others of
  /// that size are brought into form like any: a digit drawn into a corner of 28 × 28 pixels isn't one that a network
  /// trained on MNIST can read.
  /// - Parameter grey: width × height samples, rows from the top, 0 black to 255 white.
  public static func form(
    _ grey: UnsafeBufferPointer<UInt8>, width: Int, height: Int, reversal: Reversal = .auto
  ) throws(DigitFormError) -> FormedDigit {
    let (count, isTooLarge) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !isTooLarge, grey.count == count else { throw .wrongSize }
    let levels = try GreyLevels(grey, width: width, height: height, reversal)
    if width == side, height == side {
      let pixels = grey.map { levels.isReversed ? 255 - $0 : $0 }
      if isInForm(pixels) { return FormedDigit(pixels: pixels, isReversed: levels.isReversed, wasInForm: true) }
    }
    var ink = InkPicture(width: width, height: height, pixels: levels.ink(grey))
    guard ink.removeSpecks() else { throw .blank(darkest: levels.darkest, lightest: levels.lightest) }
    var digit = ink.cropped()
    if max(digit.width, digit.height) < box { digit = digit.enlarged(by: 1 + 2 * box / max(digit.width, digit.height)) }
    return FormedDigit(pixels: centred(digit.scaled(to: box)), isReversed: levels.isReversed, wasInForm: false)
  }

  public static func form(
    _ grey: [UInt8], width: Int, height: Int, reversal: Reversal = .auto
  ) throws(DigitFormError) -> FormedDigit {
    // `withUnsafeBufferPointer` rethrows typed errors only by a result.
    let result = grey.withUnsafeBufferPointer { samples -> Result<FormedDigit, DigitFormError> in
      do throws(DigitFormError) {
        return .success(try form(samples, width: width, height: height, reversal: reversal))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// In the middle of the field, all within it.
  private static func centred(_ digit: InkPicture) -> [UInt8] {
    let mass = digit.mass
    // The pixel that the centre lies in, to the nearest one.
    let column = (2 * mass.x + mass.all) / (2 * mass.all)
    let row = (2 * mass.y + mass.all) / (2 * mass.all)
    let left = max(0, min(side - digit.width, centre - column))
    let top = max(0, min(side - digit.height, centre - row))
    var field = [UInt8](repeating: 0, count: side * side)
    for y in 0..<digit.height {
      for x in 0..<digit.width { field[(top + y) * side + left + x] = digit.pixels[y * digit.width + x] }
    }
    return field
  }

  /// Below this it counts as paper: what JPEG leaves around a digit. At this threshold all of MNIST's digits are 18 to
  /// 20 pixels long.
  private static let leastInk: UInt8 = 33
  private static let shortest = 18

  static func isInForm(_ pixels: [UInt8]) -> Bool {
    let clean = InkPicture(width: side, height: side, pixels: pixels.map { $0 < leastInk ? 0 : $0 })
    guard let bounds = clean.bounds(from: leastInk) else { return false }
    let length = max(bounds.columns.count, bounds.rows.count)
    guard length >= shortest, length <= box else { return false }
    let mass = clean.mass
    // A quarter of a pixel more than MNIST's half, for the ink that was left out above.
    func isCentred(_ sum: Int) -> Bool {
      4 * sum >= (4 * centre - 3) * mass.all && 4 * sum <= (4 * centre + 3) * mass.all
    }
    return isCentred(mass.x) && isCentred(mass.y)
  }
}
