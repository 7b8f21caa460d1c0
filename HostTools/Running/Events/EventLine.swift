// An event in words, and as fields for programs. Must never leave a cause out of either.

import Firmware

struct EventLine {
  /// For people.
  let text: String
  /// For programs.
  let name: String
  var numbers: [(name: String, value: Int)] = []
  /// In the words of `text`.
  var cause: String?
  var refresh: Refresh?
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
