// Replies with any bytes at all, and replies that fit their request. None must ever be believed without its nonce.

@testable import Firmware

func fuzzSNTP(_ input: inout FuzzInput) {
  let nonce = UInt64(bitPattern: input.int64())
  let fits = input.byte() & 1 == 0
  let sent = Instant(microseconds: UInt64(input.uint32()))
  let received = sent + Interval(microseconds: UInt64(input.uint32()))
  var datagram = Array(input.rest)
  if fits, datagram.count >= SNTPPacket.size {
    for byte in 0..<8 { datagram[24 + byte] = UInt8(truncatingIfNeeded: nonce >> UInt64(56 - 8 * byte)) }
  }
  guard let reply = try? SNTPReply(datagram.span, nonce: nonce),
    let sample = try? TimeSample(reply, sent: sent, received: received)
  else { return }
  var discipline = ClockDiscipline()
  _ = discipline.take(sample)
  // ClockDiscipline answers for 1,900 years after the last sample; nobody looks beyond.
  for power in 0..<56 {
    let later = Instant(microseconds: received.microseconds | 1 << UInt64(power))
    _ = discipline.time(at: later)
    if let uncertainty = discipline.uncertainty(at: later), uncertainty < 0 {
      fatalError("an uncertainty of \(uncertainty) µs, \(later.microseconds) µs after the start")
    }
  }
}
