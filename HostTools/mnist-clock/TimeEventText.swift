// What the firmware's time-keeping does, in words and as JSON fields. Must never judge: the firmware has.

import Firmware
import Support

enum TimeEventText {
  /// - Parameter servers: as the user named them.
  static func line(_ event: TimeEvent, servers: [String]) -> (text: String, name: String, fields: [(String, Int)]) {
    switch event {
    case .sntp(let event): return sntp(event, servers)
    case .corrected(let correction, let next):
      let seconds = Int(next.microseconds / 1_000_000)
      let again = "asks again in \(seconds.grouped) s"
      switch correction {
      case .set: return ("the time is set; \(again)", "time-set", [("next", seconds)])
      case .step(let size):
        return (
          "the time steps by \(signed(size)); \(again)", "time-stepped",
          [("microseconds", Int(size)), ("next", seconds)]
        )
      case .slew(let size):
        return (
          "the time is put right by \(signed(size)); \(again)", "time-slewed",
          [("microseconds", Int(size)), ("next", seconds)]
        )
      }
    case .unsure(let bound):
      return (
        "no server for long: the time may be off by \(signed(bound))", "time-unsure", [("microseconds", Int(bound))]
      )
    }
  }

  private static func sntp(_ event: SNTPEvent, _ servers: [String]) -> (
    text: String, name: String, fields: [(String, Int)]
  ) {
    func name(_ index: Int) -> String { index < servers.count ? servers[index] : "server \(index + 1)" }
    switch event {
    case .reply(let server, let sample, let error):
      let ahead = error.map { ", \(signed($0)) from the clock" } ?? ""
      return (
        "\(name(server)) answered after \(signed(sample.delay)), stratum \(sample.stratum)\(ahead)", "server-replied",
        [("server", server + 1), ("delay", Int(sample.delay)), ("stratum", Int(sample.stratum))]
          + (error.map { [("error", Int($0))] } ?? [])
      )
    case .dropped(let server, let fault, let total):
      return (
        "a packet from \(name(server)) was dropped: \(explanation(fault)), the \(total.grouped). such since the start",
        "reply-dropped", [("server", server + 1), ("cause", Int(fault.rawValue)), ("total", Int(total))]
      )
    case .kissed(let server, let code):
      return ("\(name(server)) sent a kiss of death: \(explanation(code))", "server-kissed", [("server", server + 1)])
    case .unreachable(let server, let error):
      return ("\(name(server)) can't be reached: \(explanation(error))", "server-unreachable", [("server", server + 1)])
    case .silent(let server): return ("\(name(server)) didn't answer", "server-silent", [("server", server + 1)])
    case .outvoted(let server):
      return ("\(name(server)) is outvoted by the others", "server-outvoted", [("server", server + 1)])
    case .noMajority: return ("the servers contradict each other; none is believed", "no-majority", [])
    case .nobodyLeft: return ("every server has refused to be asked again", "nobody-left", [])
    }
  }

  static func explanation(_ fault: SNTPFault) -> String {
    switch fault {
    case .short: "it has fewer than 48 bytes"
    case .origin: "it doesn't answer the request that was sent"
    case .mode: "its mode is not 4, server"
    case .version: "its version is not 4"
    case .unsynchronised: "the server says that it has no time"
    case .stratum: "its stratum is 16 or more"
    case .timestamp: "a timestamp is missing, or the reference is later than the reply"
    case .distance: "the server admits to be a second off or more"
    case .delay: "the way there and back took more than a second, or less than nothing"
    case .past: "its time is before this firmware was made"
    }
  }

  static func explanation(_ code: KissCode) -> String {
    switch code {
    case .deny: "it doesn't want to be asked again, and won't be"
    case .rate: "it was asked too often, and will be asked less"
    case .other(let code):
      "code " + String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: code >> (24 - 8 * $0)) }, as: UTF8.self)
    }
  }

  private static func explanation(_ error: NetworkError) -> String {
    switch error {
    case .unreachable: "there is no way there"
    case .unknownName: "there is no such name"
    case .busy: "the network is busy"
    }
  }

  /// Microseconds as people read them: "-12.345 ms", "3.2 s".
  static func signed(_ microseconds: some BinaryInteger) -> String {
    let size = Double(microseconds)
    return size.magnitude < 1_000_000
      ? (size / 1_000).formatted(places: 3) + " ms" : (size / 1_000_000).formatted(places: 3) + " s"
  }
}
