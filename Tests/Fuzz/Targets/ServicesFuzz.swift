// Everything that a clock's services are sent: the serial line, requests, names, updates, in any order and in pieces.
// Must never blame them for what the input has stored or joined by itself.

import Firmware

/// A world that inputs share: making one costs more than most inputs do.
private nonisolated(unsafe) let shared = SharedWorld()

private final class SharedWorld {
  var world = ServiceWorld([.wifi: "My Home", .zone: "UTC0"])
  var inputs = 0
}

func fuzzServices(_ input: inout FuzzInput) {
  shared.inputs += 1
  // Nothing that an input leaves behind lasts for ever.
  if shared.inputs % 500 == 0 { shared.world = ServiceWorld([.wifi: "My Home", .zone: "UTC0"]) }
  shared.world.air.current = input.byte() & 1 == 0 ? "My Home" : nil
  while !input.isEmpty {
    let kind = input.number(below: 6)
    let bytes = input.piece()
    switch kind {
    case 0: for byte in bytes { shared.world.services.take(byte, at: shared.world.now) }
    case 1: for byte in improv(bytes) { shared.world.services.take(byte, at: shared.world.now) }
    case 2: shared.world.localNames.questions.append(bytes)
    case 3: shared.world.portalNames.questions.append(bytes)
    default: connect(bytes, isFromOwnNetwork: kind == 4)
    }
    shared.world.wait(.milliseconds(60))
  }
  shared.world.wait(.milliseconds(200))
  for queue in [shared.world.web, shared.world.localNames, shared.world.portalNames] {
    (queue.answers, queue.announcements) = ([], [])
  }
  shared.world.screen.bytes = []
  if let name = shared.world.stored.values[.wifi], UserSettings.fault(.wifi, name.span) != nil {
    fatalError("a network is stored as \(name)")
  }
}

private func improv(_ data: [UInt8]) -> [UInt8] {
  let bytes = Array("IMPROV\u{1}\u{3}".utf8) + [UInt8(truncatingIfNeeded: data.count)] + data
  return bytes + [bytes.reduce(0, &+), 0x0A]
}

private func connect(_ bytes: [UInt8], isFromOwnNetwork: Bool) {
  let connection = TestConnection()
  connection.sent = bytes
  connection.isFinished = bytes.count % 2 == 0
  connection.piece = bytes.count % 3 == 0 ? 7 : Int.max
  connection.isFromOwnNetwork = isFromOwnNetwork
  shared.world.web.connections.append(connection)
}
