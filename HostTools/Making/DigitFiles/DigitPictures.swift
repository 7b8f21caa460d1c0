// Pictures of single digits, each brought into MNIST's form. Must never end at the first that is wrong: somebody with a
// thousand of them wants to know of all.

import DigitForm
import Pictures
import Support

struct DigitPicture {
  let formed: FormedDigit

  /// A digit takes far less; a larger picture is reduced on the way, which costs no sharpness at 20 pixels.
  private static let mostPixels = 4_000_000

  /// - Throws: `Failure` for what can't be read, or shows nothing.
  init(_ path: String, _ reversal: Reversal) throws {
    let picture = try PictureFile.readGrey(path, mostPixels: DigitPicture.mostPixels).picture
    do throws(DigitFormError) {
      formed = try DigitForm.form(
        picture.pixels, width: picture.width, height: picture.height, reversal: reversal)
    } catch {
      switch error {
      case .blank(let darkest, let lightest):
        throw Failure(
          file: path,
          "there is no digit to be seen on its \(picture.width.grouped) × \(picture.height.grouped) pixels, "
            + "whose greys go from \(darkest) to \(lightest)",
          advice: "Digits differ from their paper by a tenth of the way from black to white at least")
      case .wrongSize: throw Failure(file: path, "it has no pixels", advice: "Save it anew")
      }
    }
  }
}
