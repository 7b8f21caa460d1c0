// What the four panels show, as figures: for terminals too small for handwriting.
// Must never give a time that the panels don't show.

import Firmware

struct ShownDigits {
  private var panels: [Character] = Array(repeating: "-", count: 4)

  mutating func record(_ event: ClockEvent) {
    switch event {
    case .drew(let panel, let choice, _, _): panels[Int(panel)] = Character(String(choice.id.digit))
    case .spelled(let panel, let digit, _, _): panels[Int(panel)] = Character(String(digit))
    case .cleared(let panel, _, _): panels[Int(panel)] = " "
    default: break
    }
  }

  /// "12:34".
  var text: String { String(panels[..<2]) + ":" + String(panels[2...]) }
}
