// The readings of Readings.swift on RV32: the file is in QEMU's first flash bank.
// Must never know what comes out: the host compares it with its own.

@c(board_main) public func boardMain() {
  run(QEMUGlyphFlash())
}

private func run(_ flash: borrowing QEMUGlyphFlash) {
  let bytes = flash.bytes
  let size = Int(bytes.littleEndian32(at: 0))
  let count = Int(bytes.littleEndian32(at: 4))
  let model = bytes.extracting(8..<8 &+ size)
  let digits = bytes.extracting(8 &+ size..<8 &+ size &+ 784 &* count)
  var readings = Readings()
  var work: [8_192 of UInt8] = .init(repeating: 0)
  var scratch = work.mutableSpan
  readings.readAll(
    model, digits, &scratch, clock: { machine_instructions() }, put: { put("read", UInt32(truncatingIfNeeded: $0)) })
  put("certainties", readings.crc.value)
  put("mean-instructions", readings.mean)
  put("most-instructions", readings.most)
  var random = RandomBytes(seed: 1)
  var room: [20_000 of UInt8] = .init(repeating: 0)
  var span = room.mutableSpan
  for _ in 0..<parameter { readings.tryRandom(&random, &span, digits, &scratch) }
  put("accepted", readings.accepted)
  put("refused", readings.refused)
  put("values", readings.crc.value)
}
