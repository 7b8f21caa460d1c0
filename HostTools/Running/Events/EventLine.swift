// An event in words, and its JSON. Must never leave a cause out of either.

import Firmware
import Foundation
import TimeZones

struct EventLine {
  /// For people.
  let text: String
  /// For programs.
  let name: String
  var numbers: [(name: String, value: Int)] = []
  /// In the words of `text`.
  var cause: String?
  var refresh: Refresh?

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

extension RefreshMode {
  package var name: String {
    switch self {
    case .full: "full"
    case .partial: "partial"
    case .grey: "grey"
    }
  }
}
