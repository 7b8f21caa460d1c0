// The connected parts of what is written in a box. Must never join what only a dropped part connects.

struct InkParts {
  struct Part {
    var area = 0
    /// Its darkest pixel.
    var most = 0
    /// How many of its pixels lie at the box's edge.
    var edge = 0
    var bounds = DarkPart()
  }

  private(set) var parts: [Part] = []
  /// For each pixel 0, or 1 + the number of its part.
  private var labels: [UInt16]
  private let width: Int
  private let height: Int

  init(_ plane: Plane, above least: Int) {
    (width, height) = (plane.width, plane.height)
    labels = [UInt16](repeating: 0, count: width * height)
    var waiting: [Int] = []
    for start in plane.pixels.indices where labels[start] == 0 && Int(plane.pixels[start]) > least {
      guard parts.count < 65_535 else { break }
      parts.append(Part())
      let label = UInt16(parts.count)
      labels[start] = label
      waiting.append(start)
      while let place = waiting.popLast() {
        let (x, y) = (place % width, place / width)
        take(x, y, Int(plane.pixels[place]))
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for column in max(0, x - 1)...min(width - 1, x + 1) {
            let near = row * width + column
            if labels[near] == 0, Int(plane.pixels[near]) > least {
              labels[near] = label
              waiting.append(near)
            }
          }
        }
      }
    }
  }

  private mutating func take(_ x: Int, _ y: Int, _ value: Int) {
    let last = parts.count - 1
    parts[last].area += 1
    parts[last].most = max(parts[last].most, value)
    if x == 0 || y == 0 || x == width - 1 || y == height - 1 { parts[last].edge += 1 }
    parts[last].bounds.take(x, y)
  }

  mutating func drop(_ index: Int) {
    parts[index].area = 0
    let label = UInt16(index + 1)
    for place in labels.indices where labels[place] == label { labels[place] = 0 }
  }

  /// The rectangle around all that is left.
  var bounds: DarkPart? {
    var all = DarkPart()
    for part in parts where part.area > 0 {
      all.take(part.bounds.left, part.bounds.top)
      all.take(part.bounds.right, part.bounds.bottom)
    }
    return all.area > 0 ? all : nil
  }

  /// Whether the pixel or one beside it is of a part that is left.
  func isNear(_ place: Int) -> Bool {
    let (x, y) = (place % width, place / width)
    for row in max(0, y - 1)...min(height - 1, y + 1) {
      for column in max(0, x - 1)...min(width - 1, x + 1) where labels[row * width + column] > 0 { return true }
    }
    return false
  }
}
