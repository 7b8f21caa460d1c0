// --reverse, as several commands take it. Must never have another default than auto.

import DigitForm

enum ReverseOption: String, CaseIterable {
  case auto, yes, no

  var reversal: Reversal {
    switch self {
    case .auto: .auto
    case .yes: .yes
    case .no: .no
    }
  }
}
