// Names as RFC 1035 and RFC 6762 have them, by messages written by hand. Must never build one with the code under test.

import Firmware
import Support
import TestSupport
import Testing

/// A message with one question.
private func question(
  _ name: String, type: UInt16 = 1, flags: UInt16 = 0x0100, unicast: Bool = false, id: [UInt8] = [0x12, 0x34]
) -> [UInt8] {
  id + [UInt8(flags >> 8), UInt8(flags & 0xFF), 0, 1, 0, 0, 0, 0, 0, 0] + labels(name)
    + [UInt8(type >> 8), UInt8(type & 0xFF), unicast ? 0x80 : 0, 1]
}

private func labels(_ name: String) -> [UInt8] {
  name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
}

struct PortalNamesTests {
  private func answer(_ message: [UInt8]) -> [UInt8]? {
    var world = ServiceWorld()
    world.work()
    world.portalNames.questions = [message]
    world.work()
    return world.portalNames.answers.first
  }

  @Test(arguments: ["captive.apple.com", "a.b.c.d.e.example", "x"]) func everyNameIsHere(name: String) throws {
    let asked = question(name)
    let found = answer(asked)
    let answer = try #require(found)
    #expect(answer[0..<2] == [0x12, 0x34] && answer[2] & 0x84 == 0x84 && answer[3] & 0x0F == 0)
    #expect(Array(answer[4..<12]) == [0, 1, 0, 1, 0, 0, 0, 0])
    #expect(Array(answer[12..<asked.count]) == Array(asked[12...]))
    #expect(Array(answer[asked.count...]) == [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 192, 168, 4, 1])
  }

  @Test func otherTypesHaveNoRecord() throws {
    let asked = question("captive.apple.com", type: 28)
    let found = answer(asked)
    let answer = try #require(found)
    #expect(answer.count == asked.count && answer[7] == 0 && answer[3] & 0x0F == 0)
  }

  @Test(
    arguments: [
      [], [0x12], Array(question("a").dropLast()), question("a", flags: 0x8100), question("a", flags: 0x2800),
      [0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0] + labels("a") + [0, 1, 0, 1],
      [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63], [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0],
      question("a").dropLast() + [3],
    ] as [[UInt8]])
  func whatIsNoQuestionHasNoAnswer(message: [UInt8]) { #expect(answer(message) == nil) }

  @Test func aQuestionThatLeavesNoRoomHasNoAnswer() {
    let long = question(Array(repeating: String(repeating: "n", count: 61), count: 8).joined(separator: "."))
    #expect(long.count > 497 && answer(long) == nil)
  }

  @Test func nothingIsAnsweredOnceItIsClosed() {
    var world = ServiceWorld(hasHadNetwork: true)
    world.portalNames.questions = [question("a")]
    world.work()
    #expect(world.portalNames.answers.isEmpty)
  }
}

struct LocalNameTests {
  private func connected() -> ServiceWorld {
    let world = ServiceWorld([.wifi: "My Home", .zone: "UTC0"])
    world.air.current = "My Home"
    return world
  }

  /// An answer with one address.
  private func claim(_ name: String, _ address: [UInt8]) -> [UInt8] {
    [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0] + labels(name) + [0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4] + address
  }

  @Test func theNameIsProbedThreeTimesAndThenAnnouncedTwice() {
    var world = connected()
    world.wait(.seconds(5))
    let sent = world.localNames.announcements
    #expect(sent.count == 5)
    for probe in sent.prefix(3) {
      #expect(Array(probe[0..<12]) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0])
      #expect(Array(probe[12...].prefix(19)) == labels("mnist-clock.local"))
      #expect(Array(probe.suffix(4)) == [192, 168, 1, 20])
    }
    for announcement in sent.suffix(2) {
      #expect(Array(announcement[0..<12]) == [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 1])
      #expect(
        Array(announcement[31...].prefix(14)) == [0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 192, 168, 1, 20])
      // NSEC: of this name there are A records alone.
      #expect(Array(announcement.suffix(17)) == [0xC0, 12, 0, 47, 0x80, 1, 0, 0, 0, 120, 0, 5, 0xC0, 12, 0, 1, 0x40])
    }
  }

  @Test(arguments: ["mnist-clock.local", "MNIST-CLOCK.Local"]) func whoAsksIsAnswered(name: String) {
    var world = connected()
    world.wait(.seconds(5))
    world.localNames.announcements = []
    world.localNames.questions = [question(name, flags: 0, id: [0, 0])]
    world.work()
    #expect(world.localNames.announcements.count == 1 && world.localNames.answers.isEmpty)
    world.wait(.seconds(2))
    world.localNames.questions = [question(name, flags: 0, unicast: true, id: [0, 0])]
    world.work()
    #expect(world.localNames.answers.count == 1)
  }

  /// A program such as dig, which knows nothing of multicast: its number and its question come back.
  @Test func aPlainResolverIsAnswered() throws {
    var world = connected()
    world.wait(.seconds(5))
    world.localNames.announcements = []
    let asked = question("mnist-clock.local")
    world.localNames.questions = [asked]
    world.work()
    let answers = world.localNames.answers
    let answer = try #require(answers.first)
    #expect(world.localNames.announcements.isEmpty)
    #expect(Array(answer.prefix(2)) == [0x12, 0x34] && Array(answer[12..<asked.count]) == Array(asked[12...]))
    #expect(Array(answer.suffix(6)) == [0, 4, 192, 168, 1, 20])
  }

  @Test(arguments: ["mnist-clock-2.local", "mnist-cloc.local", "mnist-clocks.local", "mnist-clock", "local"])
  func otherNamesAreNot(name: String) {
    var world = connected()
    world.wait(.seconds(5))
    world.localNames.announcements = []
    world.localNames.questions = [question(name, flags: 0, id: [0, 0])]
    world.work()
    #expect(world.localNames.announcements.isEmpty && world.localNames.answers.isEmpty)
  }

  @Test func aNameThatSomebodyHasIsLeftToThem() {
    var world = connected()
    world.wait(.milliseconds(600))
    world.localNames.questions = [claim("mnist-clock.local", [192, 168, 1, 99])]
    world.localNames.announcements = []
    world.wait(.seconds(5))
    #expect(world.localNames.announcements.count == 5)
    for message in world.localNames.announcements {
      #expect(Array(message[12...].prefix(21)) == labels("mnist-clock-2.local"))
    }
  }

  @Test func itsOwnEchoIsNoConflict() {
    var world = connected()
    world.wait(.seconds(5))
    world.localNames.questions = [claim("mnist-clock.local", [192, 168, 1, 20])]
    world.localNames.announcements = []
    world.wait(.seconds(5))
    #expect(world.localNames.announcements.isEmpty)
  }

  /// Random changes of messages to both: nothing traps, and the name is still told.
  @Test func anythingMayCome() {
    var random = SplitMix64(seed: 6762)
    var world = ServiceWorld()
    world.air.current = "My Home"
    world.work()
    let known = [
      question("mnist-clock.local"), claim("mnist-clock.local", [1, 2, 3, 4]),
      question("a.example") + [0xC0, 12, 0, 1, 0, 1], [0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 1, 0, 1],
    ]
    for _ in 0..<20_000 {
      var bytes = known[Int.random(in: 0..<known.count, using: &random)]
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      world.localNames.questions = [bytes]
      world.portalNames.questions = [bytes]
      world.now = world.now + .milliseconds(10)
      world.work()
    }
    world.wait(.seconds(10))
    #expect(!world.localNames.announcements.isEmpty)
  }
}
