// `run`'s options about the panels: their kinds, and when which refresh is used. Must never say how a panel is driven.

import Commands
import Firmware

enum PanelOptions {
  static let names = "\(PanelKind.names)".replacing(" ", with: ", ")

  static let options = [
    Option(
      "--panels", "KIND[,KIND,KIND,KIND]",
      "What the panels are, one kind for all or four from the left: \(names). Default: v2."),
    Option("--style", "ink|pixels", "Digits as written (default), or as the data are: squares, grey by dots."),
    Option(
      "--shades", "dither|grey",
      "Black and white (default), or four levels of grey, at 5.5 s a change, not on v1: softer edges in ink."),
    Option("--partials", "N", "Partial refreshes of a panel before a full one, 0 to 254. Default: 59."),
  ]

  static func settings(_ arguments: Arguments) throws -> ChosenSettings {
    var chosen = ChosenSettings()
    try takePanels(arguments, &chosen)
    try chosen.take("--style", .style, arguments)
    try chosen.take("--shades", .shades, arguments)
    try chosen.take("--partials", .partials, arguments)
    return chosen
  }

  private static func takePanels(_ arguments: Arguments, _ chosen: inout ChosenSettings) throws {
    guard let text = arguments.value("--panels") else { return }
    do throws(SettingFault) {
      try chosen.set(.panels, text)
    } catch {
      let bytes = Array(text.utf8)
      let name = String(decoding: bytes[error.position...].prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
      if name == "auto" {
        throw arguments.usageError(
          "--panels auto: nothing that the boards bring out tells the kinds apart; the print on the board does: \(names)"
        )
      }
      if error.position < bytes.count, PanelKind(named: Array(name.utf8).span) == nil {
        throw arguments.valueError("--panels", text, "there is no kind \"\(name)\"; there are \(names)")
      }
      throw arguments.valueError("--panels", text, "one kind for all, or four separated by commas")
    }
  }
}
