// What the four panels show, as figures: for terminals too small for handwriting, and for those who can't see it.
// Must never give a time that the panels don't show.

import Firmware

package struct ShownDigits {
  private var panels = [UInt8](repeating: UInt8(ascii: "-"), count: 4)

  package init() {}

  package mutating func record(_ event: ClockEvent) {
    switch event {
    case .drew(let panel, let choice, _, _): panels[panel] = UInt8(ascii: "0") + choice.id.digit
    case .spelled(let panel, let digit, _, _): panels[panel] = UInt8(ascii: "0") + digit
    case .cleared(let panel, _, _): panels[panel] = UInt8(ascii: " ")
    case .timeUnknown, .glyphsUnusable, .atRest: self = ShownDigits()
    default: break
    }
  }

  /// "12:34".
  package var text: String {
    String(decoding: panels[..<2] + [UInt8(ascii: ":")] + panels[2...], as: UTF8.self)
  }
}
