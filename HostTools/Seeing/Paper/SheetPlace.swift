// Where each point of the page is in the photograph: perspective, and a slow bend for lens and paper. Must never bend by
// more than its grid was found to.

struct SheetPlace {
  private let view: Homography
  private let layout: SheetLayout
  /// In millimetres, one for each of `terms`.
  private var bendX = [Double](repeating: 0, count: SheetPlace.termCount)
  private var bendY = [Double](repeating: 0, count: SheetPlace.termCount)

  static let termCount = 10

  init(_ view: Homography, _ layout: SheetLayout) {
    (self.view, self.layout) = (view, layout)
  }

  /// The products of degree three at most of the page's coordinates, which are -1 and 1 at its edges: a lens's barrel or
  /// pincushion is of the third, a paper's bend about of the second.
  func terms(_ point: PagePoint) -> [Double] {
    let x = point.x * 200 / Double(layout.width) - 1
    let y = point.y * 200 / Double(layout.height) - 1
    return [1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y]
  }

  func bent(x: [Double], y: [Double]) -> SheetPlace {
    var place = self
    (place.bendX, place.bendY) = (x, y)
    return place
  }

  func bend(at point: PagePoint) -> PagePoint {
    let terms = terms(point)
    var (x, y) = (0.0, 0.0)
    for term in terms.indices { (x, y) = (x + bendX[term] * terms[term], y + bendY[term] * terms[term]) }
    return PagePoint(x, y)
  }

  func callAsFunction(_ point: PagePoint) -> PhotoPoint {
    let bend = bend(at: point)
    return view(PagePoint(point.x + bend.x, point.y + bend.y))
  }

  /// How many pixels of the photograph a millimetre takes around `point`, at least in one direction.
  func density(at point: PagePoint) -> Double {
    let here = self(point)
    let right = self(PagePoint(point.x + 1, point.y)).distance(to: here)
    let down = self(PagePoint(point.x, point.y + 1)).distance(to: here)
    return min(right, down)
  }
}
