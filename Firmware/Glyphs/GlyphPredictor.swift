// Predicts each pixel of a glyph from those before it, with the network stored in the partition; decoder and encoder
// both run it, so that they can't disagree. DESIGN.md explains the design.
// Must never use a float, nor a pixel that the decoder doesn't have yet.

/// Answers the questions about a pixel: a decoder from a stream, an encoder from the glyph that it writes.
public protocol PixelCoder: ~Copyable {
  /// `pixel` is 0...783, `question` 0 (any ink?), 1 (the darkest level?) or 2 (the darker of the two
  ///   greys?), `probability` that of true in 1/65,536, from 1 to 65,535.
  mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool
}

/// The working memory of a prediction, 2.1 KB.
public struct GlyphPredictor: ~Copyable {
  public private(set) var canvas = GlyphCanvas()
  private var active: [96 of UInt16] = .init(repeating: 0)
  private var sums: [5 of PairSums] = .init(repeating: PairSums())
  private var hidden: [64 of Int32] = .init(repeating: 0)
  private var second: [32 of Int32] = .init(repeating: 0)

  @inline(__always)
  public init() {}

  /// Runs through all pixels of a glyph of `digit` (0...9), row by row; `canvas` then holds it.
  /// `model` is `GlyphModelLayout.size` bytes, at an address that is a multiple of 16.
  public mutating func code<Coder: PixelCoder & ~Copyable>(
    digit: Int, model: UnsafeRawPointer, by coder: inout Coder
  ) {
    canvas.clear()
    GlyphPredictor.run(&canvas, &active, &sums, &hidden, &second, digit, model, &coder)
  }

  /// Uses pointers, since the compiler would copy what is passed by value, kilobytes for each pixel.
  private static func run<Coder: PixelCoder & ~Copyable>(
    _ canvas: inout GlyphCanvas, _ active: inout [96 of UInt16], _ sums: inout [5 of PairSums],
    _ hidden: inout [64 of Int32], _ second: inout [32 of Int32], _ digit: Int, _ model: UnsafeRawPointer,
    _ coder: inout Coder
  ) {
    withUnsafeMutablePointer(to: &canvas) { canvas in
      withUnsafePointer(to: &canvas.pointee.levels) { levels in
        withUnsafePointer(to: &canvas.pointee.ink) { ink in
          withUnsafeMutablePointer(to: &active) { active in
            withUnsafeMutablePointer(to: &sums) { sums in
              withUnsafeMutablePointer(to: &hidden) { hidden in
                withUnsafeMutablePointer(to: &second) { second in
                  PixelRun(
                    digit: digit, model: model, canvas: canvas,
                    levels: UnsafeRawPointer(levels).assumingMemoryBound(to: UInt8.self),
                    ink: UnsafeRawPointer(ink).assumingMemoryBound(to: UInt32.self),
                    active: UnsafeMutableRawPointer(active).assumingMemoryBound(to: UInt16.self),
                    sums: UnsafeMutableRawPointer(sums).assumingMemoryBound(to: PairSums.self),
                    hidden: UnsafeMutableRawPointer(hidden).assumingMemoryBound(to: Int32.self),
                    second: UnsafeMutableRawPointer(second).assumingMemoryBound(to: Int32.self)
                  ).code(by: &coder)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// One run through a glyph's pixels. The pointers are valid only within `GlyphPredictor.run`.
private struct PixelRun {
  private typealias Layout = GlyphModelLayout

  let digit: Int
  let model: UnsafeRawPointer
  let canvas: UnsafeMutablePointer<GlyphCanvas>
  let levels: UnsafePointer<UInt8>
  let ink: UnsafePointer<UInt32>
  let active: UnsafeMutablePointer<UInt16>
  /// The sums over the features that a row's pixels share, in four quarters, and then the sums for a pixel.
  let sums: UnsafeMutablePointer<PairSums>
  /// The output of the first layer, and of the second.
  let hidden: UnsafeMutablePointer<Int32>
  let second: UnsafeMutablePointer<Int32>

  func code<Coder: PixelCoder & ~Copyable>(by coder: inout Coder) {
    for row in 0..<Glyph.side {
      codeRow(row, &coder)
      canvas.pointee.finishRow(row)
    }
  }

  private func codeRow<Coder: PixelCoder & ~Copyable>(_ row: Int, _ coder: inout Coder) {
    let blank = BlankContext(ink, hasInkAbove: canvas.pointee.hasInkAbove, row: row, digit: digit)
    var hasRowSums = false
    for column in 0..<Glyph.side {
      let pixel = row &* Glyph.side &+ column
      let inRow = ink[row &+ GlyphCanvas.inkAbove]
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
    runSecondLayer(runFirstLayer(column, row))
    func decide(_ question: Int) -> Bool {
      let weights = Layout.outputWeights &+ question &* Layout.second
      var sum: Int32 = 0
      for unit in 0..<Layout.second {
        let weight = model.load(fromByteOffset: weights &+ unit, as: Int8.self)
        sum &+= second[unit] &* Int32(weight)
      }
      let bias = model.load(fromByteOffset: Layout.outputBiases &+ 2 &* question, as: Int16.self)
      sum &+= Int32(bias)
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
    for index in 0..<GlyphFeatures.perRow { active[index] = features[index] }
    for quarter in 0..<4 {
      sums[quarter] = PairSums()
      addRows(GlyphFeatures.perRow, quarter, to: quarter)
    }
  }

  /// Adds the 16 units of `quarter` of the first `count` active rows of the table to that quarter's sums.
  /// - Parameter place: where in `sums` they go.
  private func addRows(_ count: Int, _ quarter: Int, to place: Int) {
    var total = sums[quarter]
    for index in 0..<count {
      let offset = Int(active[index]) &* Layout.hidden
      total.add(model + (offset &+ PairSums.count &* quarter))
    }
    sums[place] = total
  }

  /// - Returns: how many units have an output above 0: those are in the lower halves of the words of `hidden`, and in
  /// the upper halves the offsets of their weights in the second layer.
  private func runFirstLayer(_ column: Int, _ row: Int) -> Int {
    let features = GlyphFeatures.active(levels, ink, column: column, row: row, into: active)
    // Each weight is stored 128 too large; this many were added, including the row's.
    let excess = 128 &* Int32(truncatingIfNeeded: features &+ GlyphFeatures.perRow)
    var count = 0
    var place: Int32 = 0
    func put(_ sum: UInt32) {
      let value = (Int32(truncatingIfNeeded: sum) &- excess) &>> Layout.firstShift
      // No branch, since it couldn't be predicted.
      hidden[count] = place | value
      count &+= value > 0 ? 1 : 0
      place &+= Int32(truncatingIfNeeded: Layout.second << 16)
    }
    for quarter in 0..<4 {
      addRows(features, quarter, to: 4)
      for word in 0..<4 {
        let even = words[word]
        // The odd ones weren't masked, so they contain the even ones' second byte, 256 times too large.
        let thirds = (even &>> 16) &<< 8
        let odd = words[word &+ 4] &- thirds
        put(even & 0xFFFF)
        put(odd & 0xFFFF)
        put(even &>> 16)
        put(odd &>> 16)
      }
    }
    return count
  }

  /// A unit of the first layer whose output is 0 costs nothing.
  private func runSecondLayer(_ count: Int) {
    for half in 0..<2 {
      // Each weight is stored 128 too large.
      let excess = addUnits(count, half) &* 0x0080_0080
      for word in 0..<8 {
        let sum = words[word] &- excess
        // Two signed sums that were added up in one word.
        let low = Int32(truncatingIfNeeded: Int16(truncatingIfNeeded: sum))
        let unit = PairSums.count &* half &+ 4 &* (word & 3) &+ word >> 2
        setSecond(unit, low)
        setSecond(unit &+ 2, (Int32(bitPattern: sum) &- low) &>> 16)
      }
    }
  }

  /// Adds up what the first `count` of `hidden` contribute to the 16 units of `half` of the second layer.
  /// - Returns: their sum.
  private func addUnits(_ count: Int, _ half: Int) -> UInt32 {
    var sum = PairSums()
    var total: UInt32 = 0
    for index in 0..<count {
      let unit = UInt32(truncatingIfNeeded: hidden[index])
      total &+= unit & 0xFFFF
      let weights = Layout.secondWeights &+ PairSums.count &* half &+ Int(unit &>> 16)
      sum.add(model + weights, times: unit & 0xFFFF)
    }
    sums[4] = sum
    return total
  }

  /// The sums for a pixel: four words of even places, then four of odd ones.
  private var words: UnsafePointer<UInt32> { UnsafeRawPointer(sums + 4).assumingMemoryBound(to: UInt32.self) }

  private func setSecond(_ unit: Int, _ sum: Int32) {
    let bias = model.load(fromByteOffset: Layout.secondBiases &+ 2 &* unit, as: Int16.self)
    let value = sum &+ Int32(bias)
    // Nothing below 0, and no branch.
    second[unit] = (value & ~(value &>> 31)) &>> Layout.secondShift
  }
}

/// Sums of 16 weights, each a byte, two sums to a word: of every four weights the first and third in `even`, the second
/// and fourth in `odd`. More wouldn't stay in the registers that an Xtensa function sees, fourteen besides its return
/// address and stack.
private struct PairSums {
  static var count: Int { 16 }

  var even = SIMD4<UInt32>(repeating: 0)
  var odd = SIMD4<UInt32>(repeating: 0)

  /// Adds the bytes at `weights`: at most 93 times, or they would overflow their 16 bits. `odd` also contains 256 times
  /// the even ones' second byte.
  @inline(__always)
  mutating func add(_ weights: UnsafeRawPointer) {
    for word in 0..<4 {
      let bytes = weights.load(fromByteOffset: 4 &* word, as: UInt32.self)
      even[word] = even[word] &+ (bytes & 0x00FF_00FF)
      odd[word] = odd[word] &+ (bytes &>> 8)
    }
  }

  /// Adds multiples of the bytes at `weights`, modulo 2^32: only the final sums have to fit, not those on the way.
  @inline(__always)
  mutating func add(_ weights: UnsafeRawPointer, times factor: UInt32) {
    for word in 0..<4 {
      let bytes = weights.load(fromByteOffset: 4 &* word, as: UInt32.self)
      even[word] = even[word] &+ (bytes & 0x00FF_00FF) &* factor
      odd[word] = odd[word] &+ ((bytes &>> 8) & 0x00FF_00FF) &* factor
    }
  }
}
