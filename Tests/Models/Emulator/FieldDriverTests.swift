// What drivers in the field send and the datasheets allow, as bytes from the fact sheets: the models accept it and show
// what it means. Must never take a sequence from the firmware's own drivers.

import Emulator
import Firmware
import Testing

@Suite struct FieldDriverTests {
  private let image = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 25) }

  private func upsideDown(_ image: [UInt8]) -> [UInt8] {
    (0..<200).reversed().flatMap { image[$0 * 25..<($0 + 1) * 25] }
  }

  /// Waveshare's init (A.7) from the reset on, with rows running upwards.
  private func initialiseAsWaveshare(_ panel: EmulatedPanel, scan: UInt8 = 1) throws {
    try panel.start()
    try panel.send(0x12)
    panel.pass(milliseconds: 10)
    try panel.send(0x01, [0xC7, 0x00, scan])
    try panel.send(0x11, [0x01])
    try panel.send(0x44, [0x00, 0x18])
    try panel.send(0x45, [0xC7, 0x00, 0x00, 0x00])
    try panel.send(0x3C, [0x01])
    try panel.send(0x18, [0x80])
    _ = try panel.activate(0xB1)
    try panel.send(0x4E, [0x00])
    try panel.send(0x4F, [0xC7, 0x00])
    try panel.send(0x32, waveshareFull)
    try panel.send(0x3F, [0x22])
    try panel.send(0x03, [0x17])
    try panel.send(0x04, [0x41, 0x00, 0x32])
    try panel.send(0x2C, [0x20])
  }

  @Test func waveshareScansFromTheLastGateAndWritesOnePlane() throws {
    let panel = EmulatedPanel()
    try initialiseAsWaveshare(panel)
    try panel.send(0x24, image)
    #expect(try panel.activate(0xC7) > 1_480_000)
    #expect(panel.model.visible == image)
    // Both counters are back at the start: no cursor is sent before the next image.
    try panel.send(0x24, upsideDown(image))
    try panel.send(0x26, upsideDown(image))
    _ = try panel.activate(0xC7)
    #expect(panel.model.visible == upsideDown(image))
  }

  @Test func theScanTurnsThePictureRound() throws {
    let first = EmulatedPanel()
    try initialiseAsWaveshare(first, scan: 0)
    try first.send(0x24, image)
    _ = try first.activate(0xC7)
    #expect(first.model.visible == upsideDown(image))
    let last = EmulatedPanel()
    try last.initialise()
    try last.send(0x01, [0xC7, 0x00, 0x01])
    try last.showFull(image)
    #expect(last.model.visible == upsideDown(image))
    // A reset undoes it.
    try last.initialise(without: 0x01)
    _ = try last.activate(0xF7)
    #expect(last.model.visible == image)
    // Interlaced scans, and more or fewer gates than rows, are for other glass.
    for parameters in [[0xC7, 0, 2], [0xC7, 0, 4], [0xC6, 0, 0], [0xC8, 0, 0]] as [[UInt8]] {
      #expect(last.misuse { try last.send(0x01, parameters) } == .notModelled(command: 0x01))
    }
  }

  /// Registers whose power-on value will do needn't be sent, whatever kind of reset came before.
  @Test(arguments: [[0x01], [0x12], [0x44], [0x45], [0x01, 0x12, 0x44, 0x45]] as [[UInt8]])
  func aRefreshNeedsNoRegisterThatStandsRight(missing: [UInt8]) throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.write(0x26, image)
    try panel.write(0x24, image)
    // RAM outlives the reset; the registers don't.
    try panel.start()
    let commands: [(UInt8, [UInt8])] = [
      (0x12, []), (0x01, [0xC7, 0, 0]), (0x18, [0x80]), (0x44, [0, 0x18]), (0x45, [0, 0, 0xC7, 0]),
    ]
    for (command, parameters) in commands where !missing.contains(command) {
      try panel.send(command, parameters)
      if command == 0x12 { panel.pass(milliseconds: 10) }
    }
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == image)
  }

  /// A temperature that was written needs no sensor; that is how the fast full waveform is chosen.
  @Test func aWrittenTemperatureNeedsNoSensor() throws {
    let panel = EmulatedPanel(.gdey0154d67)
    try panel.initialise(without: 0x18)
    try panel.write(0x24, image)
    try panel.send(0x1A, [0x64, 0x00])
    #expect(try panel.activate(0xD7) == 1_907_000)
    #expect(panel.model.visible == image)
  }

  /// Mode 2 and the four greys use both planes.
  @Test func onlyAWaveformThatIgnoresTheOldPlaneGoesWithoutIt() throws {
    for (lut, stages) in [(nil, 0xFF), (wavesharePartial, 0xCF), (goodDisplayGrey, 0xC7)] as [([UInt8]?, UInt8)] {
      let panel = EmulatedPanel()
      try panel.initialise()
      if let lut { try panel.send(0x32, lut) }
      try panel.write(0x24, image)
      #expect(panel.misuse { _ = try panel.activate(stages) } == .refreshOfUnsetRAM(command: 0x26))
    }
  }

  /// GxEPD2 writes a page at a time.
  @Test func aPlaneMayBeWrittenInPieces() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    for top in stride(from: 0, to: 200, by: 40) {
      let range = top * 25..<(top + 40) * 25
      try panel.send(0x45, [UInt8(top), 0, UInt8(top + 39), 0])
      try panel.send(0x4E, [0])
      try panel.send(0x4F, [UInt8(top), 0])
      // The very last row is left out.
      try panel.send(0x24, Array(image[range].prefix(top == 160 ? 975 : 1_000)))
    }
    #expect(panel.misuse { _ = try panel.activate(0xF7) } == .refreshOfUnsetRAM(command: 0x24))
    let other = EmulatedPanel()
    try other.initialise()
    for half in [(first: 0x00, last: 0x0B), (0x0C, 0x18)] as [(first: UInt8, last: UInt8)] {
      try other.send(0x44, [half.first, half.last])
      try other.send(0x4E, [half.first])
      try other.send(0x4F, [0, 0])
      try other.send(0x24, (0..<200).flatMap { image[$0 * 25 + Int(half.first)...$0 * 25 + Int(half.last)] })
    }
    _ = try other.activate(0xF7)
    #expect(other.model.visible == image)
  }

  /// Waveshare's Arduino code begins with the last row and counts upwards; its window ends one row past the glass.
  @Test(arguments: [[0xC7, 0x00], [0xC8, 0x00]] as [[UInt8]])
  func aRowBehindTheLastIsTheFirst(end: [UInt8]) throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x45, [0x00, 0x00] + end)
    try panel.send(0x4E, [0x00])
    try panel.send(0x4F, [0xC7, 0x00])
    try panel.send(0x24, image)
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == Array(image[25...] + image[..<25]))
    // A cursor on row 200 is on the first row too.
    try panel.send(0x4F, [0xC8, 0x00])
    #expect(panel.misuse { try panel.send(0x24, image) } == nil)
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == image)
  }

  /// Y may count first, and a window may be set before the order in which it is counted.
  @Test func columnsMayComeFirstAndWindowsBeforeTheirOrder() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x11, [0x07])
    try panel.write(0x24, (0..<25).flatMap { column in (0..<200).map { image[$0 * 25 + column] } })
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == image)
    try panel.send(0x44, [0x18, 0x00])
    try panel.send(0x45, [0xC7, 0x00, 0x00, 0x00])
    try panel.send(0x11, [0x00])
    try panel.send(0x4E, [0x18])
    try panel.send(0x4F, [0xC7, 0x00])
    try panel.send(0x24, image)
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == Array(image.reversed()))
  }

  /// Espressif's component lets the chip invert its images.
  @Test func planesMayBeReadInvertedOrAsNothing() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x21, [0x08])
    try panel.write(0x24, image)
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == image.map { ~$0 })
    try panel.send(0x21, [0x40, 0x00])
    #expect(panel.misuse { _ = try panel.activate(0xFF) } == nil)
    try panel.send(0x21, [0x04])
    _ = try panel.activate(0xF7)
    #expect(panel.model.visible == [UInt8](repeating: 0, count: 5_000))
    #expect(panel.misuse { try panel.send(0x21, [0x01]) } == .badParameter(command: 0x21))
    #expect(panel.misuse { try panel.send(0x21, [0x00, 0x80]) } == .notModelled(command: 0x21))
  }

  // MARK: V1

  /// Waveshare's own: a window one byte and one row larger than the glass, and a cursor for each row.
  @Test func v1IsWrittenRowByRowInTooLargeAWindow() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1(without: 0x45)
    try panel.send(0x32, waveshareFullV1)
    try panel.send(0x44, [0x00, 0x19])
    try panel.send(0x45, [0x00, 0x00, 0xC8, 0x00])
    for row in 0..<200 {
      try panel.send(0x4E, [0x00])
      try panel.send(0x4F, [UInt8(row), 0x00])
      try panel.send(0x24, Array(image[row * 25..<(row + 1) * 25]))
    }
    _ = try panel.activate(0xC4)
    #expect(panel.model.visible == image)
    // The byte past the row isn't on the glass.
    #expect(panel.misuse { try panel.send(0x24, image) } == .outsideWindow(x: 25, y: 199))
  }

  /// Its RAM has 300 rows: the window that a reset leaves will do.
  @Test func v1NeedsNoRowWindow() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1(without: 0x45)
    try panel.send(0x32, waveshareFullV1)
    _ = try panel.showV1(image, 0xC4)
    #expect(panel.model.visible == image)
  }

  /// A Rust driver scans one gate too many; Zephyr's sets the voltages. Each frame is longer by that gate: (201 + 26)
  /// × 62 µs.
  @Test func v1MayScanMoreGatesThanTheGlassHas() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x01, [0xC8, 0x00, 0x00])
    try panel.send(0x03, [0xEA])
    try panel.send(0x04, [0x0A])
    try panel.send(0x21, [0x01])
    try panel.send(0x32, waveshareFullV1)
    #expect(try panel.showV1(image, 0xC4) == 73_500 + 79 * 227 * 62)
    #expect(panel.model.visible == image)
    #expect(panel.misuse { try panel.send(0x04, [0x0F]) } == .badParameter(command: 0x04))
    #expect(panel.misuse { try panel.send(0x01, [0xC6, 0x00, 0x00]) } == .notModelled(command: 0x01))
  }

  @Test func v1ScansFromTheLastGateToo() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x01, [0xC7, 0x00, 0x01])
    try panel.send(0x32, waveshareFullV1)
    _ = try panel.showV1(image, 0xC4)
    #expect(panel.model.visible == upsideDown(image))
  }

  /// Bit 7 of 0x21 makes the old image read as bit 4 throughout, so that a short waveform needs none.
  @Test func v1MayDoWithoutItsOldImage() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x32, partialV1)
    try panel.send(0x21, [0x90])
    _ = try panel.showV1(image, 0xC4)
    #expect(panel.model.visible == image)
  }
}
