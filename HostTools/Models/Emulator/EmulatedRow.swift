// The firmware's row of panels on the emulated board, without the clock: for looking at the refreshes themselves. Must
// never drive a panel except through the firmware.

import Firmware

public final class EmulatedRow {
  public let board: EmulatedBoard
  private var row: PanelRow<EmulatedBoardTypes>
  private var frame = Frame()

  public init(board: EmulatedBoard = EmulatedBoard(), refresh: RefreshSettings = RefreshSettings()) {
    self.board = board
    row = PanelRow(settings: refresh, board: board)
  }

  /// Wakes the row, and starts the refresh that the settings call for on the leftmost panel.
  /// - Parameter isHour: whether an hour begins.
  public func start(_ picture: PanelPicture, isHour: Bool = false) throws(MisuseOfPanel) {
    row.begin([true, false, false, false])
    row.load(picture, on: 0, isHour: isHour, &frame)
    try board.check()
  }

  /// Lets time pass; the refresh goes on meanwhile.
  public func pass(until instant: Instant) throws(MisuseOfPanel) {
    board.advance(to: instant)
    try board.check()
  }

  /// Waits for the end of the refresh and lets the panels rest.
  public func finish() throws(MisuseOfPanel) -> RefreshResult {
    row.finish(within: .seconds(60))
    try board.check()
    return row.takeResult(of: 0)
  }
}

extension PanelRow where B == EmulatedBoardTypes {
  init(settings: RefreshSettings, board: EmulatedBoard) {
    func panel(_ number: Int) -> Panel<EmulatedBoardTypes> {
      Panel(
        kind: board.panels[number].kind, chipSelect: EmulatedOutput(board: board, output: .chipSelect(number)),
        busy: EmulatedBusy(board: board, panel: number))
    }
    self.init(
      settings: settings,
      wires: PanelWires(
        bus: EmulatedBus(board: board), dataCommand: EmulatedOutput(board: board, output: .dataCommand),
        reset: EmulatedOutput(board: board, output: .reset), supply: EmulatedSupply(board: board),
        time: EmulatedTime(board: board)),
      panels: [panel(0), panel(1), panel(2), panel(3)])
  }
}
