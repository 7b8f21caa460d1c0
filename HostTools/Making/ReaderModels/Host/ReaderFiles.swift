// Readers' models in files: a person's own, and those that come with the project. Must never read a digit.

import Foundation
import Support

/// The networks that come with the project, trained.
public enum ReaderNetwork: String, CaseIterable, Sendable {
  /// Fully connected: each output sees every input. A tenth of the other's instructions.
  case fc
  /// Convolutional: small kernels that pass over the picture. An eighth of the other's bytes, and it misreads less.
  case cnn
}

extension LoadedReader {
  /// - Throws: a `Failure` that names the file, the byte, what is wrong there and what to do.
  public init(path: String) throws {
    try self.init(bytes: Files.read(path), named: path)
  }

  public init(_ network: ReaderNetwork) throws {
    guard let path = Bundle.module.path(forResource: network.rawValue, ofType: "model") else {
      throw Failure(
        "the model \(network.rawValue) that belongs beside this program is missing", advice: "Build it again")
    }
    try self.init(bytes: Files.read(path), named: network.rawValue)
  }
}
