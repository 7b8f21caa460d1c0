// Events as lines: in the file as soon as they happen, with their causes. Must never need the run's end.

import Events
import Firmware
import Foundation
import Support
import TestSupport
import Testing

@Suite struct EventLogTests {
  private let folder: TemporaryFolder
  private var file: String { folder.path + "/events" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func lines() throws -> [[String: Any]] {
    try String(decoding: Files.read(file), as: UTF8.self).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// The cause is what follows the last colon in the line for people.
  @Test func everyCauseThatAPersonReadsIsInTheJSON() throws {
    let events: [(ClockEvent, String)] = [
      (.panelFailed(panel: 1, .busyTimeout), "BUSY stayed high"),
      (.panelFailed(panel: 1, .noAnswer), "BUSY never rose, as if there were no panel"),
      (.panelFailed(panel: 1, .bus(.transferFailed)), "the SPI controller failed"),
      (.timeUnknown(.network(.notSet)), "no Wi-Fi network is set"),
      (.timeUnknown(.network(.absent)), "the Wi-Fi network isn't in range"),
      (.timeUnknown(.network(.rejected)), "the Wi-Fi network rejects the password"),
      (.timeUnknown(.noServer), "no time server is set"),
      (.atRest(.quietHours), "these are quiet hours"), (.atRest(.emptyCell), "the cell is empty"),
      (.journal(.sectorRetired(3, .refused)), "the flash refuses it"),
      (.journal(.sectorRetired(3, .misread)), "it is worn out"),
      (.journal(.unwritable(.noSector)), "no sector accepts a record"),
      (.journal(.unwritable(.tooSmall)), "it has fewer than two sectors"),
      (.journal(.unwritable(.outOfNumbers)), "its record numbers are used up"),
      (.time(.sntp(.kissed(server: 0, .rate))), "it was asked too often, and will be asked less often"),
      (.time(.sntp(.kissed(server: 0, .deny))), "it wants no further requests, and gets none"),
      (.time(.sntp(.unreachable(server: 0, .unreachable))), "there is no route to it"),
      (.time(.sntp(.unreachable(server: 0, .unknownName))), "there is no such name"),
      (.time(.sntp(.unreachable(server: 0, .busy))), "the network is busy"),
      (.time(.sntp(.dropped(server: 0, .unsynchronised, total: 1))), "the server says that it isn't synchronised"),
      (.time(.sntp(.dropped(server: 0, .mode, total: 1))), "its mode is not 4, server"),
    ]
    var log = EventLog(try OutputFile(file), counts: .init(repeating: 1, count: 10))
    for (index, (event, cause)) in events.enumerated() {
      let text = log.record(event, at: LocalTime(seconds: 0))
      #expect(text.contains(cause), "\(text)")
      #expect(try lines().count == index + 1)
      #expect(try lines()[index]["cause"] as? String == cause)
    }
  }

  @Test func imagesThatDoNotSayHowLegibleTheyAreAreTold() throws {
    let counts = [Int](repeating: 1, count: 10)
    var log = EventLog(try OutputFile(file), counts: counts)
    let new = ClockEvent.glyphsUsable(try checkedTable(imageBytes(counts: counts)))
    #expect(log.record(new, at: LocalTime(seconds: 0)).hasSuffix("  10 glyphs in 2,121 bytes"))
    let old = ClockEvent.glyphsUsable(try checkedTable(imageBytes(counts: counts, version: 2)))
    let text = "  10 glyphs in 2,116 bytes, of unknown legibility: none is passed over"
    #expect(log.record(old, at: LocalTime(seconds: 0)).hasSuffix(text))
    #expect(try lines().map { $0["bytes"] as? Int } == [2_121, 2_116])
  }

  /// Whatever a server sends as its code, a line stays one line of JSON.
  @Test(arguments: [0x225C_0A1B, 0, 0xFFFE_C3A4, 0x2F3C_263E] as [UInt32])
  func aKissOfAnyBytesIsJSON(code: UInt32) throws {
    var log = EventLog(try OutputFile(file), counts: .init(repeating: 1, count: 10))
    _ = log.record(.time(.sntp(.kissed(server: 0, .other(code)))), at: LocalTime(seconds: 0))
    let line = try #require(try lines().first)
    #expect(line["event"] as? String == "server-kissed" && (line["cause"] as? String)?.contains("code") == true)
    #expect(try !String(decoding: Files.read(file), as: UTF8.self).dropLast().contains { $0.isNewline || $0 < " " })
  }

  @Test func anOldFileIsEmptiedAtTheStartAndNotBefore() throws {
    try Files.write("old\n".utf8, to: file)
    var log = EventLog(try OutputFile(file), counts: .init(repeating: 1, count: 10))
    #expect(try Files.read(file) == Array("old\n".utf8))
    log.begin()
    #expect(try Files.read(file) == [])
  }

  @Test func whatCanNotBeWrittenIsTold() throws {
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/full")
    var log = EventLog(try OutputFile(file), counts: .init(repeating: 1, count: 10))
    _ = log.record(.timeUnknown(nil), at: LocalTime(seconds: 0))
    #expect((log.failure as? Failure)?.cause == "it can't be written: No space left on device")
    #expect(throws: Failure.self) { try log.close() }
  }
}
