// A reader with its model: one that comes with the project, or a person's own from a file.
// Must never read a digit in any way but the device's.

import Essentials
import Firmware

public struct LoadedReader: Sendable {
  /// What to call it: the network's name, or the file's as the user gave it.
  public let name: String
  /// The file, every byte of it; see `Firmware/Reading/FORMAT.md`.
  public let bytes: [UInt8]
  public let model: ReaderModel

  /// - Throws: a `Failure` that names `name` as the file, the byte, what is wrong there and what to do.
  public init(bytes: [UInt8], named name: String) throws(Failure) {
    (self.name, self.bytes) = (name, bytes)
    do throws(ReaderModelError) {
      model = try ReaderModel(checking: bytes.span)
    } catch {
      throw Failure(file: name, offset: error.offset, error.explanation(bytes), advice: error.advice)
    }
  }

  /// - Parameter pixels: 784 bytes in MNIST's form, rows from the top, 0 paper to 255 ink.
  public func read(_ pixels: [UInt8]) -> Certainties {
    precondition(pixels.count == ReaderModelLayout.side * ReaderModelLayout.side, "A digit has 784 pixels")
    var scratch = [UInt8](repeating: 0, count: DigitReader.scratchSize)
    var room = scratch.mutableSpan
    // An array's first element is at an address that suits any type, so nothing is too short or out of line here.
    guard let read = DigitReader.read(pixels.span, model: bytes.span, checked: model, scratch: &room) else {
      preconditionFailure("A checked model reads every picture")
    }
    return read
  }

  /// How sure readers are that a picture shows `digit`, 0 to 1: their mean.
  public static func certainty(_ digit: Int, of pixels: [UInt8], by readers: [LoadedReader]) -> Double {
    let sum = readers.reduce(0) { $0 + Int($1.read(pixels)[digit]) }
    return Double(sum) / Double(readers.count * Int(Certainties.one))
  }
}
