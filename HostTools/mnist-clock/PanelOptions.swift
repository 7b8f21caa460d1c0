// `run`'s options about the panels: their kinds, and when which refresh is used. Must never say how a panel is driven.

import Commands
import Firmware
import Run

enum PanelOptions {
  static let names = "\(PanelKind.names)".replacing(" ", with: ", ")

  static let options = [
    Option(
      "--panels", "KIND[,KIND,KIND,KIND]",
      "The panels' kinds, one for all or four from the left: \(names). Default: v2."),
    Option("--style", "ink|pixels", "Digits as handwriting (default), or as the raw data: squares, dots for grey."),
    Option(
      "--shades", "dither|grey",
      "Black and white (default), or four levels of grey, for softer edges in ink: 5.5 s a change, not on v1."),
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
          "--panels auto: the kinds can't be detected; the print on the board says which it is: \(names)"
        )
      }
      if error.position < bytes.count, PanelKind(named: Array(name.utf8).span) == nil {
        throw arguments.valueError("--panels", text, "unknown kind \"\(name)\"; the kinds are \(names)")
      }
      throw arguments.valueError("--panels", text, "one kind for all, or four separated by commas")
    }
  }
}
