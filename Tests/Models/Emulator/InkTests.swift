// The ink: what waveforms leave on the glass, and that wrong ones look wrong. The model's numbers are assumptions;
// these checks hold it to the published orders of magnitude.

import Emulator
import Firmware
import TestSupport
import Testing

@Suite struct InkTests {
  private let white = [UInt8](repeating: 0xFF, count: 5_000)
  private let black = [UInt8](repeating: 0x00, count: 5_000)
  private let stripes = (0..<5_000).map { _ in UInt8(0xCC) }

  private func started(_ kind: PanelKind = .v2, _ picture: [UInt8]? = nil) throws -> EmulatedPanel {
    let panel = EmulatedPanel(kind)
    try panel.initialise()
    try panel.showFull(picture ?? white)
    return panel
  }

  @Test func aFullRefreshSaturatesFromAnyPicture() throws {
    let panel = try started()
    for picture in [stripes, black, (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 13) }, white] {
      try panel.showFull(picture)
      #expect(panel.model.visible == picture)
      #expect(panel.model.reflectance.allSatisfy { $0 < 10 || $0 > 1_013 })
      #expect(panel.model.ghosting == 0)
    }
    #expect(panel.model.refreshes == 5 && panel.model.fullRefreshes == 5)
    #expect(panel.model.picture.pixels.allSatisfy { $0 == 255 })
  }

  @Test func sixtyPartialsStayUnderTwoPercentAndHundredsAreGrey() throws {
    let panel = try started()
    var last = 0.0
    for count in 1...400 {
      try panel.showPartial(count % 2 == 1 ? stripes : stripes.map { ~$0 })
      if count % 20 == 0 {
        #expect(panel.model.ghosting >= last)
        last = panel.model.ghosting
      }
      if count == 1 { #expect(panel.model.ghosting < 1.5) }
      if count == 60 { #expect(panel.model.ghosting < 2) }
      if count == 300 { #expect(panel.model.ghosting > 4) }
    }
    #expect(panel.model.partialRefreshes == 400)
    #expect(panel.model.visible == stripes.map { ~$0 })
    try panel.showFull(stripes)
    #expect(panel.model.ghosting == 0)
    #expect(panel.model.reflectance.allSatisfy { $0 < 10 || $0 > 1_013 })
  }

  /// Hundreds of refreshes of every kind, random planes among them: the glass is computed only when it is looked at,
  /// and that must not show.
  @Test(arguments: [.v1, .v2, .gdey0154d67] as [PanelKind])
  func aGlassIsTheSameHoweverSeldomItIsLookedAt(kind: PanelKind) throws {
    let (watched, unseen) = (EmulatedPanel(kind), EmulatedPanel(kind))
    var first: PanelModel?
    for panel in [watched, unseen] {
      var random = Noise(31)
      if kind == .v1 { try panel.initialiseV1() } else { try panel.initialise() }
      for count in 0..<330 {
        let picture = (0..<5_000).map { _ in random.byte() }
        let isFull = count % 150 == 0
        if kind == .v1 {
          try panel.send(0x32, isFull ? waveshareFullV1 : partialV1)
          _ = try panel.showV1(picture, 0xC7)
        } else if isFull {
          if count == 150 { try panel.send(0x32, goodDisplayGrey) }
          try panel.write(0x26, picture.map { ~$0 })
          try panel.write(0x24, picture)
          _ = try panel.activate(count == 150 ? 0xC7 : 0xF7)
        } else {
          try panel.write(0x24, picture)
          _ = try panel.activate(0xFF)
        }
        if panel === watched { _ = panel.model.visible }
        if panel === unseen, count == 200 { first = panel.model }
      }
    }
    #expect(watched.model.reflectance == unseen.model.reflectance)
    #expect(watched.model.ghosting == unseen.model.ghosting && watched.model.ghosting > 0)
    // A copy stays as it was.
    #expect(first?.refreshes == 201 && first?.reflectance != unseen.model.reflectance)
  }

  @Test func aRandomOldPictureLooksWrong() throws {
    let panel = try started(.v2, stripes)
    var random = Noise(9)
    try panel.write(0x26, (0..<5_000).map { _ in random.byte() })
    try panel.write(0x24, stripes.map { ~$0 })
    _ = try panel.activate(0xFC)
    // Every pixel should have switched; half were told that they had already.
    let wrong = zip(panel.model.visible, stripes).reduce(0) { $0 + (~($1.0 ^ $1.1)).nonzeroBitCount }
    #expect(15_000...25_000 ~= wrong)
    #expect(panel.model.ghosting > 25)
  }

  @Test func wrongWaveformsLookWrong() throws {
    // Nothing but zeros.
    let still = try started()
    try still.write(0x24, black)
    try still.send(0x32, ssd1681LUT([], [[0x0F]]))
    _ = try still.activate(0xC7)
    #expect(still.model.visible == white && still.model.ghosting > 90)
    // LUTs 0 and 1 swapped, and 2 and 3, as with inverted planes.
    let inverse = try started()
    try inverse.write(0x24, black)
    try inverse.send(
      0x32, ssd1681LUT([[0x80, 0x80], [0x00, 0x40], [0x00, 0x80], [0x40, 0x40]], [[0x0F], [1, 1]]))
    _ = try inverse.activate(0xC7)
    #expect(inverse.model.visible == white)
    // Three frames of the fifteen: a grey.
    let short = try started()
    try short.write(0x24, black)
    try short.send(0x32, ssd1681LUT([[0x40], [0x80], [0x40], [0x80]], [[0x03]]))
    _ = try short.activate(0xC7)
    #expect(short.model.reflectance.allSatisfy { 300...900 ~= $0 })
    // VSH2, at 5 V, drives weakly.
    let weak = try started()
    try weak.write(0x24, black)
    try weak.send(0x32, ssd1681LUT([[0xC0], [0x80], [0xC0], [0x80]], [[0x08]]))
    _ = try weak.activate(0xC7)
    #expect(weak.model.reflectance.allSatisfy { 400...900 ~= $0 })
  }

  @Test func aLUTMadeForRoomTemperatureIsTooShortInTheCold() throws {
    var levels: [UInt16] = []
    for temperature in [23.0, 0] {
      let panel = EmulatedPanel(.v2, temperature: temperature)
      try panel.initialise()
      try panel.write(0x26, white)
      try panel.write(0x24, black)
      try panel.send(0x32, wavesharePartial)
      _ = try panel.activate(0xCF)
      levels.append(panel.model.reflectance[0])
    }
    #expect(levels[0] < 30)
    #expect(levels[1] > 100)
  }

  @Test func wavesharesFullWaveformShowsThePictureWhateverWasThere() throws {
    let panel = try started(.v2, stripes)
    try panel.send(0x32, waveshareFull)
    for picture in [white, black, stripes] {
      try panel.write(0x26, picture)
      try panel.write(0x24, picture)
      // 74 frames at 50 Hz.
      #expect(try panel.activate(0xC7) == 95_600 + 1_480_000 + 140_600)
      #expect(panel.model.visible == picture)
      #expect(panel.model.ghosting == 0)
    }
    #expect(panel.model.fullRefreshes == 4)
  }

  // MARK: Greys

  /// In each byte, two pixels each of white, light, dark and black, as B.2 codes them.
  private let high: [UInt8] = .init(repeating: 0x0F, count: 5_000)
  private let low: [UInt8] = .init(repeating: 0x33, count: 5_000)

  @Test(arguments: [PanelKind.v2, .gdey0154d67])
  func fourGreysFromAnyPictureAndAgainTheSame(kind: PanelKind) throws {
    var found: Set<[UInt16]> = []
    for before in [white, black, stripes, (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 29) }] {
      let panel = try started(kind, before)
      if before == stripes { for count in 0..<5 { try panel.showPartial(count % 2 == 0 ? black : white) } }
      for _ in 0..<3 {
        try panel.send(0x32, goodDisplayGrey)
        try panel.write(0x26, high)
        try panel.write(0x24, low)
        _ = try panel.activate(0xC7)
        found.insert(panel.model.reflectance)
      }
      #expect(panel.model.fullRefreshes == 4)
      #expect(panel.model.ghosting == 0)
    }
    #expect(found.count == 1)
    let levels = try #require(found.first).prefix(8).map(Int.init)
    #expect(levels[0] == levels[1] && levels[2] == levels[3] && levels[4] == levels[5] && levels[6] == levels[7])
    // White > light > dark > black, at least a tenth apart; B.8 puts the greys near 0.55 and 0.20.
    let (white, light, dark, black) = (levels[0], levels[2], levels[4], levels[6])
    #expect(white - light > 102 && light - dark > 102 && dark - black > 102)
    #expect(abs(light - 563) < 60 && abs(dark - 205) < 60)
  }

  @Test func aPartialOnTopOfGreysLooksWrong() throws {
    let panel = try started()
    try panel.send(0x32, goodDisplayGrey)
    try panel.write(0x26, high)
    try panel.write(0x24, low)
    _ = try panel.activate(0xC7)
    try panel.write(0x24, stripes)
    _ = try panel.activate(0xFC)
    #expect(panel.model.ghosting > 10)
    try panel.showFull(stripes)
    #expect(panel.model.visible == stripes && panel.model.ghosting == 0)
  }

  // MARK: Over time

  @Test func theCourseOfARefreshCanBeSeen() throws {
    let panel = try started()
    try panel.write(0x24, black)
    let start = panel.now
    try panel.send(0x22, [0xFC])
    try panel.send(0x20)
    var last: UInt16 = 1_024
    // Power on takes 95.6 ms, then 16 frames go from white to black and one rests.
    for frame in 0..<16 {
      let at = start + Interval(microseconds: 95_600 + 1_000 + UInt64(frame) * 361_400 / 17)
      let level = panel.model.reflectance(at: at)[0]
      #expect(frame == 0 ? level == 1_023 : level < last)
      last = level
    }
    #expect(panel.model.reflectance(at: start)[0] == 1_023)
    #expect(panel.model.reflectance[0] == 1_023)
    let end = panel.model.reflectance(at: start + .seconds(1))
    _ = panel.finishWork()
    #expect(panel.model.reflectance == end)
    #expect(panel.model.reflectance(at: start) == end)
  }

  /// V1 leaves unchanged pixels alone (A.9): they drift, a tenth of a percent at a time.
  @Test func undrivenPixelsDriftTowardsGrey() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x32, gxFullV1)
    _ = try panel.showV1(black, 0xC4)
    let first = panel.model.reflectance[0]
    try panel.send(0x32, partialV1)
    for _ in 0..<80 { _ = try panel.showV1(black) }
    let drift = panel.model.reflectance[0] - first
    #expect(5...20 ~= drift)
  }
}
