// A clock without panels: the firmware's plan and journal on an emulated chip, its power, its readers' memory. Must
// never ask the journal whether all is well: every glyph shown is compared with all those shown before.

import Firmware
import NorFlash
import Support

/// A glyph image as the journal sees it.
public struct SimulatedImage: Sendable {
  public let name: UInt32
  public let counts: [UInt32]
  /// A level for each glyph, digit by digit; for those beyond them the highest.
  public let levels: [UInt8]
  /// The same as it is in an image.
  let legibility: [UInt8]

  public init(name: UInt32, counts: [UInt32], levels: [UInt8] = []) {
    (self.name, self.counts, self.levels) = (name, counts, levels)
    legibility = stride(from: 0, to: levels.count, by: 2).map { first in
      levels[first] | (first + 1 < levels.count ? levels[first + 1] : 15) << 4
    }
  }

  /// Whether a clock with that setting shows the glyph: it is legible enough, or no other of its digit is either.
  func shows(_ number: UInt32, of digit: Int, legible: UInt8) -> Bool {
    let first = counts[..<digit].reduce(0, +)
    func isLegible(_ number: UInt32) -> Bool {
      let place = Int(first + number)
      return place >= levels.count || GlyphLegibility.leastCertainty(ofLevel: levels[place]) >= legible
    }
    return isLegible(number) || !(0..<counts[digit]).contains(where: isLegible)
  }

  /// As many glyphs as MNIST has.
  public static let mnist = SimulatedImage(
    name: 0x4D4E_4953, counts: [6_903, 7_877, 6_990, 7_141, 6_824, 6_313, 6_876, 7_293, 6_825, 6_958])

  var lanes: [10 of UInt32] {
    var lanes: [10 of UInt32] = .init(repeating: 0)
    for digit in 0..<10 { lanes[digit] = counts[digit] }
    return lanes
  }
}

/// The promise has been broken.
public struct JournalViolation: Error, CustomStringConvertible {
  public let description: String
}

public struct JournalWorld {
  public let chip: NorFlash
  public let images: [SimulatedImage]
  public private(set) var image = 0
  /// In local time, and in device time since power-on.
  public var minute: Int64
  public private(set) var uptime: UInt32 = 0

  private var journal: Journal<NorFlashRegion>
  private var plan: PanelPlan
  private let policy: RedrawPolicy
  /// The setting, which takes effect when the power comes on.
  public var legible: UInt8 = 0
  private var readers: [ReadersMemory]
  public private(set) var isOnRecord = true
  /// Glyphs shown, glyphs lost to cuts, cuts.
  public private(set) var shown = 0
  public private(set) var lost = 0
  public private(set) var cuts = 0
  /// Cuts while nothing could be written: what was shown since the last record may repeat.
  public private(set) var cutsOffRecord = 0
  public private(set) var events: [JournalEvent] = []
  /// When sectors were erased in this run, in seconds after power-on.
  public private(set) var eraseTimes: [UInt32] = []
  public private(set) var readsAtStart = 0

  /// - Parameter minute: the minute of local time at which the power comes on.
  public init(
    _ chip: NorFlash, images: [SimulatedImage] = [.mnist], policy: RedrawPolicy = .onChange, minute: Int64 = 0
  ) {
    self.chip = chip
    self.images = images
    self.policy = policy
    self.minute = minute
    readers = images.map { ReadersMemory($0) }
    journal = Journal(NorFlashRegion(chip))
    plan = PanelPlan(counts: images[0].lanes, policy: policy)
    powerOn(image: 0)
  }

  // MARK: Power

  /// What the clock does before its first minute. The power may be cut during it.
  public mutating func powerOn(image: Int) {
    chip.powerOn()
    self.image = image
    uptime = 0
    eraseTimes = []
    events = []
    isOnRecord = true
    journal = Journal(NorFlashRegion(chip))
    let before = chip.reads
    var positions = GlyphPositions()
    journal.open(image: images[image].name, counts: images[image].lanes.span, &positions)
    readsAtStart = chip.reads - before
    journal.settle()
    plan = PanelPlan(counts: images[image].lanes, policy: policy, legible: legible, positions: positions)
    readers[image].legible = legible
    prepareIfFull()
  }

  private mutating func prepareIfFull() {
    for _ in 0..<journal.triesAtStart where journal.isFull && !chip.isOff { prepare() }
  }

  /// Whatever was to be drawn hasn't been.
  /// - Parameter inFlight: the glyphs taken for it.
  private mutating func noteCut(_ inFlight: [GlyphID]) {
    cuts += 1
    readers[image].lose(inFlight)
    if !isOnRecord {
      cutsOffRecord += 1
      readers[image].forget()
    }
  }

  /// Cuts the power while the flash is idle and nothing is being drawn.
  public mutating func cutAtRest() {
    chip.cutPowerNow()
    noteCut([])
  }

  // MARK: A minute

  /// One minute, after which `minute` is the next.
  /// - Parameter cutDraws: cuts the power in the middle of drawing, after this many panels.
  /// - Returns: whether the power is still on.
  public mutating func run(cutAfterDrawing cutDraws: Int? = nil) throws(JournalViolation) -> Bool {
    if chip.isOff {
      // Cut during the start.
      noteCut([])
      return false
    }
    let legibility = images[image].legibility
    let face = ClockFace(LocalTime(seconds: minute * 60), .twentyFour)
    let steps = plan.steps(for: face, legibility.span)
    var taken: [(panel: Int, id: GlyphID)] = []
    for panel in 0..<4 {
      if case .draw(let choice) = steps[panel] { taken.append((panel, choice.id)) }
    }
    var positions = plan.positions
    let isRecorded = journal.record(&positions)
    if chip.isOff {
      noteCut(taken.map(\.id))
      return false
    }
    isOnRecord = isRecorded
    let drawn = min(cutDraws ?? 4, taken.count)
    // A cut in the middle of a refresh leaves a picture that may be seen, so it counts as shown.
    for (panel, id) in taken.prefix(drawn) { try show(id, on: panel) }
    if cutDraws != nil {
      chip.cutPowerNow()
      noteCut(taken.dropFirst(drawn).map(\.id))
      return false
    }
    if journal.isPreparationDue(at: now) { prepare() }
    while let event = journal.nextEvent() { events.append(event) }
    if chip.isOff {
      noteCut([])
      return false
    }
    minute += 1
    uptime += 60
    return true
  }

  private var now: Instant { Instant(microseconds: UInt64(uptime) * 1_000_000) }

  private mutating func prepare() {
    eraseTimes.append(uptime)
    journal.prepare(at: now)
  }

  private mutating func show(_ id: GlyphID, on panel: Int) throws(JournalViolation) {
    shown += 1
    lost += try readers[image].see(id, on: panel)
    if let misuse = chip.misuse { throw JournalViolation(description: misuse) }
  }
}

/// What somebody with a perfect memory has seen of an image.
struct ReadersMemory {
  private let image: SimulatedImage
  var legible: UInt8 = 0
  /// The glyph that comes next, or nil if that isn't known.
  private var next: [UInt32?]
  /// Glyphs that a power cut has kept from being shown.
  private var excused: [UInt32]
  /// Glyphs that the setting of their time kept back before one of those.
  private var passedOver: [Set<UInt32>]
  private var onView: [GlyphID?] = .init(repeating: nil, count: 4)

  init(_ image: SimulatedImage) {
    self.image = image
    next = .init(repeating: 0, count: 10)
    excused = .init(repeating: 0, count: 10)
    passedOver = .init(repeating: [], count: 10)
  }

  /// - Returns: how many were skipped before it.
  mutating func see(_ id: GlyphID, on panel: Int) throws(JournalViolation) -> Int {
    let digit = Int(id.digit)
    let count = image.counts[digit]
    guard image.shows(id.number, of: digit, legible: legible) else {
      throw JournalViolation(description: "glyph \(id.number) of digit \(digit) is shown with legible \(legible)")
    }
    var left: UInt32 = 0
    if var expected = next[digit] {
      while expected != id.number, left <= excused[digit] {
        let isOnView = onView.contains(GlyphID(digit: id.digit, number: expected))
        let isKept = passedOver[digit].contains(expected) || !image.shows(expected, of: digit, legible: legible)
        if !isOnView, !isKept { left += 1 }
        expected = (expected + 1) % count
      }
      guard left <= excused[digit] else {
        throw JournalViolation(
          description: "glyph \(id.number) of digit \(digit) is shown where \(next[digit] ?? 0) is next and "
            + "\(excused[digit]) may be left out")
      }
    }
    next[digit] = (id.number + 1) % count
    excused[digit] = 0
    passedOver[digit] = []
    onView[panel] = id
    return Int(left)
  }

  mutating func lose(_ ids: [GlyphID]) {
    for id in ids {
      let digit = Int(id.digit)
      excused[digit] += 1
      guard var number = next[digit] else { continue }
      while number != id.number {
        if !image.shows(number, of: digit, legible: legible) { passedOver[digit].insert(number) }
        number = (number + 1) % image.counts[digit]
      }
    }
    // After a restart every panel is redrawn.
    onView = .init(repeating: nil, count: 4)
  }

  mutating func forget() {
    next = .init(repeating: nil, count: 10)
  }
}
