// When the clock is a network of its own: issue by issue what it must and must never do. Must never open it by hand.

import Firmware
import TestSupport
import Testing

struct OwnNetworkTests {
  private func hold(_ world: inout ServiceWorld) {
    world.isHeld = true
    world.wait(.seconds(4))
    world.isHeld = false
  }

  @Test func aNewClockIsANetworkForTenMinutes() throws {
    var world = ServiceWorld()
    world.work()
    let air = world.air
    let own = try #require(air.own)
    #expect(own.code.count == 8 && own.code.allSatisfy(\.isNumber))
    #expect(world.shownDigits == own.code)
    let words = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
    #expect(words.contains { own.name == "MNIST CLOCK \($0)" })
    world.wait(.seconds(595), step: .milliseconds(500))
    #expect(world.air.own != nil)
    world.wait(.seconds(10))
    #expect(world.air.own == nil && world.shownDigits == nil)
    // Not a second time by itself.
    world.wait(.seconds(3_600), step: .seconds(1))
    #expect(world.air.openings == 1)
  }

  @Test func eachTimeHasAnotherPassword() throws {
    var world = ServiceWorld()
    world.work()
    let air = world.air
    let first = try #require(air.own).code
    world.wait(.seconds(610), step: .milliseconds(500))
    hold(&world)
    #expect(try #require(air.own).code != first)
  }

  @Test func aClockThatHadANetworkNeverOpensByItself() {
    var world = ServiceWorld(hasHadNetwork: true)
    world.wait(.seconds(3_600), step: .seconds(1))
    #expect(world.air.openings == 0)
    var set = ServiceWorld([.wifi: "My Home"])
    set.wait(.seconds(3_600), step: .seconds(1))
    #expect(set.air.openings == 0)
  }

  @Test func thatItHadOneIsRemembered() {
    var world = ServiceWorld()
    world.air.current = "My Home"
    world.work()
    #expect(world.stored.hasHadNetwork)
    world.air.current = nil
    world.restart()
    world.wait(.seconds(60))
    #expect(world.air.openings <= 1)
    #expect(world.air.own == nil || world.air.openings == 1)
  }

  @Test func theButtonOpensItOnlyAfterTenMinutesWithoutTheNetwork() {
    var world = ServiceWorld([.wifi: "My Home"])
    world.air.current = "My Home"
    world.wait(.seconds(60))
    hold(&world)
    #expect(world.air.openings == 0)
    world.air.current = nil
    world.wait(.seconds(300), step: .milliseconds(500))
    hold(&world)
    #expect(world.air.openings == 0)
    world.wait(.seconds(310), step: .milliseconds(500))
    hold(&world)
    #expect(world.air.openings == 1)
  }

  /// A network that was joined by the serial line, months ago, is none that was joined through this one.
  @Test func itStaysOpenWhateverWasJoinedBefore() {
    var world = ServiceWorld([.zone: "UTC0"])
    // Command 1 of Improv: "My Home" with its password; the sum by adding.
    let data: [UInt8] = [1, 22, 7] + Array("My Home".utf8) + [13] + Array("correct horse".utf8)
    let frame = Array("IMPROV".utf8) + [1, 3, UInt8(data.count)] + data
    for byte in frame + [frame.reduce(0, &+), 0x0A] { world.services.take(byte, at: world.now) }
    world.wait(.seconds(20))
    #expect(world.air.current == "My Home")
    world.air.current = nil
    world.wait(.seconds(601), step: .milliseconds(500))
    hold(&world)
    #expect(world.air.own != nil)
    world.wait(.seconds(60))
    #expect(world.air.own != nil)
  }

  @Test func aShortPressDoesNothing() {
    var world = ServiceWorld(hasHadNetwork: true)
    world.isHeld = true
    world.wait(.seconds(2))
    world.isHeld = false
    world.wait(.seconds(10))
    #expect(world.air.openings == 0)
    hold(&world)
    #expect(world.air.openings == 1)
  }

  /// Phones ask their makers' addresses for the internet; whatever they ask, they are sent to the page.
  @Test(arguments: [
    ("connectivitycheck.gstatic.com", "/generate_204"), ("captive.apple.com", "/hotspot-detect.html"),
    ("www.msftconnecttest.com", "/connecttest.txt"), ("detectportal.firefox.com", "/success.txt"),
    ("192.168.4.1", "/favicon.ico"),
  ])
  func phonesAreLedToThePage(host: String, path: String) {
    var world = ServiceWorld()
    world.work()
    let answer = world.ask("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n", isFromOwnNetwork: true)
    #expect(answer.status == 303 && answer.text.contains("\r\nLocation: http://192.168.4.1/\r\n"))
    #expect(!answer.body.isEmpty)
  }

  @Test func aPhoneSetsTheClockUp() throws {
    var world = ServiceWorld()
    world.work()
    #expect(world.ask("GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n", isFromOwnNetwork: true).body == "a page")
    func post(_ path: String, _ form: String) -> TestConnection {
      world.post(path, form, host: "192.168.4.1", isFromOwnNetwork: true)
    }
    #expect(post("/settings", "tz=CET-1&hours=12").status == 200)
    #expect(post("/join", "wifi=My+Home&password=wrong+horse").status == 202)
    world.wait(.seconds(2))
    // Nothing is lost by a wrong password.
    #expect(world.air.own != nil && world.stored.text(.zone) == "CET-1" && world.stored.text(.wifi) == nil)
    #expect(
      world.post("/join", "wifi=My+Home&password=correct+horse", host: "192.168.4.1", isFromOwnNetwork: true).status
        == 202)
    world.wait(.seconds(2))
    #expect(world.stored.text(.wifi) == "My Home" && world.air.own != nil)
    world.wait(.seconds(10))
    #expect(world.air.own == nil && world.shownDigits == nil)
    // The zone is in force after a start.
    world.wait(.seconds(3))
    #expect(world.restarts > 0)
  }
}
