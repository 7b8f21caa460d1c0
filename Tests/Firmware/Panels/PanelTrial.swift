// One round of one panel on a recorded row, for the tests of drivers and of rows. Must never look at what is sent.

import Firmware
import TestSupport

enum PanelTrial {
  static let all: [4 of Bool] = [true, true, true, true]
  static let three = glyph(["", "", "  3"])
  /// Cell (2, 4) is black too.
  static let other = glyph(["", "", "  3", "", "  3"])

  static func only(_ panel: Int) -> [4 of Bool] {
    var drawn: [4 of Bool] = [false, false, false, false]
    drawn[panel] = true
    return drawn
  }
}

extension Recorder {
  /// One round for one panel.
  @discardableResult
  func show(
    _ picture: PanelPicture, on panel: Int, isHour: Bool = false, _ row: inout PanelRow<RecordedBoard>
  ) -> RefreshResult {
    var frame = Frame()
    row.begin(PanelTrial.only(panel))
    row.load(picture, on: panel, isHour: isHour, &frame)
    beginRefresh()
    return row.results(within: .seconds(60))[panel]
  }
}
