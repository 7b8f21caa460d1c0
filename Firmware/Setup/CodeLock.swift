// The four digits on the panels that whoever changes something from afar has to type. Must never tell them to anybody
// but the panels, nor let them be guessed.

struct CodeLock {
  enum Answer { case right, wrong, closed, expired }

  /// To walk from the panels to where it is typed.
  private static var lifetime: Interval { .seconds(120) }
  /// Five of 10,000.
  private static var mostWrong: UInt8 { 5 }
  private static var pause: Interval { .seconds(3_600) }
  /// After digits that nobody typed, so that nobody can keep the time off the panels: two minutes, doubled each time, up
  /// to an hour.
  private static var firstRest: UInt32 { 120 }
  private static var mostDoublings: UInt8 { 5 }

  private var digits: [4 of UInt8] = .init(repeating: 0)
  /// Until when the digits are on the panels.
  private var end: Instant?
  private var wrong: UInt8 = 0
  /// How many in a row nobody typed.
  private var unused: UInt8 = 0
  private var closedUntil: Instant?

  /// Shows new digits, unless there are some.
  /// - Returns: false while it is closed.
  mutating func open(_ random: inout some RandomSource & ~Copyable, at now: Instant) -> Bool {
    guard !isClosed(at: now) else { return false }
    if isShown(at: now) { return true }
    if let end {
      let rest = CodeLock.firstRest &<< UInt32(min(unused, CodeLock.mostDoublings))
      guard now - end >= .seconds(min(rest, 3_600)) else { return false }
      unused = min(unused, CodeLock.mostDoublings) &+ 1
    }
    for index in 0..<4 { digits[index] = UInt8(truncatingIfNeeded: random.next() % 10) }
    end = now + CodeLock.lifetime
    return true
  }

  func isShown(at now: Instant) -> Bool { end.map { now < $0 } ?? false }

  mutating func isClosed(at now: Instant) -> Bool {
    guard let closedUntil else { return false }
    if now < closedUntil { return true }
    (self.closedUntil, wrong) = (nil, 0)
    return false
  }

  func notice(at now: Instant) -> Notice? { isShown(at: now) ? Notice(code: digits) : nil }

  mutating func check(_ typed: Span<UInt8>, at now: Instant) -> Answer {
    if isClosed(at: now) { return .closed }
    guard isShown(at: now) else { return .expired }
    var difference: UInt8 = typed.count == 4 ? 0 : 1
    for index in 0..<min(4, typed.count) { difference |= typed[index] ^ (0x30 &+ digits[index]) }
    if difference == 0 {
      (wrong, unused) = (0, 0)
      return .right
    }
    wrong &+= 1
    guard wrong == CodeLock.mostWrong else { return .wrong }
    (end, closedUntil) = (nil, now + CodeLock.pause)
    return .closed
  }

  /// Somebody presses the button beside the panels, and needs no guesses.
  mutating func release() {
    if closedUntil != nil || (end != nil && unused > 0) { (end, closedUntil, wrong, unused) = (nil, nil, 0, 0) }
  }

  /// What it was for is done.
  mutating func finish() { end = nil }
}
