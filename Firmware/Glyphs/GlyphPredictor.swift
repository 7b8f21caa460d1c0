// Predicts each pixel of a glyph from those before it, by the network that lies in the partition; decoder and
// encoder both run it, so that they can't disagree. DESIGN.md says why it is made so.
// Must never use a float, nor a pixel that the decoder doesn't have yet.

/// Answers a pixel's questions: a decoder from a stream, an encoder from the glyph that it writes.
public protocol PixelCoder: ~Copyable {
  /// - Parameters: `pixel` is 0...783, `question` 0 (any ink?), 1 (the darkest level?) or 2 (the darker of the two
  ///   greys?), `probability` that of true in 1/65,536, from 1 to 65,535.
  mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool
}

/// The working memory of a prediction, 2.1 KB.
public struct GlyphPredictor: ~Copyable {
  public private(set) var canvas = GlyphCanvas()
  private var active: [96 of UInt16] = .init(repeating: 0)
  private var rowSums: [8 of UnitSums] = .init(repeating: UnitSums(repeating: 0))
  private var hidden: [64 of Int32] = .init(repeating: 0)

  public init() {}

  /// Runs through all pixels of a glyph of `digit` (0...9), row by row; afterwards `canvas` has it.
  /// - Parameter model: `GlyphModelLayout.size` bytes, at an address that is a multiple of 16.
  public mutating func code<Coder: PixelCoder & ~Copyable>(
    digit: Int, model: UnsafeRawPointer, by coder: inout Coder
  ) {
    canvas.clear()
    GlyphPredictor.run(&canvas, &active, &rowSums, &hidden, digit, model, &coder)
  }

  /// By pointers, since the compiler would copy what it is lent by value, kilobytes for each pixel.
  private static func run<Coder: PixelCoder & ~Copyable>(
    _ canvas: inout GlyphCanvas, _ active: inout [96 of UInt16], _ rowSums: inout [8 of UnitSums],
    _ hidden: inout [64 of Int32], _ digit: Int, _ model: UnsafeRawPointer, _ coder: inout Coder
  ) {
    withUnsafeMutablePointer(to: &canvas) { canvas in
      withUnsafePointer(to: &canvas.pointee.levels) { levels in
        withUnsafePointer(to: &canvas.pointee.ink) { ink in
          withUnsafeMutablePointer(to: &active) { active in
            withUnsafeMutablePointer(to: &rowSums) { rowSums in
              withUnsafeMutablePointer(to: &hidden) { hidden in
                PixelRun(
                  digit: digit, model: model, canvas: canvas,
                  levels: UnsafeRawPointer(levels).assumingMemoryBound(to: UInt8.self),
                  ink: UnsafeRawPointer(ink).assumingMemoryBound(to: UInt32.self),
                  active: UnsafeMutableRawPointer(active).assumingMemoryBound(to: UInt16.self),
                  rowSums: UnsafeMutableRawPointer(rowSums).assumingMemoryBound(to: UnitSums.self),
                  hidden: UnsafeMutableRawPointer(hidden).assumingMemoryBound(to: Int32.self)
                ).code(by: &coder)
              }
            }
          }
        }
      }
    }
  }
}

/// Four words of two 16-bit sums each.
private typealias UnitSums = SIMD4<UInt32>

/// One run through a glyph's pixels. The pointers are valid as long as `GlyphPredictor.run` lends them.
private struct PixelRun {
  private typealias Layout = GlyphModelLayout

  let digit: Int
  let model: UnsafeRawPointer
  let canvas: UnsafeMutablePointer<GlyphCanvas>
  let levels: UnsafePointer<UInt8>
  let ink: UnsafePointer<UInt32>
  let active: UnsafeMutablePointer<UInt16>
  /// The sums over the features that a row's pixels share: for each 16 units the even and then the odd ones.
  let rowSums: UnsafeMutablePointer<UnitSums>
  /// What the first layer gives.
  let hidden: UnsafeMutablePointer<Int32>

  func code<Coder: PixelCoder & ~Copyable>(by coder: inout Coder) {
    for row in 0..<Glyph.side {
      codeRow(row, &coder)
      canvas.pointee.finishRow(row)
    }
  }

  private func codeRow<Coder: PixelCoder & ~Copyable>(_ row: Int, _ coder: inout Coder) {
    let blank = BlankContext(canvas.pointee, row: row, digit: digit)
    var hasRowSums = false
    for column in 0..<Glyph.side {
      let pixel = row &* Glyph.side &+ column
      let inRow = canvas.pointee.inkInRow(row)
      let level: UInt8
      if blank.isBlank(column: column, inRow: inRow) {
        level = codeBlank(blank.entries(column: column, inRow: inRow), pixel, &coder)
      } else {
        if !hasRowSums { sumRow(row) }
        hasRowSums = true
        level = codeSeen(column, row, pixel, &coder)
      }
      if level > 0 { canvas.pointee.set(column: column, row: row, level: level) }
    }
  }

  // MARK: Blank surroundings

  private func codeBlank<Coder: PixelCoder & ~Copyable>(
    _ entries: (row: Int, column: Int, zone: Int), _ pixel: Int, _ coder: inout Coder
  ) -> UInt8 {
    func entry(_ offset: Int) -> Int {
      Int(model.load(fromByteOffset: offset, as: Int8.self))
    }
    func decide(_ question: Int, _ logit: Int) -> Bool {
      let scaled = logit &<< (Layout.logitBits &- Layout.blankBits)
      return coder.decide(pixel: pixel, question: question, probability: probability(ofLogit: scaled))
    }
    let base = Layout.blankEntries
    let logit = entry(base &+ entries.row) &+ entry(base &+ entries.column) &+ entry(base &+ entries.zone)
    guard decide(0, logit) else { return 0 }
    let logits = Layout.blankLevels &+ 2 &* digit
    if decide(1, entry(logits)) { return 3 }
    return decide(2, entry(logits &+ 1)) ? 2 : 1
  }

  // MARK: The network

  private func codeSeen<Coder: PixelCoder & ~Copyable>(
    _ column: Int, _ row: Int, _ pixel: Int, _ coder: inout Coder
  ) -> UInt8 {
    runFirstLayer(column, row)
    let units = (secondUnits(0), secondUnits(8), secondUnits(16), secondUnits(24))
    func decide(_ question: Int) -> Bool {
      let weights = Layout.outputWeights &+ question &* Layout.second
      var products = units.0 &* eightBit(weights)
      products = products &+ units.1 &* eightBit(weights &+ 8)
      products = products &+ units.2 &* eightBit(weights &+ 16)
      products = products &+ units.3 &* eightBit(weights &+ 24)
      let bias = model.load(fromByteOffset: Layout.outputBiases &+ 2 &* question, as: Int16.self)
      let sum = products.wrappedSum() &+ Int32(bias)
      let shift = Int32(truncatingIfNeeded: Layout.activationBits &+ Layout.weightBits &- Layout.logitBits)
      return coder.decide(
        pixel: pixel, question: question, probability: probability(ofLogit: Int(sum &>> shift)))
    }
    guard decide(0) else { return 0 }
    if decide(1) { return 3 }
    return decide(2) ? 2 : 1
  }

  private func sumRow(_ row: Int) {
    let features = canvas.pointee.rowFeatures(row: row, digit: digit)
    for index in 0..<6 { active[index] = features[index] }
    for group in 0..<4 {
      let zero = UnitSums(repeating: 0)
      (rowSums[2 &* group], rowSums[2 &* group &+ 1]) = sum(6, group, zero, zero)
    }
  }

  /// Adds the 16 units of `group` of the first `count` active rows of the table. Two units share a word, 16 bits
  /// each: 91 rows of at most 255 don't overflow them.
  private func sum(
    _ count: Int, _ group: Int, _ evenStart: UnitSums, _ oddStart: UnitSums
  ) -> (UnitSums, UnitSums) {
    let mask = UnitSums(repeating: 0x00FF_00FF)
    let eight = UnitSums(repeating: 8)
    var even = evenStart
    var odd = oddStart
    for index in 0..<count {
      let offset = Int(active[index]) &* Layout.hidden &+ 16 &* group
      let words = model.load(fromByteOffset: offset, as: UnitSums.self)
      even = even &+ (words & mask)
      odd = odd &+ ((words &>> eight) & mask)
    }
    return (even, odd)
  }

  private func runFirstLayer(_ column: Int, _ row: Int) {
    let count = GlyphFeatures.active(levels, ink, column: column, row: row, into: active)
    // Each weight is stored 128 too large; so many were added, the row's six among them.
    let excess = 128 &* Int32(truncatingIfNeeded: count &+ 6)
    for group in 0..<4 {
      let (even, odd) = sum(count, group, rowSums[2 &* group], rowSums[2 &* group &+ 1])
      let units = hidden + 16 &* group
      for word in 0..<4 {
        units[4 &* word] = max(0, Int32(truncatingIfNeeded: even[word] & 0xFFFF) &- excess)
        units[4 &* word &+ 1] = max(0, Int32(truncatingIfNeeded: odd[word] & 0xFFFF) &- excess)
        units[4 &* word &+ 2] = max(0, Int32(truncatingIfNeeded: even[word] &>> 16) &- excess)
        units[4 &* word &+ 3] = max(0, Int32(truncatingIfNeeded: odd[word] &>> 16) &- excess)
      }
    }
  }

  private func eightBit(_ offset: Int) -> SIMD8<Int32> {
    SIMD8(truncatingIfNeeded: model.load(fromByteOffset: offset, as: SIMD8<Int8>.self))
  }

  /// Eight units of the second layer from `first` on: as many sums as an RV32 has registers for besides the weights.
  /// A unit of the first that gives nothing costs nothing.
  private func secondUnits(_ first: Int) -> SIMD8<Int32> {
    let biases = Layout.secondBiases &+ 2 &* first
    var sums = SIMD8<Int32>(truncatingIfNeeded: model.load(fromByteOffset: biases, as: SIMD8<Int16>.self))
    for unit in 0..<Layout.hidden {
      let value = hidden[unit]
      guard value > 0 else { continue }
      let weights = eightBit(Layout.secondWeights &+ unit &* Layout.second &+ first)
      sums = sums &+ weights &* SIMD8<Int32>(repeating: value)
    }
    sums.replace(with: 0, where: sums .< SIMD8(repeating: 0))
    return sums &>> SIMD8(repeating: Int32(truncatingIfNeeded: Layout.weightBits))
  }
}
