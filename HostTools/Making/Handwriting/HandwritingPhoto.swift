// A photograph of the sheet, as digits in MNIST's form. Must never change a digit to please the reader that checks it.

import DigitForm
import Essentials
import Paper
import ReaderModels

public struct HandwritingPhoto: Sendable {
  /// As the user named it.
  public let path: String
  public let paper: PaperSize
  /// Row by row; empty boxes are left out.
  public let digits: [WrittenDigit]

  /// - Throws: `Failure` with what to do better.
  public init(_ photo: Photograph, named path: String, reader: LoadedReader) throws(Failure) {
    self.path = path
    let reading: SheetReading
    do throws(SheetFault) {
      reading = try SheetReading(photo)
    } catch {
      throw Failure(error, path)
    }
    paper = reading.paper
    digits = reading.boxes.compactMap { box in
      guard let ink = box.ink,
        let formed = try? DigitForm.form(ink.pixels, width: ink.width, height: ink.height, reversal: .no)
      else { return nil }
      let doubt = ReadingDoubt(reader.read(formed.pixels), row: box.row, isCut: box.isCut)
      return WrittenDigit(
        row: box.row, box: box.column + 1, pixels: formed.pixels, isCut: box.isCut, doubt: doubt)
    }
    guard !digits.isEmpty else {
      throw Failure(
        file: path, "the sheet's boxes are all empty",
        advice: "If they aren't, the writing is too faint: take a darker pen, or more light")
    }
  }

  /// What a picture of another size is.
  public static func failure(_ path: String, width: Int, height: Int) -> Failure {
    Failure(
      file: path, "a picture of \(width.grouped) × \(height.grouped) pixels is no photograph of a sheet",
      advice: "Photograph one that `mnist-clock sheet` has made")
  }
}
