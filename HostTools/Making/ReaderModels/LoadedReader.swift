// A reader with its model: one that comes with the project, or a person's own from a file.
// Must never read a digit in any way but the device's.

import Firmware
import Foundation
import Support

/// The networks that come with the project, trained.
public enum ReaderNetwork: String, CaseIterable, Sendable {
  /// Fully connected: each output sees every input. A tenth of the other's instructions.
  case fc
  /// Convolutional: small kernels that pass over the picture. An eighth of the other's bytes, and it misreads less.
  case cnn
}

public struct LoadedReader: Sendable {
  /// What to call it: the network's name, or the file's as the user gave it.
  public let name: String
  /// The file, every byte of it; see `Firmware/Reading/FORMAT.md`.
  public let bytes: [UInt8]
  public let model: ReaderModel

  /// - Throws: a `Failure` that names the file, the byte, what is wrong there and what to do.
  public init(path: String) throws {
    try self.init(bytes: Files.read(path), named: path)
  }

  /// - Throws: the same, with `name` for the file.
  public init(bytes: [UInt8], named name: String) throws {
    (self.name, self.bytes) = (name, bytes)
    do throws(ReaderModelError) {
      model = try ReaderModel(checking: bytes.span)
    } catch {
      throw Failure(file: name, offset: error.offset, error.explanation(bytes), advice: error.advice)
    }
  }

  public init(_ network: ReaderNetwork) throws {
    guard let path = Bundle.module.path(forResource: network.rawValue, ofType: "model") else {
      throw Failure(
        "the model \(network.rawValue) that belongs beside this program is missing", advice: "Build it again")
    }
    try self.init(bytes: Files.read(path), named: network.rawValue)
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
