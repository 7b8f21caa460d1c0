// Dust and grain beside a digit, which would make it larger than it is. Must never take a stroke for a speck.

extension InkPicture {
  /// A hundredth of all ink: the dash of a 5 or 7 written apart has a twentieth and more.
  private static let speckShare: UInt64 = 100

  /// Removes what isn't connected to anything large, counting pixels that touch by a corner as connected.
  /// - Returns: whether any ink is left.
  mutating func removeSpecks() -> Bool {
    var total: UInt64 = 0
    for ink in pixels where ink >= InkPicture.leastInk { total += UInt64(ink) }
    guard total > 0 else { return false }
    var isSeen = [Bool](repeating: false, count: pixels.count)
    var part: [Int] = []
    var remains = false
    for start in pixels.indices where pixels[start] >= InkPicture.leastInk && !isSeen[start] {
      part.removeAll(keepingCapacity: true)
      part.append(start)
      isSeen[start] = true
      var (next, ink) = (0, 0 as UInt64)
      while next < part.count {
        let place = part[next]
        next += 1
        ink += UInt64(pixels[place])
        let (x, y) = (place % width, place / width)
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for column in max(0, x - 1)...min(width - 1, x + 1) {
            let neighbour = row * width + column
            guard !isSeen[neighbour], pixels[neighbour] >= InkPicture.leastInk else { continue }
            isSeen[neighbour] = true
            part.append(neighbour)
          }
        }
      }
      if InkPicture.speckShare * ink < total {
        for place in part { pixels[place] = 0 }
      } else {
        remains = true
      }
    }
    return remains
  }
}
