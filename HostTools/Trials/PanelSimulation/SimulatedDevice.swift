// The firmware's clock on an emulated board that runs as fast as it can. Must never run a minute without its time known
// unless told to.

import Digits
import Emulator
import Firmware
import GlyphImage

public final class SimulatedDevice {
  public let board: EmulatedBoard
  public let row: SimulatedRow
  public let glyphs: SimulatedGlyphs
  public var onEvent: (ClockEvent) -> Void = { _ in }
  public var knowsTime = true
  public let clock: EmulatedClock
  private let start: LocalTime

  /// `start` is the local time at power-on in seconds, `seed` is for the noise in the panels' RAM.
  public init(
    _ row: SimulatedRow, _ glyphs: SimulatedGlyphs, policy: RedrawPolicy = .onChange, mostPartials: UInt8 = 59,
    start: Int64 = 0, seed: UInt64 = 1
  ) {
    self.row = row
    self.glyphs = glyphs
    self.start = LocalTime(seconds: start)
    board = EmulatedBoard(
      kinds: row.kinds, seed: seed, swapsPlanes: row.swapsPlanes, switchesSupply: row.switchesSupply)
    let box = Box()
    clock = EmulatedClock(
      board: board, settings: ClockSettings(policy: policy),
      refresh: RefreshSettings(style: row.style, shades: row.shades, mostPartials: mostPartials),
      flash: EmulatedFlash(glyphs.image),
      localTime: { instant in
        guard let device = box.device, device.knowsTime else { return nil }
        return device.localTime(at: instant)
      }, record: { box.device?.onEvent($0) })
    box.device = self
  }

  private final class Box { weak var device: SimulatedDevice? }

  public func localTime(at instant: Instant) -> LocalTime {
    start.passed(to: instant)
  }

  /// What `panel` (0...3) should show at an instant.
  func digit(_ panel: Int, at instant: Instant) -> UInt8? {
    ClockFace(localTime(at: instant), .twentyFour).digits[panel]
  }

  /// Whether `panel` (0...3) shows exactly that glyph.
  func shows(_ id: GlyphID, on panel: Int) -> Bool {
    switch row.shade(of: panel) {
    case .dither: board.panels[panel].visible == glyphs.visible(id, row.style)
    case .grey: SimulatedGlyphs.isAsDark(board.panels[panel].reflectance, glyphs.darknesses(id, row.style))
    }
  }
}
