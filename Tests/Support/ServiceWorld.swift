// A board's services with everything around them in memory: connections, names, flash, a key that signs by what it is
// told. Must never let time pass by itself.

import Firmware

/// One connection, seen from the client.
package final class TestConnection {
  package var sent: [UInt8] = []
  package var isFinished = false
  package var isFromOwnNetwork = false
  /// What the clock has sent.
  package fileprivate(set) var received: [UInt8] = []
  package fileprivate(set) var isClosed = false
  /// The clock won't send more.
  package fileprivate(set) var isEnded = false
  /// Bytes that are taken at once, each way.
  package var piece = Int.max
  package var isBroken = false

  package init() {}

  /// A client that sends this, `piece` bytes at once.
  package init(sending request: String, body: [UInt8] = [], piece: Int = .max) {
    sent = Array(request.utf8) + body
    self.piece = piece
  }

  /// A client that sends an update with the code.
  package convenience init(updating file: [UInt8], of length: Int? = nil, code: String, piece: Int = .max) {
    self.init(
      sending: "POST /update HTTP/1.1\r\nHost: 192.168.1.20\r\nX-Clock-Code: \(code)\r\n"
        + "Content-Length: \(length ?? file.count)\r\n\r\n", body: file, piece: piece)
  }

  package var text: String { String(decoding: received, as: UTF8.self) }
  package var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

  package var body: String {
    text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
  }

  fileprivate final class End {
    let connection: TestConnection
    init(_ connection: TestConnection) { self.connection = connection }
    deinit { connection.isClosed = true }
  }
}

package struct TestSocket: StreamSocket, ~Copyable {
  private let end: TestConnection.End

  fileprivate init(_ connection: TestConnection) { end = TestConnection.End(connection) }

  package var isFromOwnNetwork: Bool { end.connection.isFromOwnNetwork }

  package mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let connection = end.connection
    guard !connection.isBroken else { throw .unreachable }
    guard !connection.sent.isEmpty else { return connection.isFinished ? 0 : nil }
    let count = min(connection.sent.count, buffer.count, connection.piece)
    for index in 0..<count { buffer[index] = connection.sent[index] }
    connection.sent.removeFirst(count)
    return count
  }

  package mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int {
    let connection = end.connection
    guard !connection.isBroken else { throw .unreachable }
    let count = min(bytes.count, connection.piece)
    for index in 0..<count { connection.received.append(bytes[index]) }
    return count
  }

  package mutating func finish() { end.connection.isEnded = true }
}

package final class TestQueue {
  package var connections: [TestConnection] = []
  /// Datagrams for the clock, and from it.
  package var questions: [[UInt8]] = []
  package var answers: [[UInt8]] = []
  package var announcements: [[UInt8]] = []

  package init() {}
}

package struct TestListener: StreamListener, ~Copyable {
  let queue: TestQueue

  package init(_ queue: TestQueue) { self.queue = queue }

  package mutating func accept() -> TestSocket? {
    queue.connections.isEmpty ? nil : TestSocket(queue.connections.removeFirst())
  }
}

package struct TestNames: DatagramService, ~Copyable {
  let queue: TestQueue

  package init(_ queue: TestQueue) { self.queue = queue }

  package mutating func receive(into buffer: inout MutableSpan<UInt8>) -> Int? {
    guard !queue.questions.isEmpty else { return nil }
    let datagram = queue.questions.removeFirst().prefix(buffer.count)
    for (index, byte) in datagram.enumerated() { buffer[index] = byte }
    return datagram.count
  }

  package mutating func answer(_ datagram: Span<UInt8>) { queue.answers.append(datagram.indices.map { datagram[$0] }) }

  package mutating func announce(_ datagram: Span<UInt8>) {
    queue.announcements.append(datagram.indices.map { datagram[$0] })
  }
}

/// Flash that counts what is done to it.
package struct TestFlash: WritableFlash {
  package final class Cells {
    package var bytes: [UInt8]
    /// How many operations more succeed; nil for all.
    package var operationsLeft: Int?
    package var erases = 0
    /// How long they take is a matter of whoever counts time.
    package var (onErase, onProgram): (() -> Void, () -> Void) = ({}, {})

    package init(size: Int) { bytes = .init(repeating: 0, count: size) }

    fileprivate func work() throws(FlashError) {
      guard operationsLeft != 0 else { throw .operationFailed }
      operationsLeft = operationsLeft.map { $0 - 1 }
    }
  }

  package let cells: Cells
  package var size: Int { cells.bytes.count }

  package mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    for index in buffer.indices { buffer[index] = cells.bytes[offset + index] }
  }

  package mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    cells.bytes[offset..<offset + count].allSatisfy { $0 == 0xFF }
  }

  package mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    try cells.work()
    cells.onProgram()
    for index in piece.indices { cells.bytes[offset + index] &= piece[index] }
  }

  package mutating func eraseSector(at offset: Int) throws(FlashError) {
    try cells.work()
    cells.erases += 1
    cells.onErase()
    for index in offset..<offset + 4_096 { cells.bytes[index] = 0xFF }
  }
}

/// A hash that is only a sum, and a signature that is good when it repeats the digest: the cryptography is tested where
/// it is real.
package struct TestUpdates: UpdateBoard, ~Copyable {
  package final class State {
    package let slot = TestFlash.Cells(size: 16 * 4_096)
    package let glyphs = TestFlash.Cells(size: 16 * 4_096)
    package var rolledBack = ""
    package var hasKey = true
    package var trustedKey: UInt8 = 7
    package var isSelected = false

    package init() {}
  }

  private let state: State
  package var slot: TestFlash
  package var glyphs: TestFlash
  private var sum: UInt64 = 0

  package init(_ state: State) {
    self.state = state
    (slot, glyphs) = (TestFlash(cells: state.slot), TestFlash(cells: state.glyphs))
  }

  package var chip: UInt16 { 5 }
  package var hasKey: Bool { state.hasKey }

  package mutating func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int {
    for (index, byte) in state.rolledBack.utf8.enumerated() { buffer[index] = byte }
    return state.rolledBack.utf8.count
  }

  package static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let sum = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return (0..<32).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0 % 8))) }
  }

  package mutating func beginHash() { sum = 14_695_981_039_346_656_037 }

  package mutating func addToHash(_ bytes: Span<UInt8>) {
    for index in bytes.indices { sum = (sum ^ UInt64(bytes[index])) &* 1_099_511_628_211 }
  }

  package mutating func endHash(into digest: inout MutableSpan<UInt8>) {
    for index in 0..<32 { digest[index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index % 8))) }
  }

  package func isTrusted(keyDigest: Span<UInt8>) -> Bool {
    let own = TestUpdates.digest([UInt8](repeating: state.trustedKey, count: 776))
    return keyDigest.indices.allSatisfy { keyDigest[$0] == own[$0] }
  }

  package mutating func verify(
    _ digest: Span<UInt8>, modulus: Span<UInt8>, exponent: Span<UInt8>, signature: Span<UInt8>
  ) -> Bool {
    digest.indices.allSatisfy { signature[$0] == digest[$0] }
  }

  package mutating func selectSlot() -> Bool {
    state.isSelected = true
    return true
  }
}

/// A file on a server far away, that comes piece by piece.
package struct TestDownload: UpdateDownload, ~Copyable {
  package final class Server {
    package var file: [UInt8]?
    package private(set) var asked: [String] = []
    /// Of the file, before the connection is lost.
    package var most = Int.max
    /// Whether nothing comes at present.
    package var isSilent = false
    /// Where the file ends, too early.
    package var endsAfter = Int.max
    package fileprivate(set) var given = 0

    package init() {}

    fileprivate func ask(_ address: String) {
      asked.append(address)
      given = 0
    }
  }

  private let server: Server

  package init(_ server: Server) { self.server = server }

  package var length: UInt32 { UInt32(server.file?.count ?? 0) }

  package mutating func begin(_ address: Span<UInt8>) {
    server.ask(String(decoding: address.indices.map { address[$0] }, as: UTF8.self))
  }

  package mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard let file = server.file, server.given < server.most || server.given == file.count else { throw .unreachable }
    if server.isSilent { return nil }
    let count = min(buffer.count, min(file.count, server.endsAfter) - server.given)
    for index in 0..<count { buffer[index] = file[server.given + index] }
    server.given += count
    return count
  }

  package mutating func end() {}
}

package struct TestRandom: RandomSource, ~Copyable {
  private var state: UInt32

  package init(seed: UInt32) { state = seed }

  package mutating func next() -> UInt32 {
    state = state &* 1_664_525 &+ 1_013_904_223
    return state >> 8
  }
}

package enum TestServiceBoard: ServiceBoard {
  package typealias Store = MemoryStore
  package typealias Radio = TestRadio
  package typealias Output = ScreenOutput
  package typealias Listener = TestListener
  package typealias Names = TestNames
  package typealias Updates = TestUpdates
  package typealias Download = TestDownload
  package typealias Random = TestRandom

  package static var measuresCell: Bool { true }
}

/// The services and all that surrounds them.
package struct ServiceWorld: ~Copyable {
  package let stored = StoredSettings()
  package let air = TestAir()
  package let screen = Screen()
  package let web = TestQueue()
  package let portalNames = TestQueue()
  package let localNames = TestQueue()
  package let updates = TestUpdates.State()
  package let server = TestDownload.Server()
  package var services: ClockServices<TestServiceBoard>
  package var now = Instant(microseconds: 1_000_000)
  package var isHeld = false
  package var isQuiet = true
  package private(set) var restarts = 0
  /// What the panels are asked to show, as text.
  package private(set) var shownDigits: String?
  private static let page = Array("a page".utf8)

  /// - Parameter values: what is stored at the start.
  package init(_ values: [SettingKey: String] = [:], hasHadNetwork: Bool = false, seed: UInt32 = 1) {
    for (key, text) in values { stored.values[key] = Array(text.utf8) }
    stored.hasHadNetwork = hasHadNetwork
    services = ServiceWorld.make(stored, air, screen, web, portalNames, localNames, updates, server, seed)
  }

  /// The board starts again.
  package mutating func restart() {
    services = ServiceWorld.make(stored, air, screen, web, portalNames, localNames, updates, server, 2)
  }

  private static func make(
    _ stored: StoredSettings, _ air: TestAir, _ screen: Screen, _ web: TestQueue, _ portalNames: TestQueue,
    _ localNames: TestQueue, _ updates: TestUpdates.State, _ server: TestDownload.Server, _ seed: UInt32
  ) -> ClockServices<TestServiceBoard> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: page.count)
    _ = copy.initialize(fromContentsOf: page)
    return ClockServices(
      console: SettingsConsole(store: MemoryStore(stored: stored), output: ScreenOutput(screen: screen)),
      output: ScreenOutput(screen: screen), store: MemoryStore(stored: stored), radio: TestRadio(air),
      listener: TestListener(web), portalNames: TestNames(portalNames), localNames: TestNames(localNames),
      updates: TestUpdates(updates), download: TestDownload(server), random: TestRandom(seed: seed),
      facts: BoardFacts(chip: "ESP32-C3", target: "esp32c3", cause: "power"), page: UnsafeBufferPointer(copy),
      at: Instant(microseconds: 1_000_000))
  }

  package mutating func work() {
    if services.work(isHeld: isHeld, isQuiet: isQuiet, at: now) == .restart { restarts += 1 }
    shownDigits = services.notice(at: now).map { notice in
      (0..<(notice.kind == .network ? 8 : 4)).map { String(notice.digits[$0]) }.joined()
    }
  }

  package mutating func wait(_ time: Interval, step: Interval = .milliseconds(20)) {
    let end = now + time
    while now < end {
      now = min(end, now + step)
      work()
    }
  }

  /// Sends a request, and waits for the end of the answer.
  package mutating func ask(
    _ request: String, body: [UInt8] = [], isFromOwnNetwork: Bool = false, within time: Interval = .seconds(12)
  ) -> TestConnection {
    let connection = TestConnection(sending: request, body: body)
    connection.isFromOwnNetwork = isFromOwnNetwork
    web.connections.append(connection)
    let end = now + time
    while now < end, !connection.isEnded, !connection.isClosed {
      now = now + .milliseconds(20)
      work()
    }
    connection.isFinished = true
    work()
    return connection
  }

  /// A request as a browser in the clock's network sends it.
  package mutating func get(_ path: String, host: String = "192.168.1.20") -> TestConnection {
    ask("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
  }

  package mutating func post(
    _ path: String, _ form: String, code: String? = nil, host: String = "192.168.1.20", isFromOwnNetwork: Bool = false
  ) -> TestConnection {
    post(path, Array(form.utf8), code: code, host: host, isFromOwnNetwork: isFromOwnNetwork)
  }

  package mutating func post(
    _ path: String, _ body: [UInt8], code: String? = nil, host: String = "192.168.1.20", isFromOwnNetwork: Bool = false
  ) -> TestConnection {
    let line = code.map { "X-Clock-Code: \($0)\r\n" } ?? ""
    return ask(
      "POST \(path) HTTP/1.1\r\nHost: \(host)\r\n\(line)Content-Length: \(body.count)\r\n\r\n", body: body,
      isFromOwnNetwork: isFromOwnNetwork, within: .seconds(600))
  }

  /// Asks for the code and reads it off the panels.
  /// - Throws: when they show none.
  package mutating func code() throws -> String {
    let status = post("/code", "").status
    guard let digits = shownDigits else { throw NoCode(status: status) }
    return digits
  }

  package struct NoCode: Error { let status: Int? }
}
