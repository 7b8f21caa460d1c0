// An output while it is being written. Must never end without saying what went wrong.

import Foundation

public final class OutputWriter {
  private let path: String
  private let file: Descriptor
  private let replacement: Replacement?

  init(_ path: String, _ file: Descriptor) {
    (self.path, self.file, replacement) = (path, file, nil)
  }

  init(_ path: String, _ replacement: Replacement) {
    (self.path, file, self.replacement) = (path, replacement.file, replacement)
  }

  public func append(_ bytes: [UInt8]) throws {
    do throws(SystemCallError) {
      try file.write(bytes)
    } catch {
      throw Failure(writing: path, error)
    }
  }

  /// Gives a file that replaces another its name.
  public func finish() throws {
    do throws(SystemCallError) {
      if let replacement { try replacement.finish() }
    } catch {
      throw Failure(writing: path, error)
    }
  }
}
