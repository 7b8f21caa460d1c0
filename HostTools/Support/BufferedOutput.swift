// Standard output in big pieces. Must never lose what was written without saying so.

import Foundation

public struct BufferedOutput: ~Copyable {
  private static let pieceSize = 1 << 16

  public var bytes: [UInt8] = []

  public init() {
    bytes.reserveCapacity(BufferedOutput.pieceSize)
  }

  /// Writes what has gathered when it is a piece.
  public mutating func endLine() throws {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= BufferedOutput.pieceSize { try flush() }
  }

  /// - Throws: `Failure` when nobody takes the output.
  public mutating func flush() throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("the output can't be written: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
