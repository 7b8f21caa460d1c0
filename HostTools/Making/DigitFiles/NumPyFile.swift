// Images and labels from NumPy's files, plain or gzip. Must never hold the elements in any form but bytes: as float64
// MNIST takes 440 MB.

import Digits
import Support

struct NumPyFile: ~Copyable {
  let path: String
  private let file: UnpackedFile
  private let header: NumPyHeader

  enum Content { case images, labels }

  /// By the shape: the last sides of images multiply to 784.
  let content: Content
  var count: Int { header.shape[0] }

  init(_ path: String) throws {
    let file = try UnpackedFile(path)
    let header = try NumPyHeader(path) { try file.read(atMost: $0) }
    let isImages = [[28, 28], [28, 28, 1], [1, 28, 28], [784]].contains(Array(header.shape.dropFirst()))
    guard isImages || header.shape.count == 1 || [[1], [10]].contains(Array(header.shape.dropFirst())) else {
      let shape = header.shape.map(String.init).joined(separator: ", ")
      throw Failure(
        file: path, offset: 10,
        "its shape is (\(shape)); images have (n, 28, 28), (n, 28, 28, 1) or (n, 784), labels (n,) or (n, 10)",
        advice: header.shape == [28, 28] ? "In NumPy images[None] makes a set of one" : nil)
    }
    guard header.shape[0] > 0 else {
      throw Failure(
        file: path, offset: 10, "it has 0 \(isImages ? "images" : "labels")", advice: "Save it again, with digits in it"
      )
    }
    guard header.shape[0] <= DigitImport.mostDigits else {
      throw Failure(
        file: path, offset: 10,
        "it has \(header.shape[0].grouped) \(isImages ? "images" : "labels"), more than "
          + "\(DigitImport.mostDigits.grouped)", advice: "Divide it")
    }
    self.path = path
    self.file = file
    self.header = header
    content = isImages ? .images : .labels
  }

  /// 784 bytes each. Floats are from 0 to 1 if all are, and otherwise, as whole numbers, from 0 to 255.
  func images() throws -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * DigitSet.pixelsPerImage)
    var isUnit = header.element.kind == .float || header.element.kind == .boolean
    try forEach(count * DigitSet.pixelsPerImage) { value, index throws(Failure) in
      if isUnit, value > 1 {
        // What came before was at most 1: 0 or 1 of 255.
        isUnit = false
        for place in pixels.indices { pixels[place] = pixels[place] >= 128 ? 1 : 0 }
      }
      let byte = (isUnit ? value * 255 : value).rounded()
      guard byte >= 0, byte <= 255 else { throw outside(value, index) }
      pixels.append(UInt8(byte))
    }
    return pixels
  }

  private func outside(_ value: Double, _ index: Int) -> Failure {
    let (image, pixel) = index.quotientAndRemainder(dividingBy: DigitSet.pixelsPerImage)
    return Failure(
      file: path,
      "image \(image.grouped) has \(value) in row \(pixel / 28), column \(pixel % 28), all counted from 0; pixels go "
        + "from 0 to 255, or floats from 0 to 1",
      advice:
        "In NumPy (255 * (images - images.min()) / (images.max() - images.min())).astype(\"uint8\") stretches any "
        + "range")
  }

  /// 0...9 each; one-hot rows are what their 1 says.
  func labels() throws -> [UInt8] {
    var labels: [UInt8] = []
    guard header.shape.count == 2, header.shape[1] == 10 else {
      try forEach(count) { value, index throws(Failure) in
        guard value >= 0, value <= 9, value == value.rounded() else {
          throw Failure(
            file: path, "label \(index.grouped) is \(value), not a digit from 0 to 9",
            advice: "Leave out what shows no digit, in NumPy with images[labels < 10] and labels[labels < 10]")
        }
        labels.append(UInt8(value))
      }
      return labels
    }
    var (ones, last) = (0, 0)
    try forEach(count * 10) { value, index throws(Failure) in
      let (row, column) = index.quotientAndRemainder(dividingBy: 10)
      if value == 1 { (ones, last) = (ones + 1, column) }
      guard value == 0 || value == 1, column < 9 || ones == 1 else {
        throw Failure(
          file: path, "row \(row.grouped) of the one-hot labels doesn't have one 1 and nine 0s",
          advice: "In NumPy labels.argmax(1) makes numbers of them, each that of the largest")
      }
      guard column == 9 else { return }
      labels.append(UInt8(last))
      ones = 0
    }
    return labels
  }

  /// All elements in turn, of which there must be so many and no more.
  private func forEach(_ all: Int, _ take: (Double, Int) throws(Failure) -> Void) throws {
    let size = header.element.size
    // Small pieces: an element at a time costs a call, all at once the memory.
    let piece = 1 << 16
    var index = 0
    while index < all {
      try Interrupt.check()
      let wanted = min(piece, all - index)
      let bytes = try file.read(atMost: wanted * size)
      guard bytes.count == wanted * size else {
        throw Failure(
          file: path,
          "\(all.grouped) elements of \(size) bytes should follow its header, but it ends after "
            + "\((index + bytes.count / size).grouped)", advice: "Save or download it again")
      }
      try bytes.withUnsafeBytes { bytes in
        for number in 0..<wanted { try take(value(bytes, number), index + number) }
      }
      index += wanted
    }
    guard try file.read(atMost: 1).isEmpty else {
      throw Failure(
        file: path, "it goes on after the \(all.grouped) elements that its header promises",
        advice: "Save or download it again")
    }
  }

  private func value(_ bytes: UnsafeRawBufferPointer, _ number: Int) -> Double {
    let size = header.element.size
    return size == 1 && header.element.kind != .signed
      ? Double(bytes[number]) : header.element.value(bytes[number * size..<(number + 1) * size])
  }
}
