// Watches for the first glyph that is shown a second time.
// Must never believe the firmware's laps: it remembers every glyph itself.

import Firmware
import Support
import TimeZones

struct RepeatWatch {
  private var seen: Set<UInt64> = []
  private var first: (id: GlyphID, at: LocalTime)?

  /// - Returns: a line that says so, if this is the first glyph to repeat.
  mutating func record(_ choice: GlyphChoice, at minute: LocalTime) -> String? {
    guard first == nil else { return nil }
    let key = UInt64(choice.id.digit) << 32 | UInt64(choice.id.number)
    guard !seen.insert(key).inserted else { return nil }
    first = (choice.id, minute)
    return "\(LocalMoment.text(minute))  the first repeat: glyph \(choice.id.number) of digit \(choice.id.digit)"
  }

  func summary(start: LocalTime) -> String {
    guard let first else { return "No repeat: \(seen.count.grouped) glyphs were shown, each once." }
    return
      "First repeat after \(Minutes(Int(first.at.minute - start.minute)).words), at \(LocalMoment.text(first.at)): "
      + "glyph \(first.id.number) of digit \(first.id.digit). \(seen.count.grouped) glyphs had been shown once."
  }
}
