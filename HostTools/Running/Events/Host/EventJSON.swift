// An event as JSON. Must never leave its cause out.

import Firmware
import Foundation
import TimeZones

extension EventLine {
  /// A line with its newline.
  func json(at time: LocalTime) -> String {
    var json = "{\"time\":\"\(LocalMoment.text(time))\",\"event\":\"\(name)\""
    for (name, value) in numbers { json += ",\"\(name)\":\(value)" }
    if let cause { json += ",\"cause\":\(EventLine.quoted(cause))" }
    if let refresh {
      let name = refresh.mode?.name ?? "none"
      json += ",\"refresh\":\"\(name)\",\"milliseconds\":\(refresh.duration.microseconds / 1_000)"
    }
    return json + "}\n"
  }

  /// A cause may contain what a server sent.
  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // Encoding text never fails.
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
