// `run`'s options about the panels: their kinds, and when which waveform is used. Must never say how a panel is driven.

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

  static func panels(_ arguments: Arguments) throws -> [PanelKind] {
    guard let text = arguments.value("--panels") else { return .init(repeating: .v2, count: 4) }
    let bytes = Array(text.utf8)
    var settings = UserSettings()
    do throws(SettingFault) {
      try settings.set(.panels, bytes.span)
    } catch {
      let name = String(decoding: bytes[error.position...].prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
      if name == "auto" {
        throw arguments.usageError(
          "--panels auto: nothing that the boards bring out tells the kinds apart; the print on the board does: \(names)"
        )
      }
      if error.position < bytes.count, PanelKind(named: Array(name.utf8).span) == nil {
        throw arguments.usageError("--panels \(text): there is no kind \"\(name)\"; there are \(names)")
      }
      throw arguments.usageError("--panels \(text): one kind for all, or four separated by commas")
    }
    return settings.kinds.indices.map { settings.kinds[$0] }
  }

  static func refresh(_ arguments: Arguments) throws -> RefreshSettings {
    var settings = RefreshSettings()
    settings.style = try arguments.choice("--style", StyleOption.ink) == .ink ? .ink : .pixels
    settings.shades = try arguments.choice("--shades", ShadesOption.dither) == .grey ? .grey : .dither
    if let count = try arguments.number("--partials", in: 0...254) { settings.mostPartials = UInt8(count) }
    return settings
  }
}

enum StyleOption: String, CaseIterable {
  case ink, pixels
}

enum ShadesOption: String, CaseIterable {
  case dither, grey
}
