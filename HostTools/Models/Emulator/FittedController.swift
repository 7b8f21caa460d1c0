// Whichever controller a panel has. Must never do anything of its own. An enum, since Embedded Swift has no existential of
// values.

import Firmware

enum FittedController {
  case ssd1681(SSD1681Controller)
  case il3829(IL3829Controller)

  var isAnalogOn: Bool {
    switch self {
    case .ssd1681(let chip): chip.isAnalogOn
    case .il3829(let chip): chip.isAnalogOn
    }
  }

  var busyAsleep: PinLevel {
    switch self {
    case .ssd1681(let chip): chip.busyAsleep
    case .il3829(let chip): chip.busyAsleep
    }
  }

  mutating func reset() {
    switch self {
    case .ssd1681(var chip):
      chip.reset()
      self = .ssd1681(chip)
    case .il3829(var chip):
      chip.reset()
      self = .il3829(chip)
    }
  }

  func parameters(of command: UInt8) -> ClosedRange<Int>? {
    switch self {
    case .ssd1681(let chip): chip.parameters(of: command)
    case .il3829(let chip): chip.parameters(of: command)
    }
  }

  func plane(of command: UInt8) -> Int? {
    switch self {
    case .ssd1681(let chip): chip.plane(of: command)
    case .il3829(let chip): chip.plane(of: command)
    }
  }

  func isHarmlessWhileBusy(_ command: UInt8) -> Bool {
    switch self {
    case .ssd1681(let chip): chip.isHarmlessWhileBusy(command)
    case .il3829(let chip): chip.isHarmlessWhileBusy(command)
    }
  }

  /// What the command changes before it turns out to be misuse stays changed.
  mutating func execute(
    _ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM, sent: CommandSet
  ) throws(Misuse) -> PanelEffect {
    switch self {
    case .ssd1681(var chip):
      defer { self = .ssd1681(chip) }
      return try chip.execute(command, parameters, &ram, sent: sent)
    case .il3829(var chip):
      defer { self = .il3829(chip) }
      return try chip.execute(command, parameters, &ram, sent: sent)
    }
  }
}
