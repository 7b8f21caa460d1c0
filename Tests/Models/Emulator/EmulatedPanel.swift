// A single panel, driven byte by byte, and the published waveforms and V1 sequences in bytes. Must never take those
// from the firmware or the emulator.

import Emulator
import Firmware
import TestSupport

final class EmulatedPanel {
  var model: PanelModel
  var now = Instant(microseconds: 1_000)

  init(
    _ kind: PanelKind = .v2, seed: UInt64 = 9, temperature: Double = 23, swapsPlanes: Bool = false
  ) {
    model = PanelModel(kind: kind, seed: seed, temperature: temperature, swapsPlanes: swapsPlanes)
  }

  var busy: PinLevel { model.busyLevel(at: now) }

  func pass(milliseconds: UInt32) {
    now = now + .milliseconds(milliseconds)
    _ = model.advance(to: now)
  }

  /// Lets the work in progress finish; returns how long that took, in microseconds.
  func finishWork() -> UInt64 {
    let before = now
    if let end = model.nextEvent { now = max(now, end) }
    _ = model.advance(to: now)
    return (now - before).microseconds
  }

  func send(_ command: UInt8, _ parameters: [UInt8] = []) throws {
    try model.receive(command: command, at: now)
    try data(parameters)
  }

  /// Sends 0x22 and 0x20; returns how long BUSY was high, in microseconds.
  func activate(_ stages: UInt8) throws -> UInt64 {
    try send(0x22, [stages])
    try send(0x20)
    return finishWork()
  }

  func data(_ bytes: [UInt8]) throws {
    try model.receive(data: bytes.span, at: now)
  }

  func reset() throws {
    try model.setReset(.low, at: now)
    pass(milliseconds: 2)
    try model.setReset(.high, at: now)
  }

  func start() throws {
    try reset()
    pass(milliseconds: 10)
  }

  func initialise(without missing: UInt8? = nil, resets: Bool = true) throws {
    if resets { try start() }
    if missing != 0x12 {
      try send(0x12)
      pass(milliseconds: 10)
    }
    let commands: [(UInt8, [UInt8])] = [
      (0x01, [0xC7, 0, 0]), (0x18, [0x80]), (0x11, [3]), (0x44, [0, 0x18]), (0x45, [0, 0, 0xC7, 0]),
    ]
    for (command, parameters) in commands where command != missing { try send(command, parameters) }
  }

  func write(_ command: UInt8, _ bytes: [UInt8]) throws {
    try send(0x4E, [0])
    try send(0x4F, [0, 0])
    try send(command, bytes)
  }

  func fill() throws {
    try write(0x26, .init(repeating: 0xFF, count: 5_000))
    try write(0x24, .init(repeating: 0xFF, count: 5_000))
  }

  /// For an SSD1681 that is set up: both planes as for a full refresh, then F7.
  func showFull(_ picture: [UInt8]) throws {
    try write(0x26, picture)
    try write(0x24, picture)
    _ = try activate(0xF7)
  }

  /// The same as a partial refresh in GxEPD2's way: 0x26 holds the old image before it and the new one after it.
  func showPartial(_ picture: [UInt8]) throws {
    try write(0x24, picture)
    _ = try activate(0xFC)
    try write(0x26, picture)
    try write(0x24, picture)
  }

  func misuse(_ act: () throws -> Void) -> Misuse? {
    do {
      try act()
      return nil
    } catch {
      return error as? Misuse
    }
  }
}

extension EmulatedPanel {
  /// V1's init (A.10), without the LUT.
  func initialiseV1(without missing: UInt8? = nil) throws {
    try start()
    let commands: [(UInt8, [UInt8])] = [
      (0x01, [0xC7, 0, 0]), (0x0C, [0xD7, 0xD6, 0x9D]), (0x2C, [0xA8]), (0x3A, [0x1A]), (0x3B, [0x08]), (0x11, [3]),
      (0x44, [0, 0x18]), (0x45, [0, 0, 0xC7, 0]),
    ]
    for (command, parameters) in commands where command != missing { try send(command, parameters) }
  }

  /// Writes 0x24, displays with `stages` (C4 or 04) and writes it again; returns how long BUSY was high.
  func showV1(_ picture: [UInt8], _ stages: UInt8 = 0x04) throws -> UInt64 {
    try write(0x24, picture)
    try send(0x22, [stages])
    try send(0x20)
    try send(0xFF)
    let took = finishWork()
    try write(0x24, picture)
    return took
  }
}

/// The 153 bytes of 0x32 (B.1), all groups at 50 Hz.
func ssd1681LUT(_ tables: [[UInt8]], _ groups: [[UInt8]]) -> [UInt8] {
  func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] { bytes + .init(repeating: 0, count: count - bytes.count) }
  let levels = padded(tables.flatMap { padded($0, 12) }, 60)
  return levels + padded(groups.flatMap { padded($0, 7) }, 84) + [UInt8](repeating: 0x22, count: 6) + [0, 0, 0]
}

/// WF_Full_1IN54 of A.8.
let waveshareFull = ssd1681LUT(
  [[0x80, 0x48, 0x40], [0x40, 0x48, 0x80], [0x80, 0x48, 0x40], [0x40, 0x48, 0x80]],
  [[0x0A], [8, 1, 0, 8, 1, 0, 2], [0x0A]])
/// WF_PARTIAL_1IN54_0 of A.8.
let wavesharePartial = ssd1681LUT(
  [[0x00, 0x40], [0x80, 0x80], [0x40, 0x40], [0x00, 0x80]], [[0x0F], [1, 1]])
/// The four greys of B.3.
let goodDisplayGrey = ssd1681LUT(
  [[0x40, 0x48, 0x80], [0x08, 0x48, 0x10], [0x02, 0x48, 0x04], [0x20, 0x48, 0x01]],
  [[0x0A, 0x19, 0, 3, 8], [0x14, 1, 0, 0x14, 1, 0, 3], [0x0A, 3, 0, 8, 0x19], [1, 0, 0, 0, 0, 0, 1]])

/// V1's waveforms (A.9).
let waveshareFullV1: [UInt8] = [
  0x02, 0x02, 0x01, 0x11, 0x12, 0x12, 0x22, 0x22, 0x66, 0x69, 0x69, 0x59, 0x58, 0x99, 0x99, 0x88, 0, 0, 0, 0,
  0xF8, 0xB4, 0x13, 0x51, 0x35, 0x51, 0x51, 0x19, 0x01, 0x00,
]
let gxFullV1: [UInt8] = [
  0x50, 0xAA, 0x55, 0xAA, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0xFF, 0xFF, 0x1F, 0, 0, 0, 0, 0, 0, 0,
]
let partialV1: [UInt8] = [
  0x10, 0x18, 0x18, 0x08, 0x18, 0x18, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x13, 0x14, 0x44, 0x12, 0, 0, 0, 0, 0, 0,
]

/// Noise that isn't the emulator's own.
struct Noise {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func byte() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 40)
  }
}
