// A photograph of the sheet, as digits in MNIST's form. Must never change a digit to please the reader that checks it.

import DigitForm
import Paper
import Pictures
import ReaderModels
import Support

public struct HandwritingPhoto: Sendable {
  /// As the user named it.
  public let path: String
  public let paper: PaperSize
  /// Row by row; empty boxes are left out.
  public let digits: [WrittenDigit]

  /// A larger photograph is reduced on the way. A sheet of A4 that fills half of so many has 8 pixels a millimetre, more
  /// than digits have use for; and of noise alone, each pixel takes up to 20 bytes while marks are looked for.
  private static let mostPixels = 16_000_000

  /// - Throws: `Failure` with what to do better.
  public init(_ path: String, reader: LoadedReader) throws {
    self.path = path
    let reading = try HandwritingPhoto.reading(path)
    paper = reading.paper
    digits = reading.boxes.compactMap { box in
      guard let ink = box.ink,
        let formed = try? DigitForm.form(ink.pixels, width: ink.width, height: ink.height, reversal: .no)
      else { return nil }
      let doubt = ReadingDoubt(reader.read(formed.pixels), row: box.row, isCut: box.isCut)
      return WrittenDigit(row: box.row, box: box.column + 1, pixels: formed.pixels, doubt: doubt)
    }
    guard !digits.isEmpty else {
      throw Failure(
        file: path, "the sheet's boxes are all empty",
        advice: "If they aren't, the writing is too faint: take a darker pen, or more light")
    }
  }

  private static func reading(_ path: String) throws -> SheetReading {
    let picture = try PictureFile.read(path, mostPixels: mostPixels)
    guard let photo = Photograph(width: picture.width, height: picture.height, channels: 3, samples: picture.pixels)
    else {
      throw Failure(
        file: path,
        "a picture of \(picture.width.grouped) × \(picture.height.grouped) pixels is no photograph of a sheet")
    }
    do throws(SheetFault) {
      return try SheetReading(photo)
    } catch {
      throw Failure(error, path)
    }
  }
}
