// `mnist-clock time`: one exchange with a time server, in a form for people.
// Must never set this machine's clock, nor ask twice.

import Commands
import Events
import Firmware
import Foundation
import Run
import Support
import TimeZones
import UDP

let timeCommand = Command(
  "time",
  summary: "Ask a time server once, and show what it says and what the clock makes of it.",
  operands: ["HOST[:PORT]"],
  discussion: """
    Sends one request by NTP and prints the four timestamps, the offset of this machine's clock, and the verdict of each \
    check that the firmware makes before it believes a reply. Exit status 1 when the reply would be dropped.
    """,
  options: [Option("--wait", "SECONDS", "Wait this long for the reply. Default: 3.")],
  examples: [("time 192.168.1.1", "Is the router a time server?")],
  run: { arguments in
    let text = try arguments.operand(0)
    let server = try NamedServer(text, text.shown, arguments)
    let wait = try arguments.number("--wait", in: 1...60) ?? 3
    let exchange = try Elapsed.shown("Waiting for the reply") { try TimeExchange(server, waiting: wait) }
    try Terminal.write(exchange.report)
    return exchange.isBelieved ? 0 : 1
  })

private struct TimeExchange {
  let report: String
  let isBelieved: Bool

  init(_ server: NamedServer, waiting seconds: Int) throws {
    var network = UDPNetwork()
    let nonce = UInt64.random(in: 1...UInt64.max)
    let request = SNTPPacket.request(nonce: nonce)
    let sent: UTCTime
    let received: UTCTime
    var buffer: [1024 of UInt8] = .init(repeating: 0)
    let count: Int
    let address: String
    do throws(NetworkError) {
      guard var socket = try network.open(server.name.name, port: server.port) else { throw .unreachable }
      address = socket.address
      sent = LocalMoment.utcNow()
      try socket.send(request.span)
      socket.wait(milliseconds: Int32(seconds * 1_000))
      received = LocalMoment.utcNow()
      var span = buffer.mutableSpan
      count = try socket.receive(into: &span) ?? -1
    } catch {
      switch error {
      case .unknownName: throw Failure("\(server.host): there is no such name")
      case .unreachable, .busy:
        throw Failure("\(server.text) can't be reached", advice: "Nothing listens there, or there is no network")
      }
    }
    guard count >= 0 else {
      throw Failure(
        "\(server.text) (\(address)) didn't answer within \(seconds) s",
        advice: "It may not be a time server, or it drops packets from here")
    }
    let bytes = (0..<count).map { buffer[$0] }
    var text = "\(server.text) (\(address)), \(count) bytes after \(TimeEventText.signed(received - sent))\n\n"
    if count >= SNTPPacket.size { text += TimeExchange.fields(bytes, sent: sent, received: received) }
    let (verdicts, isBelieved) = TimeExchange.verdicts(bytes, nonce: nonce, sent: sent, received: received)
    report = text + "Checks\n" + verdicts
    self.isBelieved = isBelieved
  }

  private static func fields(_ bytes: [UInt8], sent: UTCTime, received: UTCTime) -> String {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
    func time(_ time: UTCTime) -> String {
      LocalMoment.text(LocalTime(seconds: time.seconds), withSeconds: true)
        + "." + String(time.microsecond).leftPadded(to: 6, with: "0") + "Z"
    }
    func milliseconds(_ short: UInt64) -> String { (Double(short) * 1_000 / 65_536).formatted(places: 3) + " ms" }
    let (receive, transmit) = (moment(number(32, 8)), moment(number(40, 8)))
    func said(_ moment: UTCTime?) -> String {
      guard let moment else { return "none" }
      return time(moment) + (moment < NTPTimestamp.earliest ? ", before this firmware was made" : "")
    }
    let identifier = bytes[12..<16]
    let isText = bytes[1] <= 1 && identifier.allSatisfy { $0 == 0 || (0x20..<0x7F).contains($0) }
    let id =
      isText
      ? String(decoding: identifier.filter { $0 != 0 }, as: UTF8.self)
      : identifier.map { String($0) }.joined(separator: ".")
    let rows = [
      ("leap indicator", "\(bytes[0] >> 6)"), ("version", "\(bytes[0] >> 3 & 7)"), ("mode", "\(bytes[0] & 7)"),
      ("stratum", "\(bytes[1])"), ("reference", "\(id), last heard \(said(moment(number(16, 8))))"),
      ("root delay", milliseconds(number(4, 4))), ("root dispersion", milliseconds(number(8, 4))),
      ("T1 sent", time(sent) + " by this machine's clock"), ("T2 received there", said(receive)),
      ("T3 sent there", said(transmit)), ("T4 received", time(received)),
    ]
    let differences = differences(sent: sent, receive, transmit, received: received)
    return (rows + differences).map { "\($0.0.padded(to: 20))\($0.1)\n" }.joined() + "\n"
  }

  /// What a timestamp says, nil for none. What reads as later than any right time comes from a clock that was never
  /// set: it means an era earlier.
  private static func moment(_ bits: UInt64) -> UTCTime? {
    guard bits != 0 else { return nil }
    let time = NTPTimestamp(bits: bits).time
    return time < NTPTimestamp.latest ? time : time + -4_294_967_296_000_000
  }

  private static func differences(
    sent: UTCTime, _ receive: UTCTime?, _ transmit: UTCTime?, received: UTCTime
  ) -> [(String, String)] {
    guard let receive, let transmit else { return [("delay", "unknown"), ("offset", "unknown")] }
    let delay = (received - sent) - (transmit - receive)
    let offset = ((receive - sent) + (transmit - received)) / 2
    let side = offset < 0 ? "ahead" : "behind"
    return [
      ("delay", TimeEventText.signed(delay)),
      ("offset", TimeEventText.signed(offset) + " (this machine's clock is \(side))"),
    ]
  }

  /// The firmware's checks in its order, up to the one that fails.
  private static func verdicts(
    _ bytes: [UInt8], nonce: UInt64, sent: UTCTime, received: UTCTime
  ) -> (text: String, isBelieved: Bool) {
    var fault: SNTPFault?
    do throws(SNTPReplyError) {
      let reply = try SNTPReply(bytes.span, nonce: nonce)
      // Only the difference between these two matters.
      let took = UInt64(max(0, received - sent))
      _ = try TimeSample(reply, sent: Instant(microseconds: 0), received: Instant(microseconds: took))
    } catch {
      switch error {
      case .fault(let cause): fault = cause
      case .kiss(let code):
        return ("  FAILED      it is a kiss of death: \(TimeEventText.explanation(code))\n", false)
      }
    }
    var text = ""
    for check in (0...9).compactMap(SNTPFault.init(rawValue:)) {
      if check == fault {
        text += "  FAILED      \(TimeEventText.explanation(check))\n"
        break
      }
      text += "  passed      \(name(of: check))\n"
    }
    return (text, fault == nil)
  }

  private static func name(of check: SNTPFault) -> String {
    switch check {
    case .short: "48 bytes or more"
    case .origin: "answers the request that was sent"
    case .mode: "mode 4, server"
    case .version: "version 1 to 4"
    case .unsynchronised: "the server is synchronised"
    case .stratum: "stratum 1 to 15"
    case .timestamp: "timestamps are present and in order"
    case .distance: "root delay and dispersion below a second"
    case .delay: "the round trip took less than a second"
    case .past: "after this firmware was made"
    }
  }
}
