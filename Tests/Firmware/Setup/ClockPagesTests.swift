// Who may ask the clock for what, as Firmware/Setup/PAGES.md has it. Must never read the code from anywhere but the
// panels' notice.

import Firmware
import Foundation
import TestSupport
import Testing

struct ClockPagesTests {
  private func connected(_ values: [SettingKey: String] = [.zone: "UTC0"]) -> ServiceWorld {
    let world = ServiceWorld(values.merging([.wifi: "My Home", .password: "correct horse"]) { $1 })
    world.air.current = "My Home"
    return world
  }

  private func json(_ connection: TestConnection) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(connection.body.utf8)) as? [String: Any])
  }

  @Test func theStateIsTold() throws {
    var world = connected()
    world.wait(.seconds(5))
    let state = try json(world.get("/state.json"))
    #expect(state["version"] as? String == "\(Version.text)" && state["chip"] as? String == "ESP32-C3")
    #expect(state["uptime"] as? Int == 5 && state["cause"] as? String == "power")
    #expect((state["digits"] as? [[Int]])?.count == 10 && (state["broken"] as? [Bool]) == [false, false, false, false])
    #expect(state["local"] == nil && state["uncertainty"] == nil)
  }

  @Test func noSecretIsGivenOut() throws {
    var world = connected()
    let answer = world.get("/settings.json")
    #expect(!answer.text.contains("correct horse"))
    let settings = try json(answer)
    #expect(settings["password"] as? [Bool] == [true, true])
    #expect((settings["wifi"] as? [Any])?.last as? String == "My Home")
    #expect(settings.count == Int(SettingKey.count) + 1)
  }

  /// Four names as long as they may be, and a name that JSON has to escape.
  @Test func theLongestSettingsAreJSON() throws {
    let name = String(repeating: "s", count: 61)
    var world = connected([
      .servers: "\(name)0 \(name)1 \(name)2 \(name)3", .zone: "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
      .updates: "https://\(String(repeating: "u", count: 232))", .panels: "gdey0154d67 gdey0154d67 gdey0154d67 v2.1",
    ])
    world.stored.values[.wifi] = Array("\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\".utf8)
    let settings = try json(world.get("/settings.json"))
    #expect((settings["servers"] as? [Any])?.last as? String == "\(name)0 \(name)1 \(name)2 \(name)3")
  }

  @Test func aNameThatIsNoTextIsStillJSON() throws {
    var world = connected()
    world.stored.values[.wifi] = [
      0x41, 0xFF, 0xC3, 0x28, 0xC3, 0xA9, 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x98, 0x80, 0xE2, 0x82,
    ]
    let settings = try json(world.get("/settings.json"))
    #expect((settings["wifi"] as? [Any])?.last as? String == "A??(é???😀??")
  }

  @Test func settingsNeedTheCode() throws {
    var world = connected()
    #expect(world.post("/settings", "hours=12").status == 403)
    #expect(world.post("/settings", "hours=12", code: "0000").status == 403)
    #expect(world.shownDigits == nil)
    let code = try world.code()
    #expect(world.post("/settings", "hours=12", code: code == "0000" ? "0001" : "0000").status == 403)
    #expect(world.stored.text(.hours) == nil)
    #expect(world.post("/settings", "hours=12&tz=%3C%2B03%3E-3", code: code).status == 200)
    #expect(world.stored.text(.hours) == "12" && world.stored.text(.zone) == "<+03>-3")
    // A restart with the same code, and then it is used up.
    #expect(world.post("/restart", "", code: code).status == 200)
    #expect(world.shownDigits == nil)
    world.wait(.seconds(3))
    #expect(world.restarts > 0)
  }

  @Test func theCodeIsShownForTwoMinutes() throws {
    var world = connected()
    let code = try world.code()
    world.wait(.seconds(60))
    // Whoever else asks doesn't change it.
    #expect(world.post("/code", "").status == 202 && world.shownDigits == code)
    world.wait(.seconds(61))
    #expect(world.shownDigits == nil)
    #expect(world.post("/settings", "hours=12", code: code).status == 403)
  }

  /// Digits that nobody types are shown again only after a while, longer each time, and at once for who presses the
  /// button.
  @Test func nobodyKeepsTheTimeOffThePanels() {
    var world = connected()
    var shown = 0
    for _ in 0..<7_200 {
      if world.now.microseconds / 1_000_000 % 10 == 0 { _ = world.post("/code", "") }
      world.wait(.seconds(1), step: .milliseconds(500))
      if world.shownDigits != nil { shown += 1 }
    }
    // Two minutes of four, of six, of ten, of eighteen, of thirty-four, and of sixty-two.
    #expect(shown >= 5 * 120 && shown <= 7 * 120)
    #expect(world.shownDigits == nil && world.post("/code", "").status == 429)
    world.isHeld = true
    world.wait(.milliseconds(100))
    world.isHeld = false
    #expect(world.post("/code", "").status == 202)
  }

  @Test func fiveWrongCodesCloseItForAnHour() throws {
    var world = connected()
    for count in 1...5 {
      #expect(world.post("/code", "").status == 202)
      let wrong = world.shownDigits == "9999" ? "9998" : "9999"
      #expect(world.post("/settings", "hours=12", code: wrong).status == (count < 5 ? 403 : 429))
    }
    #expect(world.shownDigits == nil)
    #expect(world.post("/code", "").status == 429)
    world.wait(.seconds(3_590), step: .seconds(1))
    #expect(world.post("/code", "").status == 429)
    world.wait(.seconds(20))
    #expect(world.post("/code", "").status == 202)
  }

  @Test(arguments: [
    "hours=13", "hours=12&tz=nowhere", "none=1", "wifi=Other", "password=otherother", "hours=%4", "=12",
  ])
  func aFormIsTakenWholeOrNotAtAll(form: String) throws {
    var world = connected()
    let code = try world.code()
    let answer = world.post("/settings", form, code: code)
    #expect(answer.status == 422)
    #expect((try json(answer)["refused"] as? [Any])?.count == 1)
    #expect(world.stored.changes == 0)
  }

  @Test func anEmptyValueIsTheDefault() throws {
    var world = connected([.zone: "UTC0", .hours: "12"])
    let code = try world.code()
    #expect(world.post("/settings", "hours=", code: code).status == 200)
    #expect(world.stored.text(.hours) == nil)
  }

  @Test func onlyTheFirstZoneNeedsNoCode() {
    var world = connected([:])
    #expect(world.post("/settings", "tz=UTC0&hours=12").status == 403)
    #expect(world.post("/settings", "tz=nowhere").status == 422)
    #expect(world.post("/settings", "tz=").status == 403)
    #expect(world.post("/settings", "tz").status == 403)
    #expect(world.post("/settings", "tz=CET-1CEST%2CM3.5.0%2CM10.5.0%2F3").status == 200)
    #expect(world.stored.text(.zone) == "CET-1CEST,M3.5.0,M10.5.0/3")
    world.wait(.seconds(3))
    #expect(world.restarts > 0)
    #expect(world.post("/settings", "tz=UTC0").status == 403)
  }

  /// A page from elsewhere can make a browser send a form, but not this header, and says where it is from.
  @Test func pagesFromElsewhereAreRefused() throws {
    var world = connected()
    let code = try world.code()
    func request(_ origin: String) -> String {
      "POST /settings HTTP/1.1\r\nHost: 192.168.1.20\r\nOrigin: \(origin)\r\nX-Clock-Code: \(code)\r\n"
        + "Content-Length: 8\r\n\r\n"
    }
    for origin in ["http://evil.example", "null", "https://192.168.1.20", "http://192.168.1.20:8080"] {
      #expect(world.ask(request(origin), body: Array("hours=12".utf8)).status == 403)
    }
    #expect(world.ask(request("http://192.168.1.20"), body: Array("hours=12".utf8)).status == 200)
  }

  @Test func theNetworkIsChangedOnceItWasJoined() throws {
    var world = connected()
    world.air.answersAfter = 500
    let code = try world.code()
    #expect(world.post("/join", "wifi=A&password=", code: code).status == 202)
    #expect(try json(world.get("/join.json"))["state"] as? String == "trying")
    #expect(world.stored.text(.wifi) == "My Home")
    world.wait(.seconds(15))
    #expect(try json(world.get("/join.json"))["state"] as? String == "joined")
    #expect(world.stored.text(.wifi) == "A" && world.stored.text(.password) == nil)
  }

  @Test func aWrongPasswordIsToldAndChangesNothing() throws {
    var world = connected()
    world.air.networks.append(("Other", "right password", -50))
    let code = try world.code()
    #expect(world.post("/join", "wifi=Other&password=wrong+password", code: code).status == 202)
    world.wait(.seconds(1))
    #expect(try json(world.get("/join.json"))["state"] as? String == "rejected")
    #expect(world.stored.text(.password) == "correct horse" && world.air.current == "My Home")
  }

  @Test func networksAreListedOnce() throws {
    var world = connected()
    #expect(world.get("/networks.json").status == 202)
    var answer = world.get("/networks.json")
    for _ in 0..<5 where answer.status == 202 { answer = world.get("/networks.json") }
    let list = try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[Any]])
    #expect(list.map { $0[0] as? String } == ["My Home", "A"])
    #expect(list.map { $0[1] as? Int } == [-60, -5] && list.map { $0[2] as? Bool } == [true, false])
  }

  /// Whoever asks for networks and never comes for them keeps neither Improv nor the next page from them.
  @Test func networksThatNobodyTakesKeepNobodyFromThem() throws {
    var world = connected()
    #expect(world.get("/networks.json").status == 202)
    world.wait(.seconds(25))
    world.screen.bytes = []
    // Improv's command 4, its sum by hand: IMPROV is 0x1DD, and 1 + 3 + 2 + 4 + 0 make 0xE7.
    for byte in Array("IMPROV".utf8) + [1, 3, 2, 4, 0, 0xE7, 0x0A] { world.services.take(byte, at: world.now) }
    world.wait(.seconds(2))
    #expect(String(decoding: world.screen.bytes, as: UTF8.self).contains("My Home"))
  }

  /// As many networks as a scan tells of, whose names double in JSON: still JSON, with those that fit.
  @Test func manyOddNetworksAreStillJSON() throws {
    var world = connected()
    world.air.networks = (10..<34).map { (String(repeating: "\"", count: 30) + "\($0)", "", -50) }
    var answer = world.get("/networks.json")
    for _ in 0..<5 where answer.status == 202 { answer = world.get("/networks.json") }
    let list = try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[Any]])
    #expect(list.count > 10)
    let code = try world.code()
    let form = Array(repeating: "a", count: 500).joined(separator: "&")
    #expect(try json(world.post("/settings", form, code: code))["refused"] != nil)
  }

  /// What may erase flash waits for the end of a refresh, and for the minute.
  @Test func settingsWaitForThePanels() throws {
    var world = connected()
    let code = try world.code()
    let connection = TestConnection(
      sending:
        "POST /settings HTTP/1.1\r\nHost: 192.168.1.20\r\nX-Clock-Code: \(code)\r\nContent-Length: 8\r\n\r\nhours=12")
    world.isQuiet = false
    world.web.connections.append(connection)
    world.wait(.seconds(15))
    #expect(world.stored.text(.hours) == nil && !connection.isClosed)
    world.isQuiet = true
    world.wait(.seconds(1))
    #expect(world.stored.text(.hours) == "12" && connection.status == 200)
  }

  @Test func thePageCanBeTurnedOff() {
    var world = connected([.zone: "UTC0", .page: "off"])
    let connection = TestConnection(sending: "GET / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n")
    world.web.connections.append(connection)
    world.wait(.seconds(5))
    #expect(connection.received.isEmpty && world.localNames.announcements.isEmpty)
  }

  /// The button has opened the clock's own network, where the page is; in the other network it still isn't.
  @Test func aPageThatIsOffIsOnlyInTheClocksOwnNetwork() {
    var world = ServiceWorld([.wifi: "My Home", .zone: "UTC0", .page: "off"])
    world.wait(.seconds(601), step: .milliseconds(500))
    world.isHeld = true
    world.wait(.seconds(4))
    world.isHeld = false
    #expect(world.air.own != nil)
    world.air.current = "My Home"
    #expect(world.get("/").status == 421)
    #expect(world.post("/code", "").status == 421)
    #expect(world.ask("GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n", isFromOwnNetwork: true).status == 200)
  }

  /// A panel that is reset in the middle of a refresh keeps a mixed picture.
  @Test func theClockRestartsOnlyBetweenRefreshes() throws {
    var world = connected()
    let code = try world.code()
    #expect(world.post("/restart", "", code: code).status == 200)
    world.isQuiet = false
    world.wait(.seconds(10))
    for byte in "restart\r".utf8 { world.services.take(byte, at: world.now) }
    world.wait(.seconds(1))
    #expect(world.restarts == 0)
    world.isQuiet = true
    world.work()
    #expect(world.restarts == 1)
  }
}
