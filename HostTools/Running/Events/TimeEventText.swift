// What the firmware's time-keeping does, in words and as JSON fields. Must never judge: the firmware has done so.

import Essentials
import Firmware

package enum TimeEventText {
  /// - Parameter servers: as the user named them.
  static func line(_ event: TimeEvent, servers: [String]) -> EventLine {
    switch event {
    case .sntp(let event): return sntp(event, servers)
    case .reply(let server, let sample, let error):
      let ahead = error.map { ", \(signed($0)) from the clock" } ?? ""
      return EventLine(
        text: "\(name(server, servers)) answered after \(signed(sample.delay)), stratum \(sample.stratum)\(ahead)",
        name: "server-replied",
        numbers: [("server", server + 1), ("delay", Int(sample.delay)), ("stratum", Int(sample.stratum))]
          + (error.map { [("error", Int($0))] } ?? []))
    case .corrected(let correction, let next):
      let seconds = Int(next.microseconds / 1_000_000)
      let again = "next request in \(seconds.grouped) s"
      switch correction {
      case .set: return EventLine(text: "the time is set; \(again)", name: "time-set", numbers: [("next", seconds)])
      case .step(let size):
        return EventLine(
          text: "the time steps by \(signed(size)); \(again)", name: "time-stepped",
          numbers: [("microseconds", Int(size)), ("next", seconds)])
      case .slew(let size):
        return EventLine(
          text: "the time is corrected by \(signed(size)); \(again)", name: "time-slewed",
          numbers: [("microseconds", Int(size)), ("next", seconds)])
      }
    case .unsure(let bound):
      return EventLine(
        text: "no server for a long time: the time may be off by \(signed(bound))", name: "time-unsure",
        numbers: [("microseconds", Int(bound))])
    }
  }

  private static func name(_ index: Int, _ servers: [String]) -> String {
    index < servers.count ? servers[index] : "server \(index + 1)"
  }

  private static func sntp(_ event: SNTPEvent, _ servers: [String]) -> EventLine {
    func name(_ index: Int) -> String { TimeEventText.name(index, servers) }
    switch event {
    case .dropped(let server, let fault, let total):
      let cause = explanation(fault)
      return EventLine(
        text: "a packet from \(name(server)) was dropped: \(cause) (\(total.grouped) so far)",
        name: "reply-dropped", numbers: [("server", server + 1), ("total", Int(total))], cause: cause)
    case .kissed(let server, let code):
      return EventLine(
        text: "\(name(server)) sent a kiss of death: \(explanation(code))", name: "server-kissed",
        numbers: [("server", server + 1)], cause: explanation(code))
    case .unreachable(let server, let error):
      return EventLine(
        text: "\(name(server)) can't be reached: \(explanation(error))", name: "server-unreachable",
        numbers: [("server", server + 1)], cause: explanation(error))
    case .silent(let server):
      return EventLine(
        text: "\(name(server)) didn't answer", name: "server-silent", numbers: [("server", server + 1)])
    case .outvoted(let server):
      return EventLine(
        text: "\(name(server)) is outvoted by the others", name: "server-outvoted", numbers: [("server", server + 1)])
    case .noMajority: return EventLine(text: "the servers contradict each other; none is believed", name: "no-majority")
    case .nobodyLeft: return EventLine(text: "every server has refused further requests", name: "nobody-left")
    }
  }

  package static func explanation(_ fault: SNTPFault) -> String {
    switch fault {
    case .short: "it has fewer than 48 bytes"
    case .origin: "it doesn't answer the request that was sent"
    case .mode: "its mode is not 4, server"
    case .version: "its version is not 1 to 4"
    case .unsynchronised: "the server says that it isn't synchronised"
    case .stratum: "its stratum is 16 or more"
    case .timestamp: "a timestamp is missing, or the reference is later than the reply"
    case .distance: "the server admits to being a second off or more"
    case .delay: "the round trip took more than a second, or less than nothing"
    case .past: "its time is before this firmware was made"
    }
  }

  package static func explanation(_ code: KissCode) -> String {
    switch code {
    case .deny: "it wants no further requests, and gets none"
    case .rate: "it was asked too often, and will be asked less often"
    case .other(let code): "code \(letters(code))"
    }
  }

  /// The four letters of a kiss code, or fewer followed by zeros; in hexadecimal if they aren't letters, since the
  /// sender chose them and they go to a terminal.
  static func letters(_ code: UInt32) -> String {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: code >> (24 - 8 * $0)) }
    let letters = bytes.prefix { $0 != 0 }
    let isPlain = letters.allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 & 0xDF }
    let isPadded = bytes.drop { $0 != 0 }.allSatisfy { $0 == 0 }
    let text = String(decoding: letters, as: UTF8.self)
    return isPlain && isPadded ? text : "0x" + String(code, radix: 16).leftPadded(to: 8, with: "0")
  }

  private static func explanation(_ error: NetworkError) -> String {
    switch error {
    case .unreachable: "there is no route to it"
    case .unknownName: "there is no such name"
    case .busy: "the network is busy"
    }
  }

  /// Microseconds in a form for people: "-12.345 ms", "3.2 s".
  package static func signed(_ microseconds: some BinaryInteger) -> String {
    let size = Double(microseconds)
    return size.magnitude < 1_000_000
      ? (size / 1_000).formatted(places: 3) + " ms" : (size / 1_000_000).formatted(places: 3) + " s"
  }
}
