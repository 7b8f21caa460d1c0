// A PDF page's drawing operators, in hundredths of a millimetre from the upper left corner. Must never know what is
// drawn.

import Essentials

struct PDFColour {
  let (red, green, blue): (Int, Int, Int)

  /// 0...255 each.
  init(_ red: Int, _ green: Int, _ blue: Int) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }
}

struct PDFContents {
  private(set) var bytes: [UInt8]
  private let height: Int

  /// - Parameter height: the page's; PDF counts from its lower edge.
  init(height: Int) {
    self.height = height
    // A hundredth of a millimetre in points, of which 72 are an inch.
    bytes = "0.0283464567 0 0 0.0283464567 0 0 cm\n".bytes
  }

  mutating func fill(_ colour: PDFColour) { set(colour, "rg") }

  mutating func stroke(_ colour: PDFColour, width: Int) {
    set(colour, "RG")
    put([width], "w")
  }

  /// Part of what `paint` fills.
  mutating func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    put([x, self.height - y - height, width, height], "re")
  }

  mutating func paint() { put([], "f") }

  mutating func outline(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    rectangle(x, y, width, height)
    put([], "S")
  }

  mutating func line(_ x: Int, _ y: Int, _ endX: Int, _ endY: Int) {
    put([x, height - y], "m")
    put([endX, height - endY], "l S")
  }

  /// - Parameter text: WinAnsi; y is the base line.
  mutating func text(_ text: [UInt8], x: Int, y: Int, size: Int, isBold: Bool = false) {
    put([], "BT")
    bytes += (isBold ? "/F2 " : "/F1 ").bytes
    put([size], "Tf")
    put([x, height - y], "Td")
    bytes.append(40)
    for character in text {
      if character == 40 || character == 41 || character == 92 { bytes.append(92) }
      bytes.append(character)
    }
    bytes += ") Tj ET\n".bytes
  }

  private mutating func set(_ colour: PDFColour, _ operation: StaticString) {
    for part in [colour.red, colour.green, colour.blue] { bytes += PDFContents.thousandths(part * 1_000 / 255) + [32] }
    put([], operation)
  }

  private mutating func put(_ operands: [Int], _ operation: StaticString) {
    for operand in operands { bytes += PDFContents.number(operand) + [32] }
    operation.withUTF8Buffer { bytes += $0 }
    bytes.append(10)
  }

  /// A length in points.
  static func points(_ length: Int) -> [UInt8] { thousandths((length * 72_000 + 1_270) / 2_540) }

  private static func thousandths(_ value: Int) -> [UInt8] {
    let fraction = number(value % 1_000)
    return number(value / 1_000) + [46] + [UInt8](repeating: 48, count: 3 - fraction.count) + fraction
  }

  /// In decimal.
  static func number(_ value: Int) -> [UInt8] {
    var (rest, digits) = (value.magnitude, [UInt8]())
    repeat {
      digits.append(UInt8(48 + rest % 10))
      rest /= 10
    } while rest > 0
    if value < 0 { digits.append(45) }
    digits.reverse()
    return digits
  }
}
