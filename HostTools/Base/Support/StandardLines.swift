// Standard input line by line, in large pieces. Must never hold more of it than a piece and a line.

import Foundation

public enum StandardLines {
  private static let pieceSize = 1 << 16
  private static let longest = 1 << 20

  /// Calls `take` with each line's bytes, without its newline, and its number from 1 on.
  /// - Throws: `Failure` when standard input can't be read, Ctrl-C was pressed or `take` throws.
  public static func forEach(_ take: (ArraySlice<UInt8>, Int) throws -> Void) throws {
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var begun: [UInt8] = []
    var number = 0
    while true {
      let count = read(STDIN_FILENO, &piece, piece.count)
      if Interrupt.wasAsked { throw Failure("interrupted") }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure("standard input can't be read: \(StandardStreams.reason(errno))") }
      guard count > 0 else { break }
      var rest = piece[..<count]
      while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
        number += 1
        if begun.isEmpty {
          try take(rest[..<newline], number)
        } else {
          begun += rest[..<newline]
          try take(begun[...], number)
          begun = []
        }
        rest = rest[(newline + 1)...]
      }
      begun += rest
      guard begun.count <= longest else {
        throw Failure("standard input, line \(number + 1): it has more than \(longest.grouped) bytes")
      }
    }
    if !begun.isEmpty { try take(begun[...], number + 1) }
  }
}
