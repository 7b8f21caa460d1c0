// Digits as Kaggle has them: a line each, the label and 784 pixels in decimal. Must never hold a file's text, which for
// all of MNIST is 120 MB.

import Digits
import Support

enum KaggleCSV {
  static let columns = 1 + DigitSet.pixelsPerImage

  static let header = "label," + (0..<DigitSet.pixelsPerImage).map { "pixel\($0)" }.joined(separator: ",") + "\n"

  static let layout = "Kaggle's layout is label,pixel0,…,pixel783"

  /// Each byte's text, and a comma before it.
  private static let texts = (0...255).map { Array(",\($0)".utf8) }

  static func append(_ image: ArraySlice<UInt8>, _ label: UInt8, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "0") + label)
    for pixel in image { text += texts[Int(pixel)] }
    text.append(UInt8(ascii: "\n"))
  }

  /// Plain or gzip; a header is known by not being numbers, and may be missing, as in the files that Joseph Redmon made.
  /// - Parameter report: told how many digits were read.
  static func read(_ path: String, report: (Int) -> Void) throws -> DigitSet {
    let file = try UnpackedFile(path)
    var lines = KaggleLines(path)
    while true {
      try Interrupt.check()
      let piece = try file.read(atMost: 1 << 18)
      try lines.take(piece)
      report(lines.labels.count)
      if piece.isEmpty { break }
    }
    guard !lines.labels.isEmpty else { throw Failure(file: path, "it has no digits", advice: KaggleCSV.layout) }
    return DigitSet(pixels: lines.pixels, labels: lines.labels)
  }
}

/// The lines so far. Must never keep more of a line than its numbers.
private struct KaggleLines {
  private let path: String
  private(set) var pixels: [UInt8] = []
  private(set) var labels: [UInt8] = []

  private var line = 1
  private var column = 0
  private var number = 0
  private var digits = 0
  /// Whether a blank or a quote has followed the number.
  private var isEnded = false
  /// Of the first line, until it proves to be of numbers.
  private var header: [UInt8] = []
  private var isHeader = false
  private var isAtStart = true
  /// Whether the last byte was a carriage return, which ends a line by itself or with the line feed after it.
  private var isAfterReturn = false

  /// Excel's mark at the start, and a quote around the first name or number.
  private static let ignoredStart: [UInt8] = [0xEF, 0xBB, 0xBF, UInt8(ascii: "\"")]
  /// A header of 785 names takes 7 KB.
  private static let longestHeader = 1 << 15

  init(_ path: String) {
    self.path = path
  }

  /// - Parameter piece: what comes next; nothing at the end.
  mutating func take(_ piece: [UInt8]) throws {
    for given in piece {
      // Windows ends lines with both, Macs once did with a carriage return alone.
      let isSecondOfTwo = isAfterReturn && given == UInt8(ascii: "\n")
      isAfterReturn = given == UInt8(ascii: "\r")
      if isSecondOfTwo { continue }
      let byte = isAfterReturn ? UInt8(ascii: "\n") : given
      if isAtStart {
        if KaggleLines.ignoredStart.contains(byte) { continue }
        start(byte)
      }
      if isHeader {
        try takeHeader(byte)
      } else {
        try takeNumber(byte)
      }
    }
    // The last line may lack its end.
    if piece.isEmpty, isHeader || column > 0 || digits > 0 { try take([UInt8(ascii: "\n")]) }
  }

  /// Anything but a number begins a header.
  private mutating func start(_ byte: UInt8) {
    isAtStart = false
    isHeader = line == 1 && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func takeHeader(_ byte: UInt8) throws {
    guard byte == UInt8(ascii: "\n") else {
      header.append(byte)
      guard header.count <= KaggleLines.longestHeader else {
        throw fault("its first line is neither a header nor numbers")
      }
      return
    }
    var names = String(plain: header).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    // Excel's mark at the start, and quotes.
    names = names.map { $0.filter { !"\u{FEFF}\u{FFFD}\" ".contains($0) } }
    guard names.first?.lowercased() == "label" else {
      if names.count == DigitSet.pixelsPerImage {
        throw fault(
          "it has pixels, but no labels, as Kaggle's test.csv, whose labels are not published",
          "Kaggle's train.csv has both")
      }
      throw fault("its header begins with \(String((names.first ?? "").prefix(20)).shown), not with label")
    }
    guard names.count == KaggleCSV.columns else { throw fault("its header has \(names.count.grouped) columns") }
    isHeader = false
    line += 1
  }

  private mutating func takeNumber(_ byte: UInt8) throws {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard !isEnded || digits == 0 else {
        throw fault("column \(column + 1) has two numbers", "Separate them by a comma")
      }
      number = 10 * number + Int(byte - UInt8(ascii: "0"))
      digits += 1
      guard number <= 255 else {
        throw fault("column \(column + 1) has a number above 255", "Scale the pixels to 0...255")
      }
    case UInt8(ascii: ","): try endNumber()
    case UInt8(ascii: "\n"):
      // An empty line, as at the end.
      if column > 0 || digits > 0 {
        try endNumber()
        guard column == KaggleCSV.columns else {
          throw fault("it has \(column) columns, not \(KaggleCSV.columns)")
        }
      }
      column = 0
      line += 1
      guard labels.count <= DigitImport.mostDigits else {
        throw fault("it goes on after \(DigitImport.mostDigits.grouped) digits", "Divide it")
      }
    case UInt8(ascii: " "), UInt8(ascii: "\""): isEnded = digits > 0
    default:
      throw fault(
        "column \(column + 1) has \(String(plain: [byte]).shown), and only whole numbers from 0 to 255 are pixels",
        "Separate them by commas, and multiply those from 0 to 1 by 255")
    }
  }

  private mutating func endNumber() throws {
    guard digits > 0 else { throw fault("column \(column + 1) is empty") }
    guard column < KaggleCSV.columns else { throw fault("it has more than \(KaggleCSV.columns) columns") }
    if column == 0 {
      guard number <= 9 else {
        throw fault("label \(number) is not a digit from 0 to 9", "Leave out lines of what is no digit")
      }
      labels.append(UInt8(number))
    } else {
      pixels.append(UInt8(number))
    }
    (number, digits, column, isEnded) = (0, 0, column + 1, false)
  }

  private func fault(_ cause: String, _ advice: String = KaggleCSV.layout) -> Failure {
    Failure(file: path, "line \(line.grouped): \(cause)", advice: advice)
  }
}
