// The panel models, sent any commands at any pace. A model must never do more than call it misuse.

import Emulator
import Firmware

func fuzzPanel(_ input: inout FuzzInput) {
  let kinds: [PanelKind] = [.v1, .v2, .rev21, .gdey0154d67]
  var panel = PanelModel(kind: kinds[input.number(below: 4)], seed: 1, swapsPlanes: input.byte() & 1 == 0)
  var now = Instant(microseconds: 20_000)
  try? panel.setReset(.low, at: now)
  now = now + .milliseconds(2)
  try? panel.setReset(.high, at: now)
  now = now + .milliseconds(20)
  for _ in 0..<400 where !input.isEmpty {
    let step = input.byte()
    let pause = UInt32(step >> 3)
    switch step & 7 {
    case 0...2: try? panel.receive(command: input.byte(), at: now)
    case 3, 4: try? panel.receive(data: input.piece().span, at: now)
    case 5: try? panel.receive(data: [UInt8](repeating: input.byte(), count: 5_000).span, at: now)
    case 6:
      now = panel.nextEvent ?? now
      _ = panel.advance(to: now)
    default: move(&panel, input.byte(), at: now)
    }
    now = now + .milliseconds(pause)
    _ = panel.advance(to: now)
    _ = panel.busyLevel(at: now)
  }
  _ = panel.reflectance(at: now)
  _ = panel.visible
}

private func move(_ panel: inout PanelModel, _ what: UInt8, at now: Instant) {
  switch what & 7 {
  case 0: panel.unplug(busyReads: .low, at: now)
  case 1: panel.unplug(busyReads: .high, at: now)
  case 2: panel.plug(at: now)
  case 3: try? panel.setReset(.low, at: now)
  default: try? panel.setReset(.high, at: now)
  }
}
