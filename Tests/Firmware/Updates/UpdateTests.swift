// Updates: what is taken, what is refused, and that the old stays whatever happens to the new. The files are built from
// ESP-IDF's documentation. Must never write to the state under test.

import Firmware
import Support
import TestSupport
import Testing

struct UpdateTests {
  /// A clock that knows the time until the next minute, where that matters.
  private func connected() -> ServiceWorld {
    let world = ServiceWorld([.wifi: "My Home", .zone: "UTC0"])
    world.air.current = "My Home"
    return world
  }

  /// - Returns: the answer to an upload with the right code.
  private func upload(_ file: [UInt8], to world: inout ServiceWorld) throws -> TestConnection {
    // As a person does who has tried before.
    world.isHeld = true
    world.work()
    world.isHeld = false
    let code = try world.code()
    return world.post("/update", file, code: code)
  }

  @Test func aSignedAppIsTaken() throws {
    var world = connected()
    let app = SignedFile.app()
    let answer = try upload(SignedFile.signed(app), to: &world)
    #expect(answer.status == 200 && answer.body.contains("\"state\":\"done\",\"kind\":\"app\""))
    #expect(world.updates.isSelected)
    #expect(Array(world.updates.slot.bytes.prefix(app.count)) == app)
    #expect(world.updates.slot.erases == 3)
    world.wait(.seconds(3))
    #expect(world.restarts > 0)
  }

  @Test func theSignatureMayComeFirst() throws {
    var world = connected()
    let app = SignedFile.app()
    #expect(try upload(SignedFile.ordered(SignedFile.signed(app)), to: &world).status == 200)
    #expect(world.updates.isSelected && Array(world.updates.slot.bytes.prefix(app.count)) == app)
  }

  @Test func aShortUpdateIsNone() {
    var world = connected()
    let answer = world.post("/update", "short")
    #expect(answer.status == 422 && answer.body.isEmpty)
  }

  @Test func withoutTheCodeNothingIsErased() {
    var world = connected()
    #expect(world.post("/update", SignedFile.signed(SignedFile.app())).status == 403)
    #expect(world.updates.slot.erases == 0)
  }

  @Test func itsOwnVersionMayComeAgain() throws {
    var world = connected()
    #expect(try upload(SignedFile.signed(SignedFile.app(version: "\(Version.text)")), to: &world).status == 200)
  }

  private static let bad: [(String, [UInt8])] = [
    ("older", SignedFile.signed(SignedFile.app(version: "0.0.9"))),
    ("not-ours", SignedFile.signed(SignedFile.app(version: "new"))),
    ("not-ours", SignedFile.signed(SignedFile.app(project: "hello-world"))),
    ("not-ours", SignedFile.signed([UInt8](repeating: 0, count: 8_192))),
    ("other-chip", SignedFile.signed(SignedFile.app(chip: 13))),
    ("too-large", SignedFile.signed(SignedFile.app(size: 17 * 4_096))),
    ("too-large", SignedFile.ordered(SignedFile.signed(SignedFile.glyphs(size: 17 * 4_096)))),
    ("seal-missing", SignedFile.signed(SignedFile.glyphs())),
    ("other-key", SignedFile.ordered(SignedFile.signed(SignedFile.glyphs(), key: 8))),
    ("other-key", SignedFile.signed(SignedFile.app(), key: 8)),
    ("unsigned", SignedFile.app(size: 3 * 4_096)),
    ("not-whole", SignedFile.app()),
    ("not-whole", [UInt8](repeating: 0xE9, count: 4_096)),
    ("not-whole", Array(SignedFile.signed(SignedFile.app()).dropLast())),
  ]

  @Test(arguments: 0..<14) func whatIsNotForThisClockIsRefused(index: Int) throws {
    let (fault, file) = UpdateTests.bad[index]
    var world = connected()
    let answer = try upload(file, to: &world)
    #expect(answer.status == 422)
    #expect(world.get("/state.json").body.contains("\"fault\":\"\(fault)\""), "\(world.get("/state.json").body)")
    #expect(!world.updates.isSelected && world.updates.glyphs.erases == 0)
    world.wait(.seconds(5))
    #expect(world.restarts == 0)
  }

  @Test func anAppWithoutAKeyTakesNothing() throws {
    var world = connected()
    world.updates.hasKey = false
    #expect(try upload(SignedFile.signed(SignedFile.app()), to: &world).status == 422)
    #expect(world.updates.slot.erases == 0)
    #expect(world.get("/state.json").body.contains("\"fault\":\"no-key\""))
  }

  @Test(arguments: [("9.0.0", false), ("9.0.1", true), ("10.0.0", true), ("8.9.9", false)])
  func whatWasRolledBackIsNotTakenAgain(version: String, isTaken: Bool) throws {
    var world = connected()
    world.updates.rolledBack = "9.0.0"
    let answer = try upload(SignedFile.signed(SignedFile.app(version: version)), to: &world)
    #expect(answer.status == (isTaken ? 200 : 422))
  }

  /// Each of 400 bits over the whole file, whatever it belongs to.
  @Test func aFlippedBitIsFound() throws {
    let file = SignedFile.signed(SignedFile.app())
    var random = SplitMix64(seed: 5)
    for _ in 0..<400 {
      // Beyond the signature block nothing means anything.
      let place = Int.random(in: 0..<3 * 4_096 + 1_196, using: &random)
      var flipped = file
      flipped[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      var world = connected()
      let status = try upload(flipped, to: &world).status
      // What isn't in the file's digest is the reserved part of the block, which the checksum covers.
      #expect(status == 422 && !world.updates.isSelected, "byte \(place)")
    }
  }

  /// The connection is lost after so many kilobytes.
  @Test(arguments: 0...16) func aCutLeavesTheOldApp(kilobytes: Int) throws {
    var world = connected()
    let file = SignedFile.signed(SignedFile.app())
    let code = try world.code()
    let part = Array(file.prefix(min(kilobytes * 1_024, file.count - 1)))
    let connection = TestConnection(updating: part, of: file.count, code: code)
    world.web.connections.append(connection)
    world.wait(.seconds(5))
    connection.isFinished = true
    world.wait(.seconds(1))
    #expect(connection.isClosed && !world.updates.isSelected)
    #expect(world.get("/state.json").body.contains("\"fault\":\"cut\""))
    // It can be begun again.
    #expect(try upload(file, to: &world).status == 200)
  }

  @Test(arguments: 0..<30) func flashThatRefusesIsTold(operations: Int) throws {
    var world = connected()
    world.updates.slot.operationsLeft = operations * 20
    let answer = try upload(SignedFile.signed(SignedFile.app()), to: &world)
    #expect(answer.status == 422 && answer.body.contains("\"fault\":\"flash\""))
    #expect(!world.updates.isSelected)
  }

  /// While panels refresh, and shortly before a minute, flash isn't touched; the client waits, and isn't sent away.
  @Test func theMinuteComesFirst() throws {
    var world = connected()
    let code = try world.code()
    let file = SignedFile.signed(SignedFile.app())
    let connection = TestConnection(updating: file, code: code)
    world.isQuiet = false
    world.web.connections.append(connection)
    world.wait(.seconds(60))
    #expect(world.updates.slot.erases == 0 && !connection.isClosed)
    world.isQuiet = true
    world.wait(.seconds(5))
    #expect(connection.status == 200)
  }

  @Test func glyphsAreReplacedWhileThePanelsSaySo() throws {
    var world = connected()
    let glyphs = SignedFile.glyphs()
    let code = try world.code()
    let file = SignedFile.ordered(SignedFile.signed(glyphs))
    let connection = TestConnection(updating: file, code: code)
    world.web.connections.append(connection)
    world.wait(.seconds(5))
    // The clock hasn't put them away yet.
    #expect(world.services.notice(at: world.now)?.kind == .newGlyphs && world.updates.glyphs.erases == 0)
  }

  // MARK: Once a day

  private func daily(_ file: [UInt8]?) -> ServiceWorld {
    let world = ServiceWorld([.wifi: "My Home", .zone: "UTC0", .updates: "https://clock.example/updates"])
    world.air.current = "My Home"
    world.server.file = file
    return world
  }

  @Test func nothingIsAskedBeforeTheTimeIsKnown() {
    var world = daily(SignedFile.signed(SignedFile.app()))
    world.wait(.seconds(200_000), step: .seconds(5))
    #expect(world.server.asked.isEmpty)
  }
}
