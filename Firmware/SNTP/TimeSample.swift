// What one exchange with a server says about the time. Must never know which server it is.

/// UTC at an instant of the board's counter, and how far off it may be.
public struct TimeSample: Sendable {
  public let instant: Instant
  public let time: UTCTime
  /// Microseconds: half the round trip, and what the server itself admits.
  public let bound: Int32
  /// Microseconds for the round trip.
  public let delay: Int32
  public let leap: LeapIndicator
  public let stratum: UInt8

  /// From the four timestamps; the first and last are the board's counter's.
  /// `sent` and `received` frame the exchange.
  public init(_ reply: SNTPReply, sent: Instant, received: Instant) throws(SNTPReplyError) {
    let atServer = reply.transmit.time - reply.receive.time
    let delay = ((received - sent).signed &- atServer).clamped
    // An oscillator that is 0.5 % slow loses 5 ms of a second at the server.
    guard atServer >= 0, delay >= -5_000, delay < 1_000_000 else { throw .fault(.delay) }
    guard reply.transmit.time < NTPTimestamp.latest else { throw .fault(.past) }
    let way = max(0, delay)
    instant = received
    time = reply.transmit.time + Int64(widening: way / 2)
    self.delay = way
    bound = way / 2 &+ reply.rootDelay / 2 &+ reply.rootDispersion &+ TimeSample.reading
    leap = reply.leap
    stratum = reply.stratum
  }

  public init(instant: Instant, time: UTCTime, bound: Int32, delay: Int32, leap: LeapIndicator, stratum: UInt8) {
    (self.instant, self.time, self.bound, self.delay) = (instant, time, bound, delay)
    (self.leap, self.stratum) = (leap, stratum)
  }

  /// How late the clock may notice a reply, in microseconds: it checks every two milliseconds.
  private static var reading: Int32 { 2_000 }

  /// The same at another instant nearby.
  func time(at other: Instant) -> UTCTime {
    other >= instant ? time + (other - instant).signed : time + -((instant - other).signed)
  }
}
