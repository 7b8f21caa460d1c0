// Standard output in large pieces. Must never lose what was written without saying so.

import Foundation

public struct BufferedOutput: ~Copyable {
  private static let pieceSize = 1 << 16

  public var bytes: [UInt8] = []

  public init() {
    bytes.reserveCapacity(BufferedOutput.pieceSize)
  }

  /// Ends a line, and writes what has gathered once it fills a piece.
  public mutating func endLine() throws {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= BufferedOutput.pieceSize { try flush() }
  }

  /// - Throws: what `StandardStreams` throws.
  public mutating func flush() throws {
    try StandardStreams.write(bytes, to: STDOUT_FILENO)
    bytes.removeAll(keepingCapacity: true)
  }
}
