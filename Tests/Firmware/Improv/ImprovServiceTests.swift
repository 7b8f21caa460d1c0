// Improv as its specification has it: packets by hand, from improv-wifi.com/serial and what the official client was
// seen to want. Must never build a packet with the code under test.

import Firmware
import Support
import TestSupport
import Testing

/// A device at the other end of a line.
private struct Line: ~Copyable {
  let stored = StoredSettings()
  let air = TestAir()
  let screen = Screen()
  var typed: [UInt8] = []
  var now = Instant(microseconds: 1_000_000)
  private var trial: NetworkTrial<MemoryStore, TestRadio>
  private var service: ImprovService<ScreenOutput>

  init(hasPage: Bool = false) {
    trial = NetworkTrial(store: MemoryStore(stored: stored), radio: TestRadio(air))
    service = ImprovService(output: ScreenOutput(screen: screen), chip: "ESP32-C3", hasPage: hasPage)
  }

  mutating func send(_ bytes: [UInt8]) {
    var console: [UInt8] = []
    for byte in bytes { service.take(byte, &trial, at: now) { console.append($0) } }
    typed += console
  }

  mutating func wait(_ milliseconds: UInt32) {
    var console: [UInt8] = []
    for _ in 0..<milliseconds / 10 {
      now = now + .milliseconds(10)
      trial.work(at: now)
      service.work(&trial, at: now) { console.append($0) }
    }
    typed += console
  }

  /// What it has written since the last time, as packets: each alone on a line, its check right.
  func answers(_ location: SourceLocation = #_sourceLocation) -> [[UInt8]] {
    var rest = screen.bytes[...]
    screen.bytes = []
    var packets: [[UInt8]] = []
    while !rest.isEmpty {
      guard rest.count >= 12, rest.first == 0x0A, Array(rest.dropFirst().prefix(7)) == Array("IMPROV\u{1}".utf8) else {
        Issue.record("no packet: \(Array(rest))", sourceLocation: location)
        break
      }
      let packet = Array(rest.dropFirst().prefix(9 + Int(rest[rest.startIndex + 9])))
      let check = rest[rest.startIndex + 1 + packet.count]
      #expect(check == packet.reduce(0, &+), sourceLocation: location)
      #expect(rest[rest.startIndex + 2 + packet.count] == 0x0A, sourceLocation: location)
      #expect(packet[8] != 10, "the official client loses such a packet", sourceLocation: location)
      packets.append([packet[7]] + packet[9...])
      rest = rest.dropFirst(packet.count + 3)
    }
    return packets
  }
}

/// With the line feed that both official ends add.
private func packet(_ kind: UInt8, _ data: [UInt8]) -> [UInt8] {
  let bytes = Array("IMPROV\u{1}".utf8) + [kind, UInt8(data.count)] + data
  return bytes + [bytes.reduce(0, &+), 0x0A]
}

private func command(_ number: UInt8, _ texts: String...) -> [UInt8] {
  let data = texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
  return packet(3, [number, UInt8(data.count)] + data)
}

struct ImprovServiceTests {
  private static let noFault: [UInt8] = [2, 0]
  private static let ready: [UInt8] = [1, 2]

  @Test func theStateIsTold() {
    var line = Line()
    line.send([0x49, 0x4D, 0x50, 0x52, 0x4F, 0x56, 0x01, 0x03, 0x02, 0x02, 0x00, 0xE5, 0x0A])
    #expect(line.answers() == [Self.noFault, Self.ready])
    #expect(line.typed.isEmpty)
  }

  @Test func theDeviceIsNamed() {
    var line = Line()
    line.send(command(3))
    let texts = ["MNIST Clock", "\(Version.text)", "ESP32-C3", "MNIST Clock"]
    let data = texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    #expect(line.answers() == [Self.noFault, [4, 3, UInt8(data.count)] + data])
  }

  @Test func aNetworkIsJoinedAndThenStored() {
    var line = Line()
    line.send(command(1, "My Home", "correct horse"))
    #expect(line.answers() == [Self.noFault, [1, 3]])
    #expect(line.stored.values.isEmpty)
    line.send(command(2))
    #expect(line.answers() == [Self.noFault, [1, 3]])
    line.wait(1_000)
    #expect(line.answers() == [[1, 4], [4, 1, 0]])
    #expect(line.stored.text(.wifi) == "My Home" && line.stored.text(.password) == "correct horse")
    line.send(command(2))
    #expect(line.answers() == [Self.noFault, [1, 4], [4, 2, 0]])
  }

  @Test func theWayToThePageIsTold() {
    var line = Line(hasPage: true)
    line.send(command(1, "My Home", "correct horse"))
    _ = line.answers()
    line.wait(1_000)
    let address = Array("http://192.168.1.20".utf8)
    #expect(line.answers() == [[1, 4], [4, 1, UInt8(address.count + 1), UInt8(address.count)] + address])
  }

  @Test func aWrongPasswordIsAnErrorAndChangesNothing() {
    var line = Line()
    line.send(command(1, "My Home", "correct horse"))
    line.wait(1_000)
    line.send(command(1, "My Home", "wrong horse"))
    _ = line.answers()
    line.wait(1_000)
    // Back in the network that it had.
    #expect(line.answers() == [[2, 3], [1, 4], [4, 2, 0]])
    #expect(line.stored.text(.password) == "correct horse" && line.air.current == "My Home")
  }

  @Test func aNetworkThatDoesNotAnswerIsAnErrorAfterHalfAMinute() {
    var line = Line()
    line.air.answersAfter = .max
    line.send(command(1, "My Home", "correct horse"))
    _ = line.answers()
    line.wait(29_900)
    #expect(line.answers().isEmpty)
    line.wait(200)
    #expect(line.answers() == [[2, 3], Self.ready])
    #expect(line.stored.values.isEmpty)
  }

  @Test func anOpenNetworkLeavesNoPassword() {
    var line = Line()
    line.stored.values[.password] = Array("of another".utf8)
    line.send(command(1, "A", ""))
    line.wait(1_000)
    #expect(line.stored.text(.wifi) == "A" && line.stored.text(.password) == nil)
  }

  @Test(arguments: [
    ("", "correct horse"), ("My Home", "short"), ("bell\u{7}", ""), (String(repeating: "n", count: 33), ""),
  ])
  func whatNoNetworkHasIsNotTried(name: String, password: String) {
    var line = Line()
    line.send(command(1, name, password))
    #expect(line.answers() == [[2, 3]])
    #expect(line.air.tries.isEmpty)
  }

  @Test func aFullFlashIsAnError() {
    var line = Line()
    line.stored.isFull = true
    line.send(command(1, "My Home", "correct horse"))
    _ = line.answers()
    line.wait(1_000)
    #expect(line.answers() == [[2, 0xFF], Self.ready])
  }

  @Test func networksAreListedOnceEach() {
    var line = Line()
    line.send(command(4))
    #expect(line.answers() == [Self.noFault])
    line.wait(1_000)
    func network(_ texts: [String]) -> [UInt8] { texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } }
    let home = network(["My Home", "-60", "YES"])
    // Ten bytes of data with its two of command and length: one empty text more.
    let short = network(["A", "-5", "NO"])
    #expect(short.count == 8)
    #expect(
      line.answers() == [
        [4, 4, UInt8(home.count)] + home, [4, 4, UInt8(short.count + 1)] + short + [0], [4, 4, 0],
      ])
  }

  @Test func whatIsNoPacketIsTheConsoles() {
    var line = Line()
    line.send(Array("set tz UTC0\rIMPIMPROVE\rIMPROV\u{2}".utf8))
    #expect(line.typed == Array("set tz UTC0\rIMPIMPROVE\rIMPROV\u{2}".utf8))
    #expect(line.answers().isEmpty)
    // Between two lines of typing, and after half a word.
    line.send(Array("sh".utf8) + command(2) + Array("ow\r".utf8))
    #expect(line.typed.suffix(5) == Array("show\r".utf8))
    #expect(line.answers().count == 2)
  }

  @Test func aBeginningWithoutAnEndIsReleased() {
    var line = Line()
    line.send(Array("I".utf8))
    line.wait(90)
    #expect(line.typed.isEmpty)
    line.wait(20)
    #expect(line.typed == Array("I".utf8))
    // Half a packet may hold a password: it goes nowhere.
    line.send(Array(command(1, "My Home", "correct horse").prefix(20)))
    line.wait(200)
    line.send(command(2))
    #expect(line.typed == Array("I".utf8))
    #expect(line.answers() == [Self.noFault, Self.ready])
  }

  @Test func damagedAndUnknownPacketsAreRefused() {
    var line = Line()
    var damaged = command(2)
    damaged[10] ^= 1
    line.send(damaged)
    #expect(line.answers() == [[2, 1]])
    line.send(packet(3, [9, 0]) + packet(3, [2, 1]) + packet(3, []) + packet(1, [2]) + packet(3, [1, 3, 9, 65, 66]))
    #expect(line.answers() == [[2, 2], [2, 1], [2, 1], [2, 1], [2, 1]])
    line.send(packet(3, [UInt8](repeating: 1, count: 250)))
    #expect(line.answers() == [[2, 1]])
  }

  /// Random bytes, packets and halves of packets: nothing traps, each answer is whole, and nothing unasked is stored.
  @Test func anythingMayCome() {
    var random = SplitMix64(seed: 18)
    var line = Line()
    let known = [command(1, "My Home", "wrong password"), command(2), command(3), command(4), Array("IMPROV".utf8)]
    for _ in 0..<20_000 {
      var bytes = known[Int.random(in: 0..<known.count, using: &random)]
      if Bool.random(using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))) }
      line.send(bytes)
      if Bool.random(using: &random) { line.wait(.random(in: 0...20, using: &random) * 10) }
      _ = line.answers()
    }
    #expect(line.stored.text(.password) == nil)
  }
}
