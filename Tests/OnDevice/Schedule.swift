// Weeks of the schedule: each glyph taken goes into a checksum, and is ticked off in a table of all 70,000.
// Must never draw, and never take the scheduler's word that a glyph is new.

/// Which glyphs of a lap have been shown: a bit for each.
private struct Shown: ~Copyable {
  private var bits: [2_200 of UInt32] = .init(repeating: 0)
  /// Where each digit's bits begin, and how many of them are set.
  private var starts: [10 of UInt32] = .init(repeating: 0)
  private var set: [10 of UInt32] = .init(repeating: 0)
  private let counts: [10 of UInt32]
  /// How many of each digit are shown in a lap, and the level that they must have for it; 0 if none has it.
  private var whole: [10 of UInt32]
  private var least: [10 of UInt8] = .init(repeating: 0)
  /// Glyphs that came again before all of their digit had been shown, and glyphs that don't exist or aren't legible.
  private(set) var repeats: UInt32 = 0
  private(set) var foreign: UInt32 = 0

  init(_ counts: [10 of UInt32], _ levels: Span<UInt8>, legible: UInt8) {
    self.counts = counts
    whole = counts
    for digit in 1..<10 { starts[digit] = starts[digit &- 1] &+ counts[digit &- 1] }
    guard levels.count > 0, legible > 0 else { return }
    let certainties: [16 of UInt8] = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]
    var wanted: UInt8 = 0
    while certainties[Int(wanted)] < legible { wanted &+= 1 }
    for digit in 0..<10 {
      var enough: UInt32 = 0
      for number in 0..<counts[digit] where Shown.level(levels, starts[digit] &+ number) >= wanted { enough &+= 1 }
      if enough > 0 { (whole[digit], least[digit]) = (enough, wanted) }
    }
  }

  private static func level(_ levels: Span<UInt8>, _ place: UInt32) -> UInt8 {
    let pair = levels[Int(place / 2)]
    return place % 2 == 0 ? pair % 16 : pair / 16
  }

  mutating func tick(_ id: GlyphID, _ levels: Span<UInt8>) {
    let digit = Int(id.digit)
    guard digit < 10, id.number < counts[digit] else {
      foreign &+= 1
      return
    }
    let place = starts[digit] &+ id.number
    if least[digit] > 0, Shown.level(levels, place) < least[digit] { foreign &+= 1 }
    let bit: UInt32 = 1 &<< (place & 31)
    if bits[Int(place &>> 5)] & bit != 0 { repeats &+= 1 }
    bits[Int(place &>> 5)] |= bit
    set[digit] &+= 1
    guard set[digit] == whole[digit] else { return }
    // A whole lap; the next begins with an empty table.
    set[digit] = 0
    for place in starts[digit]..<starts[digit] &+ counts[digit] { bits[Int(place &>> 5)] &= ~(1 &<< (place & 31)) }
  }
}

/// Answers one question: the policy, the format, the minutes, after how many of them each time the clock restarts, a
/// panel fails and a glyph can't be read (0 for never), how many glyphs each digit has, after how many minutes each time
/// the setting `legible` changes, its values in turn, and how legible each glyph is.
func answerSchedule(_ questions: inout Questions) {
  let policy = RedrawPolicy(rawValue: questions.byte()) ?? .onChange
  let format = HourFormat(rawValue: questions.byte()) ?? .twentyFour
  let minutes = questions.number()
  let (restart, failure, unreadable) = (questions.number(), questions.number(), questions.number())
  var counts: [10 of UInt32] = .init(repeating: 0)
  for digit in 0..<10 { counts[digit] = max(1, questions.number()) }
  let change = questions.number()
  let settings = questions.list()
  let levels = questions.list()

  var legible = settings[0]
  var plan = PanelPlan(counts: counts, policy: policy, legible: legible)
  var shown = Shown(counts, levels, legible: legible)
  var digest = Digest()
  for minute in 0..<minutes {
    if isDue(minute, every: change) {
      legible = settings[Int(minute / change % UInt32(truncatingIfNeeded: settings.count))]
    }
    if isDue(minute, every: restart) || isDue(minute, every: change) {
      plan = PanelPlan(counts: counts, policy: policy, legible: legible, positions: plan.positions)
    }
    if isDue(minute, every: failure) { plan.forget(Int(minute / failure % 4)) }
    let seconds = Int64(bitPattern: UInt64(widening: minute)) &* 60
    let steps = plan.steps(for: ClockFace(LocalTime(seconds: seconds), format), levels)
    for panel in 0..<4 {
      switch steps[panel] {
      case .keep: break
      case .clear:
        digest.note(UInt8(truncatingIfNeeded: panel))
        digest.note(0xFF as UInt8)
        digest.end()
      case .draw(let choice):
        note(choice, on: panel, &digest)
        // What lies in an unreadable block, or is passed over for a while, is never ticked off: there the digest alone
        // judges.
        if unreadable == 0, change == 0 { shown.tick(choice.id, levels) }
      }
    }
    if isDue(minute, every: unreadable), case .draw(let choice) = steps[3] {
      let digit = choice.id.digit
      let end = min(counts[Int(digit)], (choice.id.number / 8 &+ 1) &* 8)
      note(plan.retake(3, digit, skippingTo: end, levels), on: 3, &digest)
    }
    // A line for every ten days, so that a difference can be located.
    if minute % 14_400 == 14_399 || minute == minutes &- 1 {
      put("minute ")
      put(minute)
      put(" choices", digest)
      put("\n")
    }
  }
  put("repeats", shown.repeats)
  put("foreign", shown.foreign)
  var positions = Digest()
  for digit in 0..<10 {
    positions.note(plan.positions.cursors[digit])
    positions.note(plan.positions.laps[digit])
  }
  put("positions", positions.value)
}

private func isDue(_ minute: UInt32, every interval: UInt32) -> Bool {
  interval > 0 && minute > 0 && minute % interval == 0
}

private func note(_ choice: GlyphChoice, on panel: Int, _ digest: inout Digest) {
  digest.note(UInt8(truncatingIfNeeded: panel))
  digest.note(choice.id.digit)
  digest.note(choice.id.number)
  digest.note(choice.lap)
  digest.end()
}
