// Once a day, a look for a newer app at the address that the user has set. Must never ask before the time is known, since
// no certificate can be checked without, nor more often than daily.

struct UpdateCheck {
  /// After a start, so that a clock that restarts again and again asks nobody each time.
  private static var firstPause: Interval { .seconds(600) }
  private static var pause: Interval { .seconds(86_400) }
  /// So that not all clocks ask at once, in seconds.
  private static var spread: UInt32 { 3_600 }
  /// Without a byte.
  private static var patience: Interval { .seconds(60) }

  private var due: Instant?
  private(set) var isRunning = false
  /// Whether the update has begun, and whether all of the file has come.
  private var (hasBegun, hasEnded) = (false, false)
  private var latest = Instant(microseconds: 0)
  private var piece: [512 of UInt8] = .init(repeating: 0)
  private var (count, taken) = (0, 0)

  mutating func work<B: ServiceBoard>(
    _ pages: inout ClockPages<B>, _ download: inout B.Download, isKnown: Bool, at now: Instant
  ) {
    if isRunning { return goOn(&pages, &download, at: now) }
    guard let due else {
      return plan(now + UpdateCheck.firstPause, &pages.random)
    }
    guard now >= due, isKnown, pages.update.state != .receiving, pages.restart == nil else { return }
    plan(now + UpdateCheck.pause, &pages.random)
    let address = SettingValue(.updates, &pages.trial.store)
    guard !address.isEmpty else { return }
    var text = DownloadAddress()
    text.put(address.span)
    if address.span[address.span.count &- 1] != UInt8(ascii: "/") { text.put("/") }
    text.put("mnist-clock-")
    text.put(pages.facts.target)
    text.put(".bin")
    download.begin(text.span)
    (isRunning, hasBegun, hasEnded, latest, count, taken) = (true, false, false, now, 0, 0)
  }

  private mutating func plan(_ earliest: Instant, _ random: inout some RandomSource & ~Copyable) {
    due = earliest + .seconds(random.next() % UpdateCheck.spread)
  }

  private mutating func goOn<B: ServiceBoard>(
    _ pages: inout ClockPages<B>, _ download: inout B.Download, at now: Instant
  ) {
    do throws(NetworkError) {
      if taken == count, !hasEnded {
        var buffer = piece.mutableSpan
        guard let size = try download.receive(into: &buffer) else {
          if now - latest > UpdateCheck.patience { end(&pages, &download) }
          return
        }
        (count, taken, latest) = (size, 0, now)
        hasEnded = size == 0
      }
    } catch {
      return end(&pages, &download)
    }
    if hasEnded { return finish(&pages, &download, at: now) }
    if !hasBegun {
      // Somebody's upload comes first.
      guard pages.update.state != .receiving, pages.update.begin(download.length, wantsNewer: true) else {
        return end(&pages, &download)
      }
      hasBegun = true
    }
    taken &+= pages.update.take(piece.span.extracting(taken..<count), mayWrite: pages.mayWrite(at: now))
    latest = now
    // An app that is no newer is known by its beginning.
    if pages.update.state == .failed { end(&pages, &download) }
  }

  private mutating func finish<B: ServiceBoard>(
    _ pages: inout ClockPages<B>, _ download: inout B.Download, at now: Instant
  ) {
    if hasBegun {
      // One that ended before it was known what it is needs nothing of the flash.
      guard pages.update.kind == .unknown || pages.mayWrite(at: now) else { return }
      if pages.update.end() { pages.restart = now + ClockPages<B>.farewell }
    }
    end(&pages, &download)
  }

  private mutating func end<B: ServiceBoard>(_ pages: inout ClockPages<B>, _ download: inout B.Download) {
    if hasBegun {
      pages.update.abandon()
      // That there is nothing newer is no fault that anybody should read about.
      if pages.update.fault == .older { pages.update.forget() }
    }
    download.end()
    isRunning = false
  }
}

/// What is fetched: the address that is set, and the name of the file there.
private struct DownloadAddress: TextWriter {
  private var bytes: [320 of UInt8] = .init(repeating: 0)
  private var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }
}
