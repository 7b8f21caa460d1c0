// What is wrong with a photograph of the sheet, in words. Must never say it without what to do better.

import Essentials
import Paper

extension Failure {
  init(_ fault: SheetFault, _ path: String) {
    let whole = "Photograph the whole sheet from above, with nothing on its corners"
    switch fault {
    case .marks(0, _):
      self.init(
        file: path, "none of the sheet's four corner marks can be seen",
        advice: "\(whole), sharp and in even light; `mnist-clock sheet` makes the sheet")
    case .marks(let found, let missing):
      let which = missing.map { "; the one in the \($0.words) is missing" } ?? ""
      self.init(
        file: path, "only \(found) of the sheet's four corner marks can be seen\(which)",
        advice: "\(whole), sharp and in even light")
    case .noSheet:
      self.init(file: path, "its corner marks are not those of one sheet", advice: "\(whole), one sheet at a time")
    case .severalSheets:
      self.init(file: path, "it shows more than one sheet", advice: "Photograph one at a time")
    case .tooSmall(let found, let needed):
      self.init(
        file: path,
        "the sheet is too small in it: \(tenths(found)) pixels a millimetre, where \(tenths(needed)) are needed",
        advice: "Go nearer until the sheet fills the picture, and take the photograph as the camera made it: "
          + "messengers send smaller ones")
    case .blurred(let found, let most):
      self.init(
        file: path,
        "it is blurred: edges are \(hundredths(found)) mm wide, of which at most \(hundredths(most)) can be read",
        advice: "Hold the phone still, tap on the sheet to focus, and take more light")
    case .bent:
      self.init(
        file: path, "the sheet isn't flat: its boxes aren't where its corners say",
        advice: "Lay it on a table and smooth it out")
    }
  }
}

private func tenths(_ value: Int) -> String { (Double(value) / 10).formatted(places: 1) }
private func hundredths(_ value: Int) -> String { (Double(value) / 100).formatted(places: 2) }

extension SheetCorner {
  fileprivate var words: String {
    switch self {
    case .upperLeft: "upper left"
    case .upperRight: "upper right"
    case .lowerRight: "lower right"
    case .lowerLeft: "lower left"
    }
  }
}
