// The named rows of panels that simulations run on. Must never name one differently from run to run: replays depend on
// the name.

import Firmware

public struct SimulatedRow: Sendable {
  public let name: String
  public let kinds: [PanelKind]
  /// See `EmulatedBoard`.
  public let swapsPlanes: Bool
  public let shades: RefreshSettings.Shades
  public let style: GlyphStyle
  /// See `EmulatedBoard`.
  public let switchesSupply: Bool

  public init(
    _ name: String, _ kinds: [PanelKind], swapsPlanes: Bool = false, shades: RefreshSettings.Shades = .dither,
    style: GlyphStyle = .ink, switchesSupply: Bool = false
  ) {
    (self.name, self.kinds, self.swapsPlanes, self.shades) = (name, kinds, swapsPlanes, shades)
    (self.style, self.switchesSupply) = (style, switchesSupply)
  }

  public static let v2 = SimulatedRow("v2", .init(repeating: .v2, count: 4))
  public static let v1 = SimulatedRow("v1", .init(repeating: .v1, count: 4))
  public static let mixed = SimulatedRow("mixed", mixedKinds)

  public static let all = [
    v2, v1, mixed,
    SimulatedRow("mixed-swapping", mixedKinds, swapsPlanes: true),
    SimulatedRow("v2-swapping", .init(repeating: .v2, count: 4), swapsPlanes: true),
    SimulatedRow("v2-grey", .init(repeating: .v2, count: 4), shades: .grey),
    SimulatedRow("mixed-grey", mixedKinds, shades: .grey),
    SimulatedRow("mixed-pixels", mixedKinds, style: .pixels),
    SimulatedRow("v2-grey-pixels", .init(repeating: .v2, count: 4), shades: .grey, style: .pixels),
    SimulatedRow("rev21-gdey0154d67", [.rev21, .gdey0154d67, .rev21, .gdey0154d67]),
    SimulatedRow("mixed-switched", mixedKinds, switchesSupply: true),
    SimulatedRow("v2-swapping-switched", .init(repeating: .v2, count: 4), swapsPlanes: true, switchesSupply: true),
  ]

  private static let mixedKinds: [PanelKind] = [.v1, .v2, .rev21, .gdey0154d67]

  /// Whether RST can wake them without losing RAM, so that they sleep deeply and a loss of supply shows.
  var sleepsDeeply: Bool { !switchesSupply && kinds.allSatisfy(\.controller.keepsRAM) }

  func shade(of panel: Int) -> RefreshSettings.Shades { kinds[panel].controller.hasGreys ? shades : .dither }
}
