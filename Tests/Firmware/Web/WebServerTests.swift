// HTTP as RFC 9112 has it, by requests written by hand. Must never build one with the code under test.

import Firmware
import Support
import TestSupport
import Testing

struct WebServerTests {
  private func connected() -> ServiceWorld {
    let world = ServiceWorld([.wifi: "My Home", .zone: "UTC0"])
    world.air.current = "My Home"
    return world
  }

  @Test func thePageIsSent() {
    var world = connected()
    let answer = world.get("/")
    #expect(answer.text.hasPrefix("HTTP/1.1 200 \r\n") && answer.body == "a page")
    #expect(answer.text.contains("\r\nContent-Length: 6\r\n") && answer.text.contains("\r\nContent-Encoding: gzip\r\n"))
    #expect(answer.isEnded)
  }

  @Test func headHasNoBody() {
    var world = connected()
    let answer = world.ask("HEAD / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n")
    #expect(answer.status == 200 && answer.body.isEmpty && answer.text.contains("Content-Length: 6\r\n"))
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: 192.168.1.20\r\nHost: 192.168.1.20\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: 192.168.1.20\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 400),
    ("GET http://192.168.1.20/ HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\r\n", 400),
    ("GET / HTTP/1.1\r\nHost : 192.168.1.20\r\n\r\n", 400), ("GET / HTTP/1.1\r\n Host: 192.168.1.20\r\n\r\n", 400),
    ("GET /a\rb HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 400), ("GET /é HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 400),
    ("PUT / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 405), ("GET /none HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 404),
    ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421), ("GET / HTTP/1.1\r\nHost: 192.168.1.21\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nHost: 192.168.1.20.evil.example\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nHost: mnist-clock.evil.example\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nHost: mnist-clock-2.evil.example\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nHost: mnist-clocks\r\n\r\n", 421), ("GET / HTTP/1.1\r\nHost: mnist-clock..\r\n\r\n", 421),
    ("GET / HTTP/1.1\r\nHost: mnist-clock-10.local\r\n\r\n", 421),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", 202),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 4294967296\r\n\r\n", 400),
    ("POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 1025\r\n\r\n", 413),
  ])
  func whatIsNotClearIsRefused(request: String, status: Int) {
    var world = connected()
    #expect(world.ask(request).status == status)
  }

  @Test(arguments: [
    "192.168.1.20", "192.168.1.20:80", "mnist-clock.local", "MNIST-Clock-2.local:80", "localhost:8080", "mnist-clock",
    "mnist-clock-9.lan", "mnist-clock.home.arpa:80", "mnist-clock.fritz.box", "mnist-clock.local.",
  ])
  func itsOwnNamesAreKnown(host: String) {
    var world = connected()
    #expect(world.get("/state.json", host: host).status == 200)
  }

  @Test func longHeadersPassAndEndlessOnesDoNot() {
    var world = connected()
    let cookie = "Cookie: \(String(repeating: "c", count: 2_000))\r\n"
    let long = "GET / HTTP/1.1\r\n\(cookie)Host: 192.168.1.20\r\n\r\n"
    #expect(world.ask(long).status == 200)
    #expect(world.ask("GET / HTTP/1.1\r\n" + String(repeating: cookie, count: 5)).status == 431)
    #expect(
      world.ask("GET /\(String(repeating: "p", count: 200)) HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n").status == 414)
  }

  @Test func aRequestMayComeByteByByteAndAnAnswerGoSo() {
    var world = connected()
    let slow = TestConnection()
    slow.piece = 1
    slow.sent = Array("GET /state.json HTTP/1.1\nHost: 192.168.1.20\n\n".utf8)
    world.web.connections.append(slow)
    world.wait(.seconds(30))
    #expect(slow.status == 200 && slow.body.hasSuffix("}}"))
  }

  @Test func whoSaysNothingIsSentAway() {
    var world = connected()
    let silent = TestConnection()
    world.web.connections.append(silent)
    world.wait(.seconds(9))
    #expect(!silent.isClosed)
    world.wait(.seconds(2))
    #expect(silent.isClosed && silent.received.isEmpty)
  }

  /// Slow clients hold all places; a new one gets the place of the one that has been slowest, soon.
  @Test func slowClientsKeepNobodyOut() {
    var world = connected()
    let endless = "GET / HTTP/1.1\r\nX-Slow: \(String(repeating: "s", count: 3_000))"
    let slow = (0..<4).map { _ in TestConnection(sending: endless, piece: 1) }
    for connection in slow {
      world.web.connections.append(connection)
      world.wait(.milliseconds(100))
    }
    world.wait(.seconds(1))
    #expect(world.get("/").status == 200)
    #expect(slow.count { $0.isClosed } == 1 && slow[0].isClosed)
  }

  /// Others begin a form and never end it.
  @Test func endlessFormsKeepNobodyOut() {
    var world = connected()
    for _ in 0..<12 {
      world.web.connections.append(
        TestConnection(sending: "POST /settings HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 100\r\n\r\n"))
    }
    world.wait(.seconds(1))
    #expect(world.ask("GET / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n", within: .seconds(5)).status == 200)
  }

  /// Those read their answers a few bytes at a time; after ten seconds they make room.
  @Test func slowReadersKeepNobodyOut() {
    var world = connected()
    let request = "GET /settings.json HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n"
    let slow = (0..<4).map { _ in TestConnection(sending: request) }
    for connection in slow {
      world.web.connections.append(connection)
      world.work()
      connection.piece = 3
    }
    world.wait(.seconds(9), step: .milliseconds(100))
    #expect(slow.allSatisfy { !$0.isEnded && !$0.isClosed })
    #expect(world.get("/").status == 200)
    #expect(slow.count { $0.isClosed } == 1)
  }

  @Test func tenAtOnceAreAllAnswered() {
    var world = connected()
    let request = "GET /state.json HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n"
    let clients = (0..<10).map { _ in TestConnection(sending: request) }
    world.web.connections += clients
    // Each reads its answer, and closes.
    for _ in 0..<200 {
      world.wait(.milliseconds(20))
      for client in clients where client.isEnded { client.isFinished = true }
    }
    #expect(clients.allSatisfy { $0.status == 200 && $0.body.hasSuffix("}}") })
  }

  @Test func aClientThatGoesIsForgotten() {
    var world = connected()
    for _ in 0..<20 {
      let gone = TestConnection(
        sending: "POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 100\r\n\r\nhalf")
      world.web.connections.append(gone)
      world.wait(.milliseconds(60))
      gone.isBroken = true
      world.wait(.milliseconds(60))
      #expect(gone.isClosed)
    }
    #expect(world.get("/").status == 200)
  }

  @Test func whoAsksFirstIsTold() {
    var world = connected()
    let asking = TestConnection()
    asking.sent = Array(
      "POST /settings HTTP/1.1\r\nHost: 192.168.1.20\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n".utf8)
    world.web.connections.append(asking)
    world.wait(.milliseconds(100))
    #expect(asking.text == "HTTP/1.1 100 Continue\r\n\r\n")
  }

  /// Random changes of requests: nothing traps, and each connection ends.
  @Test func anythingMayCome() {
    var random = SplitMix64(seed: 9112)
    var world = connected()
    let known = [
      "GET / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n",
      "POST /settings HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 9\r\nX-Clock-Code: 1234\r\n\r\ntz=%55TC0",
      "POST /update HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 8192\r\nX-Clock-Code: 1234\r\n\r\n",
      "GET /settings.json HTTP/1.1\r\nHost: mnist-clock.local\r\nOrigin: http://mnist-clock.local\r\n\r\n",
    ].map { Array($0.utf8) }
    for _ in 0..<3_000 {
      var bytes = known[Int.random(in: 0..<known.count, using: &random)]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      let connection = TestConnection()
      connection.sent = bytes
      connection.isFinished = true
      connection.isFromOwnNetwork = Bool.random(using: &random)
      world.web.connections.append(connection)
      world.wait(.milliseconds(100))
    }
    world.wait(.seconds(15))
    #expect(world.get("/").status == 200)
    #expect(world.stored.text(.wifi) == "My Home")
  }
}
