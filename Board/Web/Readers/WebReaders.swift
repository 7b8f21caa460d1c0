// What a page asks of the readers, the form, the sheet and the encoder: their models, and the digits being collected.
// Must never know how any of them works.

import DigitForm
import Digits
import Essentials
import Firmware
import GlyphImage
import Handwriting
import Paper
import ReaderModels

final class WebReaders {
  /// As the shipped networks are called, in the order of their numbers.
  private static let names = ["fc", "cnn"]

  /// Its file's name, which the page knows better.
  private static let photograph = "the photograph"

  private var readers: [LoadedReader?] = [nil, nil]
  private var predictor: GlyphModel?
  private var digits = DigitSet()

  private static let missing = Failure("the model isn't loaded", advice: "Load it first")

  /// - Parameter number: 0 fully connected, 1 convolutional, 2 the encoder's predictor.
  func setModel(_ number: Int, _ bytes: [UInt8]) throws(Failure) {
    if number == 2 {
      predictor = try GlyphModel(file: bytes, named: "mnist.model")
    } else if WebReaders.names.indices.contains(number) {
      readers[number] = try LoadedReader(bytes: bytes, named: WebReaders.names[number])
    }
  }

  private func reader(_ number: Int) throws(Failure) -> LoadedReader {
    guard readers.indices.contains(number), let reader = readers[number] else { throw WebReaders.missing }
    return reader
  }

  /// - Returns: 784 bytes; none when there is no ink.
  func form(_ grey: [UInt8], width: Int, height: Int) -> [UInt8] {
    do throws(DigitFormError) {
      return try DigitForm.form(grey, width: width, height: height, reversal: .no).pixels
    } catch {
      return []
    }
  }

  /// - Returns: ten shares of 32,768 in two bytes each, little endian.
  func read(_ number: Int, _ pixels: [UInt8]) throws(Failure) -> [UInt8] {
    guard pixels.count == DigitSet.pixelsPerImage else { throw Failure("a digit has 784 pixels") }
    let certainties = try reader(number).read(pixels)
    var bytes: [UInt8] = []
    for digit in 0..<10 {
      bytes += [UInt8(truncatingIfNeeded: certainties[digit]), UInt8(truncatingIfNeeded: certainties[digit] >> 8)]
    }
    return bytes
  }

  /// - Returns: the paper's number; then for each digit row, box, whether it is cut off, the size of its doubt's words
  ///   in two bytes, these, and its 784 pixels.
  func photo(_ samples: [UInt8], width: Int, height: Int, channels: Int) throws(Failure) -> [UInt8] {
    guard let photo = Photograph(width: width, height: height, channels: channels, samples: samples) else {
      throw HandwritingPhoto.failure(WebReaders.photograph, width: width, height: height)
    }
    let read = try HandwritingPhoto(photo, named: WebReaders.photograph, reader: reader(1))
    var bytes = [read.paper.rawValue]
    for digit in read.digits {
      let words = (digit.doubt?.words ?? "").bytes
      bytes += [UInt8(truncatingIfNeeded: digit.row), UInt8(truncatingIfNeeded: digit.box), digit.isCut ? 1 : 0]
      bytes += [UInt8(truncatingIfNeeded: words.count), UInt8(truncatingIfNeeded: words.count >> 8)] + words
      bytes += digit.pixels
    }
    return bytes
  }

  // MARK: An image

  /// - Parameter bytes: a label and 784 pixels for each digit.
  func add(_ bytes: [UInt8]) throws(Failure) {
    let size = 1 + DigitSet.pixelsPerImage
    guard bytes.count % size == 0 else { throw Failure("a digit has a label and 784 pixels") }
    var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
    for start in stride(from: 0, to: bytes.count, by: size) {
      guard bytes[start] < 10 else { throw Failure("\(bytes[start]) is no digit") }
      labels.append(bytes[start])
      pixels += bytes[start + 1..<start + size]
    }
    digits.append(DigitSet(pixels: pixels, labels: labels))
  }

  /// The partition image of the digits that were added, which are forgotten.
  func build(progress: (Int) -> Void) throws(Failure) -> [UInt8] {
    let digits = digits
    self.digits = DigitSet()
    guard let predictor else { throw WebReaders.missing }
    let legibility = DigitLegibility([:], [try reader(0), try reader(1)]).levels(of: digits)
    return try GlyphImageBuilder(.predicted(predictor)).build(digits, legibility: legibility, progress: progress)
  }
}
