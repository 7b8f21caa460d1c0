// The time source of a clock with a network: asks servers when that is due, disciplines the counter, applies the zone.
// Must never begin an exchange that a drawing would interrupt: the reply would be noticed seconds late.

public struct NetworkTime<N: Network & ~Copyable, R: RandomSource & ~Copyable>: TimeSource, ~Copyable {
  /// After a power cut all clocks in a street come back at once, so each waits for a random time of up to this many
  /// milliseconds. Two seconds would be fine except for the first minute, which must be on the panels within three: a
  /// refresh takes 2.55.
  private static var firstPause: UInt32 { 300 }
  /// During an exchange.
  private static var pollInterval: Interval { .milliseconds(2) }
  /// No link yet: nothing was sent, so nobody is bothered by another try.
  private static var linkInterval: Interval { .seconds(1) }
  /// RFC 4330 allows no server to be asked more often than every 15 s; doubled after each try without an answer, up to
  /// about half an hour.
  private static var firstRetry: Interval { .seconds(16) }
  private static var retryDoublings: UInt32 { 7 }
  /// Once the time is known no server is asked more often than every half hour, doubled up to four hours if there is no
  /// answer.
  private static var settledRetryDoublings: UInt32 { 3 }
  /// For a network that is joined only when it is wanted: the slowest ways of joining one take so long (DHCP, a busy access
  /// point), and a try that fails costs as much as fifty good ones.
  private static var joinPatience: Interval { .seconds(10) }
  /// How often to look whether it has been joined.
  private static var joinPollInterval: Interval { .milliseconds(100) }
  /// What an exchange needs before a drawing begins: a second for the reply, and one for a second round.
  private static var quiet: Interval { .milliseconds(2_500) }
  /// The same and as much again to join the network: a drawing in between would keep the radio on for nothing.
  private static var joinQuiet: Interval { .milliseconds(5_000) }
  /// From here on the minute may be wrong: the clock says that it doesn't know the time. Microseconds.
  private static var hopeless: Int32 { 30_000_000 }
  /// From here on the clock reports that it is unsure. Microseconds.
  private static var unsure: Int32 { 1_000_000 }

  private var client: SNTPClient<N, R>
  private var discipline = ClockDiscipline()
  private var civil: CivilTime
  private var due: Instant?
  private var failures: UInt32 = 0
  /// Since when the network has been wanted.
  private var wantedSince: Instant?
  private var hasSaidUnsure = false
  private var events = TimeEvents()

  public init(client: consuming SNTPClient<N, R>, zone: CivilZone) {
    self.client = client
    civil = CivilTime(zone)
  }

  public var isBusy: Bool { client.isBusy }

  public func needsNetwork(at instant: Instant) -> Bool {
    client.isBusy || wantedSince != nil || due.map { instant >= $0 } ?? false
  }

  /// With a link the first pause, a look-up and an exchange take no longer.
  public var patience: Interval { .seconds(6) }

  /// Nothing changes but by a try to join the network.
  public var recheckInterval: Interval { client.joinsOnDemand && wantedSince == nil ? .seconds(60) : .seconds(1) }

  public var obstacle: TimeObstacle? {
    if let obstacle = client.obstacle { return .network(obstacle) }
    return client.serverCount == 0 && client.isThere ? .noServer : nil
  }

  /// How far off the time may be, in microseconds; nil before there is one.
  public mutating func uncertainty(at instant: Instant) -> Int32? { discipline.uncertainty(at: instant) }

  public mutating func standing(at instant: Instant) -> TimeStanding? {
    guard let time = discipline.time(at: instant), let uncertainty = discipline.uncertainty(at: instant) else {
      return nil
    }
    return TimeStanding(time: time, uncertainty: uncertainty, nextPoll: due)
  }

  public mutating func time(at instant: Instant) -> UTCTime? { discipline.time(at: instant) }

  public mutating func localTime(at instant: Instant) -> LocalTime? {
    guard let time = discipline.time(at: instant), let uncertainty = discipline.uncertainty(at: instant),
      uncertainty < NetworkTime.hopeless
    else { return nil }
    return civil.localTime(unixSeconds: time.seconds, microsecond: time.microsecond)
  }

  public mutating func steadySeconds(at instant: Instant) -> UInt32 {
    guard let time = discipline.time(at: instant) else { return 86_400 }
    return civil.steadySeconds(from: time.seconds)
  }

  public mutating func counterInterval(_ interval: Interval, at now: Instant) -> Interval {
    discipline.counterInterval(interval, at: now)
  }

  public mutating func remember(_ memory: inout NetworkTimeMemory) -> Bool {
    guard !client.isBusy, wantedSince == nil, due != nil else { return false }
    client.remember(&memory.client)
    memory.discipline = discipline
    (memory.due, memory.failures, memory.hasSaidUnsure) = (due, failures, hasSaidUnsure)
    return true
  }

  public mutating func recall(_ memory: inout NetworkTimeMemory) {
    client.recall(&memory.client)
    discipline = memory.discipline
    (due, failures, hasSaidUnsure) = (memory.due, memory.failures, memory.hasSaidUnsure)
  }

  // A call would copy the event twice, for 250 bytes of code in an app.
  @inline(__always)
  public mutating func nextEvent() -> TimeEvent? { events.next() }

  public mutating func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    if client.isBusy { return goOn(at: now) }
    if client.serverCount == 0 || failures > 0 { client.takeOffer() }
    guard client.serverCount > 0 else { return seekServers(at: now) }
    guard let due else {
      let pause = client.randomNumber(below: NetworkTime.firstPause)
      self.due = now + .milliseconds(pause)
      return now + .milliseconds(pause)
    }
    noteUncertainty(at: now)
    guard now >= due else { return due }
    // Every server has refused: none may be asked again.
    guard let ready = client.readyAt() else {
      leave()
      return now + .seconds(3_600)
    }
    guard now >= ready else {
      leave()
      self.due = ready
      return ready
    }
    let quiet = client.joinsOnDemand && wantedSince == nil ? NetworkTime.joinQuiet : NetworkTime.quiet
    if let drawing, drawing > now, drawing - now < quiet { return drawing + .milliseconds(1) }
    if client.joinsOnDemand, let wait = join(at: now) { return wait }
    if let time = discipline.time(at: now), let uncertainty = discipline.uncertainty(at: now) {
      events.belief = Belief(instant: now, time: time, uncertainty: uncertainty)
    }
    client.begin(at: now, all: !discipline.isSet || failures > 0)
    return goOn(at: now)
  }

  /// Nobody has set a server, and no network has named one yet.
  private mutating func seekServers(at now: Instant) -> Instant {
    guard client.joinsOnDemand else { return now + NetworkTime.linkInterval }
    if let due, now < due { return due }
    if let wait = join(at: now) { return wait }
    client.takeOffer()
    return client.serverCount > 0 ? now : fail(at: now)
  }

  /// - Returns: nil once the network is there; else when to go on.
  private mutating func join(at now: Instant) -> Instant? {
    let since = wantedSince ?? now
    if wantedSince == nil { client.want(true) }
    wantedSince = since
    if client.isThere { return nil }
    guard now - since >= NetworkTime.joinPatience else { return now + NetworkTime.joinPollInterval }
    return fail(at: now)
  }

  /// No answer, or no way to one.
  private mutating func fail(at now: Instant) -> Instant {
    leave()
    let next = now + takePause()
    due = next
    return next
  }

  /// After a failure.
  private mutating func takePause() -> Interval {
    let pause = spread(retryInterval)
    failures = min(NetworkTime.retryDoublings, failures &+ 1)
    return pause
  }

  private mutating func leave() {
    guard client.joinsOnDemand, wantedSince != nil else { return }
    wantedSince = nil
    client.want(false)
  }

  private mutating func goOn(at now: Instant) -> Instant {
    guard let result = client.work(at: now, &events) else { return now + NetworkTime.pollInterval }
    let next: Interval
    switch result {
    case .time(let sample):
      // A single server gives an unexpected time: the others are asked before it is believed.
      if client.hasOthers, events.belief?.allows(sample) == false {
        client.askOthers(at: now)
        return now + NetworkTime.pollInterval
      }
      failures = 0
      hasSaidUnsure = false
      next = take(sample)
    case .nothing: next = takePause()
    // Where nobody has to join anything, the link will be back by itself.
    case .unsent: next = client.joinsOnDemand ? takePause() : NetworkTime.linkInterval
    }
    leave()
    due = now + next
    return now + next
  }

  private mutating func take(_ sample: TimeSample) -> Interval {
    let correction = discipline.take(sample)
    let next = spread(discipline.interval)
    if let correction { events.add(.corrected(correction, next: next)) }
    return next
  }

  private var retryInterval: Interval {
    let first = discipline.isSettled ? ClockDiscipline.shortestInterval : NetworkTime.firstRetry
    let doublings = discipline.isSettled ? min(failures, NetworkTime.settledRetryDoublings) : failures
    return Interval(microseconds: first.microseconds &<< UInt64(widening: doublings))
  }

  /// Up to a sixteenth longer, so that clocks that started together don't stay in step.
  private mutating func spread(_ interval: Interval) -> Interval {
    let sixteenth = interval.microseconds / 16
    let share = UInt64(widening: client.randomNumber(below: 1_000))
    return Interval(microseconds: interval.microseconds &+ sixteenth / 1_000 &* share)
  }

  private mutating func noteUncertainty(at now: Instant) {
    guard !hasSaidUnsure, let uncertainty = discipline.uncertainty(at: now), uncertainty > NetworkTime.unsure else {
      return
    }
    hasSaidUnsure = true
    events.add(.unsure(uncertainty))
  }
}

public struct NetworkTimeMemory: SleepMemory {
  var client = ClientMemory()
  var discipline = ClockDiscipline()
  var due: Instant?
  var failures: UInt32 = 0
  var hasSaidUnsure = false

  public init() {}
}
