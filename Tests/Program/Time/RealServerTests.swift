// The firmware's client against real servers over real UDP, as the commands run it.
// Must never ask a server beyond this machine.

import Foundation
import Support
import TestSupport
import Testing

@Suite(.serialized) struct RealServerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  private func run(_ arguments: [String]) throws -> (result: Program.Result, events: [[String: Any]]) {
    let file = folder.path + "/events"
    let (_, result) = try Program.start(
      ["run", "--image", folder.image, "--png", folder.path + "/clock.png", "--events", file] + arguments,
      cache: folder.path,
      folder: folder.path)
    let end = result()
    let lines = String(decoding: (try? Files.read(file)) ?? [], as: UTF8.self).split(separator: "\n")
    let events = lines.compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
    }
    return (end, events)
  }

  private func named(_ name: String, _ events: [[String: Any]]) -> [[String: Any]] {
    events.filter { $0["event"] as? String == name }
  }

  /// The digits drawn are those of this machine's clock, which chronyd serves.
  @Test func chronySetsTheClock() throws {
    let chrony = try Chrony("local stratum 8")
    let before = Date()
    let (result, events) = try run(["--ntp", "127.0.0.1:\(chrony.port)", "--tz", "UTC0"])
    #expect(result.status == 0, "\(result.errors)")
    let set = named("time-set", events)
    #expect(set.count == 1)
    let drawn = named("drew", events).prefix(4).compactMap { $0["digit"] as? Int }
    let expected = [before, Date()].map { date -> [Int] in
      var time = time_t(date.timeIntervalSince1970)
      var fields = tm()
      gmtime_r(&time, &fields)
      return [fields.tm_hour / 10, fields.tm_hour % 10, fields.tm_min / 10, fields.tm_min % 10].map(Int.init)
    }
    #expect(expected.contains(drawn), "\(drawn), \(expected)")
  }

  @Test func timeShowsAnExchange() throws {
    let chrony = try Chrony("local stratum 10")
    let result = try Program.run("time", "127.0.0.1:\(chrony.port)")
    #expect(result.status == 0)
    #expect(result.output.contains("stratum             10\n"))
    #expect(result.output.contains("reference           127.127.1.1"))
    #expect(result.output.components(separatedBy: "  passed ").count == 11, "\(result.output)")
    // Both ends use the same machine's clock.
    let offset = try #require(result.output.firstMatch(of: /offset +(-?[0-9.]+) ms/)).output.1
    #expect(abs(try #require(Double(offset))) < 20)
  }

  /// chronyd without any source, and without `local`: it answers, but says that it has no time.
  @Test func aServerWithoutTimeIsNotBelieved() throws {
    let chrony = try Chrony(waitsForTime: false)
    let result = try Program.run("time", "127.0.0.1:\(chrony.port)")
    #expect(result.status == 1 && result.output.contains("FAILED      the server says that it isn't synchronised"))
    let (run, events) = try run(["--ntp", "127.0.0.1:\(chrony.port)"])
    #expect(run.status == 1 && run.errors.contains("no server gave the time"))
    #expect(named("reply-dropped", events).first?["cause"] as? String == "the server says that it isn't synchronised")
    #expect(named("drew", events).isEmpty)
  }

  /// chronyd in the last minute of a year that ends with a leap second, by its time zone data: it warns, and the
  /// second comes. A chronyd that smooths it doesn't warn.
  @Test func aRealServersLeapSecondIsKept() throws {
    let zones = folder.path + "/zones"
    let known = String(decoding: try Files.read("/usr/share/zoneinfo/leapseconds"), as: UTF8.self)
      .split(separator: "\n").filter { $0.hasPrefix("Leap") }
    let leaps = known.joined(separator: "\n") + "\nLeap\t2026\tDec\t31\t23:59:60\t+\tS\n"
    try Files.write(Array(leaps.utf8), to: folder.path + "/leaps")
    try Files.write(Array("Zone right/UTC 0 - UTC\n".utf8), to: folder.path + "/utc")
    let made = try ChildProcess.run("zic", ["-L", folder.path + "/leaps", "-d", zones, folder.path + "/utc"])
    #expect(made.status == 0, "\(made.errors)")
    // Arch's, Fedora's and Debian's.
    let folders = try ["", "64"] + FileManager.default.contentsOfDirectory(atPath: "/usr/lib").map { "/\($0)" }
    let library = try #require(
      folders.map { "/usr/lib\($0)/faketime/libfaketime.so.1" }.first(where: Files.exists),
      "HostTools/install-packages tests installs libfaketime")
    // 2027-01-01T00:00:00Z by POSIX. All clocks here are equally far ahead of this machine's, a minute before that.
    let newYear = 1_798_761_600.0
    let ahead = (newYear - 60 - Date().timeIntervalSince1970).rounded()
    let faked = ["LD_PRELOAD": library, "FAKETIME": "+\(Int(ahead))", "TZDIR": zones]
    // A reference that has the leap second: after it, its clock is a second behind.
    let source = try LoopbackServer { request in
      let isOver = Date().timeIntervalSince1970 + ahead >= newYear
      var reply = ntpReply(to: request, ahead: isOver ? ahead - 1 : ahead)
      reply[1] = 1
      return [reply]
    }
    let upstream = "server 127.0.0.1 port \(source.port) iburst minpoll -4 maxpoll -4"
    let server = try Chrony(upstream, "leapsectz right/UTC", environment: faked)
    // By chrony.conf(5): smoothing is for servers that slew the second.
    let smoothing = try Chrony(
      upstream, "leapsectz right/UTC", "leapsecmode slew", "smoothtime 400 0.01 leaponly", environment: faked)
    #expect(try Program.run("time", "127.0.0.1:\(server.port)").output.contains("leap indicator      1"))
    #expect(try Program.run("time", "127.0.0.1:\(smoothing.port)").output.contains("leap indicator      0"))
    let file = folder.path + "/leap-events"
    let result = try Program.run(
      "run", "--image", folder.image, "--ntp", "127.0.0.1:\(server.port)", "--tz", "UTC0", "--minutes", "2", "--events",
      file)
    #expect(result.status == 0, "\(result.errors)")
    let events = String(decoding: try Files.read(file), as: UTF8.self)
    #expect(events.contains("2026-12-31T23:59") && events.contains("2027-01-01T00:00"), "\(events)")
    // The sample a minute after the leap second finds the clock right.
    let corrections = events.matches(of: /"event":"time-(slewed|stepped)","microseconds":(-?[0-9]+)/)
    #expect(!corrections.isEmpty)
    for correction in corrections {
      #expect(abs(try #require(Int(correction.output.2))) < 100_000, "\(correction.output.0)")
    }
  }

  /// chronyd 4.3, as in Debian 12, limits rates by silence: the client notes it and asks the others.
  @Test func aServerThatLimitsBySilenceIsDoneWithout() throws {
    let limiting = try Chrony("local stratum 8", "ratelimit interval 12 burst 1 leak 4")
    let other = try Chrony("local stratum 9")
    // Uses up what burst there is.
    for _ in 0..<4 { _ = try Program.run("time", "127.0.0.1:\(limiting.port)", "--wait", "1") }
    let (result, _) = try run(["--ntp", "127.0.0.1:\(limiting.port)", "--ntp", "127.0.0.1:\(other.port)"])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Two chronyds, and a server of our own that is two hours ahead.
  @Test func aServerThatLiesIsOutvoted() throws {
    let first = try Chrony("local stratum 8")
    let second = try Chrony("local stratum 9")
    let liar = try LoopbackServer { request in [ntpReply(to: request, ahead: 7_200)] }
    for order in [[liar.port, first.port, second.port], [first.port, liar.port, second.port]] {
      let (result, events) = try run(order.flatMap { ["--ntp", "127.0.0.1:\($0)"] } + ["--tz", "UTC0"])
      #expect(result.status == 0)
      let minute = try #require(named("drew", events).first?["time"] as? String)
      var time = time_t(Date().timeIntervalSince1970)
      var fields = tm()
      gmtime_r(&time, &fields)
      #expect(Int(minute.dropFirst(11).prefix(2)) == Int(fields.tm_hour), "\(minute)")
    }
  }

  /// RATE and DENY over real UDP, by RFC 5905's letters.
  @Test func kissesOfDeathAreHeeded() throws {
    for code in ["RATE", "DENY"] {
      let server = try LoopbackServer { request in
        var reply = ntpReply(to: request, ahead: 0)
        reply[0] = 0xE4
        reply[1] = 0
        reply.replaceSubrange(12..<16, with: code.utf8)
        return [reply]
      }
      let (result, events) = try run(["--ntp", "127.0.0.1:\(server.port)"])
      #expect(result.status == 1)
      let kisses = named("server-kissed", events)
      #expect(kisses.count == 1, "\(code)")
      let cause = try #require(kisses.first?["cause"] as? String)
      #expect(cause.contains("asked") || cause.contains("no further requests"), "\(kisses)")
    }
  }

  /// As time.nist.gov and time.windows.com answer any request.
  @Test(arguments: [1, 2, 3] as [UInt8]) func aServerOfAnOlderVersionIsBelieved(version: UInt8) throws {
    let server = try LoopbackServer { request in
      var reply = ntpReply(to: request, ahead: 0)
      reply[0] = version << 3 | 4
      return [reply]
    }
    let result = try Program.run("time", "127.0.0.1:\(server.port)")
    #expect(result.status == 0 && result.output.contains("version             \(version)\n"), "\(result)")
    let (run, events) = try run(["--ntp", "127.0.0.1:\(server.port)"])
    #expect(run.status == 0 && named("time-set", events).count == 1, "\(run.errors)")
  }

  /// chronyd on a machine whose clock begins with GPS's first day, which is 1980-01-06.
  @Test func aServerThatWasNeverSetIsShownAsWhatItIs() throws {
    let libraries = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
    let library = try #require(
      libraries.map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }.first(where: Files.exists),
      "HostTools/install-packages tests installs libfaketime")
    let behind = Int(Date().timeIntervalSince1970) - 315_964_800 - 3_600
    let chrony = try Chrony(
      "local stratum 8", waitsForTime: false, environment: ["LD_PRELOAD": library, "FAKETIME": "-\(behind)"])
    let result = try Program.run("time", "127.0.0.1:\(chrony.port)")
    #expect(result.status == 1 && result.output.contains("FAILED      its time is before"), "\(result.output)")
    for name in ["T2 received there", "T3 sent there"] {
      let shown = name.padding(toLength: 20, withPad: " ", startingAt: 0) + "1980-01-06"
      #expect(result.output.contains(shown), "\(result.output)")
    }
    #expect(result.output.contains(", before this firmware was made"))
    let (run, events) = try run(["--ntp", "127.0.0.1:\(chrony.port)"])
    #expect(run.status == 1 && named("drew", events).isEmpty)
  }

  @Test func missingTimestampsAreShownAsMissing() throws {
    for (range, rows) in [(32..<40, ["T2 received there   none"]), (40..<48, ["T3 sent there       none"])] {
      let server = try LoopbackServer { request in
        var reply = ntpReply(to: request, ahead: 0)
        reply.replaceSubrange(16..<24, with: [UInt8](repeating: 0, count: 8))
        reply.replaceSubrange(range, with: [UInt8](repeating: 0, count: 8))
        return [reply]
      }
      let result = try Program.run("time", "127.0.0.1:\(server.port)")
      #expect(result.status == 1 && result.output.contains("FAILED      a timestamp is missing"))
      for row in rows + ["delay               unknown", "offset              unknown", ", last heard none"] {
        #expect(result.output.contains(row + "\n"), "\(row): \(result.output)")
      }
      #expect(!result.output.contains("2036"))
    }
  }

  /// Codes that clear the screen, end a JSON string, or aren't letters.
  @Test(arguments: [
    [0x41, 0x1B, 0x5B, 0x4A], [0x58, 0x22, 0x5C, 0x0A], [0x42, 0x9B, 0xFF, 0x00], [0x43, 0, 0x44, 0],
  ])
  func noByteOfAKissReachesTheTerminal(code: [UInt8]) throws {
    let server = try LoopbackServer { request in
      var reply = ntpReply(to: request, ahead: 0)
      (reply[0], reply[1]) = (0xE4, 0)
      reply.replaceSubrange(12..<16, with: code)
      return [reply]
    }
    let hex = "0x" + code.map { String(Int($0) + 0x100, radix: 16).suffix(2) }.joined()
    let time = try Program.run("time", "127.0.0.1:\(server.port)")
    #expect(time.status == 1 && time.output.contains("kiss of death: code \(hex)\n"), "\(time.output)")
    let (run, events) = try run(["--ntp", "127.0.0.1:\(server.port)"])
    #expect(run.status == 1 && named("server-kissed", events).count == 1)
    for text in [time.output, run.output, run.errors] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }
  }

  @Test func whatAnswersWithoutBeingAServerIsRefusedInWords() throws {
    let server = try LoopbackServer { _ in [[1, 2, 3]] }
    let result = try Program.run("time", "127.0.0.1:\(server.port)")
    #expect(result.status == 1 && result.output.contains("FAILED      it has fewer than 48 bytes"))
    let nobody = try Program.run("time", "127.0.0.1:1", "--wait", "1")
    #expect(nobody.status == 1 && nobody.errors.contains("mnist-clock: "))
    #expect(try Program.run("time", "no such name").status == 2)
    #expect(try Program.run("time", "name.invalid").errors.contains("name.invalid"))
  }
}

/// A server's reply by RFC 5905's figure 8, `ahead` seconds ahead of this machine's clock.
private func ntpReply(to request: [UInt8], ahead: Double) -> [UInt8] {
  func timestamp(_ time: Double) -> [UInt8] {
    let bits = UInt64((time + 2_208_988_800) * 65_536) << 16
    return withUnsafeBytes(of: bits.bigEndian) { Array($0) }
  }
  let now = Date().timeIntervalSince1970 + ahead
  var reply: [UInt8] = [0x24, 2, 6, 0xEC] + [0, 0, 0x02, 0x8F] + [0, 0, 0x01, 0x47] + [192, 0, 2, 7]
  reply += timestamp(now - 16) + request[40..<48] + timestamp(now) + timestamp(now)
  return reply
}
