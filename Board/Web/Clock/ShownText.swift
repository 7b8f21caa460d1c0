// What the panels say, for those who can't see them. Must never say a time that isn't shown.

import Events
import Firmware

struct ShownText {
  private var digits = ShownDigits()
  private var sign: Sign?

  mutating func record(_ event: ClockEvent) {
    switch event {
    case .timeUnknown(let obstacle): show(obstacle.map { .noTimeFor($0) } ?? .noTime)
    case .atRest(let rest): show(rest == .quietHours ? .asleep : .cellEmpty)
    case .glyphsUnusable(let error): show(Sign(error))
    case .drew, .cleared, .spelled:
      sign = nil
      digits.record(event)
    default: break
    }
  }

  private mutating func show(_ sign: Sign) {
    self.sign = sign
    digits = ShownDigits()
  }

  /// "t" and the time, or "s" and a sign's words.
  var text: String {
    guard let sign else { return "t" + digits.text }
    var bytes: [UInt8] = []
    let words = sign.words
    for panel in 0..<4 { bytes += (panel == 0 ? [] : [0x20]) + Array(words[panel].letters) }
    return "s" + String(decoding: bytes, as: UTF8.self)
  }
}
