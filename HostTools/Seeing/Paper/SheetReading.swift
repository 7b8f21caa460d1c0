// A photograph of the sheet, read from the first mark to the last box. Must never know what a digit looks like.

public struct SheetReading: Sendable {
  public let paper: PaperSize
  /// Row by row, all 120.
  public let boxes: [SheetBox]
  /// How sharp the photograph is: pixels a millimetre where it has fewest, and how wide an edge is, in millimetres.
  public let pixelsPerMillimetre: Double
  public let blur: Double
  /// How many of the boxes' corners were found where lens and paper have them, of all.
  public let corners: (found: Int, count: Int)

  /// In pixels a millimetre: a digit of 7 mm has 20 pixels then, as many as MNIST's.
  private static let leastDensity = 3.0
  /// From a quarter to three quarters of an edge's rise, in millimetres: as wide as a ballpoint's line.
  private static let mostBlur = 0.6
  /// The boxes are cut at no more pixels a millimetre than digits of 20 pixels have use for.
  private static let mostDensity = 8.0
  /// What is cut off inside a box's line, in millimetres, for its width and its blur.
  private static let margin = 0.6
  /// Between where a mark's corner is and where a flat sheet's would be, in millimetres: more than lenses and a wave in
  /// the paper make.
  private static let mostMiss = 3.0
  /// Around the boxes, in millimetres.
  private static let surroundings = 5.0

  public init(_ photo: Photograph) throws(SheetFault) {
    let sheet = try SheetReading.sheet(photo)
    let edges = sheet.marks.map { MarkEdges($0, in: photo) }
    var photoCorners: [PhotoPoint] = []
    for (mark, edge) in zip(sheet.marks, edges) { photoCorners += edge?.corners ?? mark.corners }
    guard let view = Homography(sheet.page, photoCorners), sheet.page.allSatisfy({ view.isSeen($0) }) else {
      throw .noSheet
    }
    let layout = sheet.layout
    let place = SheetPlace(view, layout)
    let density = try SheetReading.density(place, layout)
    blur = try SheetReading.blur(sheet, edges)
    for (point, found) in zip(sheet.page, photoCorners) {
      guard place(point).distance(to: found) < SheetReading.mostMiss * density else { throw .bent }
    }
    let (origin, end) = SheetReading.part(layout)
    let grid = SheetReading.grid(photo, place, layout, origin, end, min(density, 5))
    // A tenth would be a sheet whose lines the printer left out.
    if grid.found * 2 < grid.count, grid.found * 10 > grid.count { throw .bent }
    let cutDensity = min(max(density, 4), SheetReading.mostDensity)
    let flat = FlatView(photo, grid.place, from: origin, to: end, density: cutDensity)
    boxes = SheetReading.boxes(flat, layout, grid)
    (paper, pixelsPerMillimetre, corners) = (layout.paper, density, (grid.found, grid.count))
  }

  /// In a picture of about 1,600 pixels first, which has less noise and is quicker, then in finer ones.
  private static func sheet(_ photo: Photograph) throws(SheetFault) -> FoundSheet {
    var step = max(1, max(photo.width, photo.height) / 1_600)
    var nearest = SheetFault.marks(found: 0, missing: nil)
    while step > 0 {
      let grey = photo.grey(step: step)
      for share in MarkSearch.shares {
        do throws(SheetFault) {
          return try SheetSearch.sheet(of: MarkSearch.marks(in: grey, share: share).map { $0.enlarged(Double(step)) })
        } catch {
          if error == .severalSheets { throw error }
          if error.isNearer(than: nearest) { nearest = error }
        }
      }
      step /= 2
    }
    throw nearest
  }

  private static func density(_ place: SheetPlace, _ layout: SheetLayout) throws(SheetFault) -> Double {
    var least = Double.infinity
    for corner in SheetCorner.allCases { least = min(least, place.density(at: layout.mark(corner).corners[0])) }
    guard least >= leastDensity else {
      throw .tooSmall(pixelsPerCentimetre: Int(least * 10), needed: Int(leastDensity * 10))
    }
    return least
  }

  /// The most of both directions, the median of the marks.
  private static func blur(_ sheet: FoundSheet, _ edges: [MarkEdges?]) throws(SheetFault) -> Double {
    var widths: [[Double]] = [[], []]
    for (mark, edge) in zip(sheet.marks, edges) {
      guard let edge else { continue }
      let millimetre = mark.side / (Double(SheetLayout.markModule * SheetLayout.markModules) / 100)
      for pair in 0..<2 { widths[pair].append(edge.rises[pair] / millimetre) }
    }
    // Where most edges have no middle, they are blurred beyond measure.
    guard widths[0].count >= 2 else { throw .blurred(hundredths: 200, most: Int(mostBlur * 100)) }
    let blur = widths.map { $0.sorted()[$0.count / 2] }.max() ?? 0
    guard blur <= mostBlur else { throw .blurred(hundredths: Int(blur * 100), most: Int(mostBlur * 100)) }
    return blur
  }

  private static func part(_ layout: SheetLayout) -> (origin: PagePoint, end: PagePoint) {
    let (first, last) = (layout.strip(row: 0).corners[0], layout.strip(row: SheetLayout.rows - 1).corners[2])
    return (
      PagePoint(first.x - surroundings, first.y - surroundings), PagePoint(last.x + surroundings, last.y + surroundings)
    )
  }

  private static func grid(
    _ photo: Photograph, _ place: SheetPlace, _ layout: SheetLayout, _ origin: PagePoint, _ end: PagePoint,
    _ density: Double
  ) -> GridFit.Result {
    let flat = FlatView(photo, place, from: origin, to: end, density: density, isRedOnly: true)
    // The lines are light and blue: darkest in red, the first channel.
    return GridFit.fit(
      PaperTone.darkness(flat.channels[0], density: density), from: origin, density: density, place, layout)
  }

  private static func boxes(_ flat: FlatView, _ layout: SheetLayout, _ grid: GridFit.Result) -> [SheetBox] {
    let darkness = flat.channels.map { PaperTone.darkness($0, density: flat.density) }
    var cuts: [(row: Int, column: Int, darkness: [Plane])] = []
    for row in 0..<SheetLayout.rows {
      for column in 0..<SheetLayout.columns {
        let corners = layout.box(row: row, column: column).corners
        let rest = grid.rest(row: row, column: column)
        let left = Int(((corners[0].x + rest.left + margin - flat.origin.x) * flat.density).rounded(.up))
        let top = Int(((corners[0].y + rest.top + margin - flat.origin.y) * flat.density).rounded(.up))
        let right = Int((corners[2].x + rest.right - margin - flat.origin.x) * flat.density)
        let bottom = Int((corners[2].y + rest.bottom - margin - flat.origin.y) * flat.density)
        cuts.append((row, column, darkness.map { $0.part(left, top, right, bottom) }))
      }
    }
    let scale = scale(cuts.map { $0.darkness }, flat.density)
    return cuts.map { cut in
      let found = BoxInk.ink(cut.darkness, scale)
      return SheetBox(row: cut.row, column: cut.column, ink: found?.ink, isCut: found?.isCut ?? false)
    }
  }

  /// Most of the boxes is bare paper: its darkness is the median, and its noise follows from the third quarter.
  private static func scale(_ boxes: [[Plane]], _ density: Double) -> InkScale {
    var counts = [Int](repeating: 0, count: 256)
    var total = 0
    for box in boxes {
      for plane in box {
        for value in plane.pixels { counts[Int(value)] += 1 }
        total += plane.pixels.count
      }
    }
    func quantile(_ hundredths: Int) -> Int {
      var rest = total * hundredths / 100
      for value in 0..<256 {
        rest -= counts[value]
        if rest < 0 { return value }
      }
      return 255
    }
    let (floor, upper) = (quantile(45), quantile(70))
    return InkScale(floor: floor, noise: max(1, (upper - floor) * 3 / 2), density: density)
  }
}
