// What the clock must still know after a deep sleep. Must never be more than a copy: each part has its own memory, and
// itself says what belongs there.

/// `Source` is what the time source remembers.
public struct ClockMemory<Source: SleepMemory>: SleepMemory {
  var source = Source()
  var panels: [4 of PanelMemory] = .init(repeating: PanelMemory())
  var journal = JournalMemory()
  var lastDrawing: Instant?
  var cell = CellMemory()
  /// The glyphs were found good, and nobody has changed them since.
  var table: GlyphTable?
  var skippedBlocks: UInt32 = 0
  var plan = PanelPlan(policy: .onChange, legible: 0)
  var shown = ShownMemory()

  public init() {}
}

/// What the panels say, and until when.
struct ShownMemory: SleepMemory {
  var minute: Int64?
  var sign: Sign?
  var saysWires = false
  var firstStep: Instant?
  var nextDrawing: Instant?
  var signRetry: Instant?
}

struct CellMemory: SleepMemory {
  var watch = CellWatch()
  var nextLook: Instant?
  var emptySince = Instant(microseconds: 0)
}
