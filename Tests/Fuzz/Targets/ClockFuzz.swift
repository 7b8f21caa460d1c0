// The whole clock on the emulated board: flash, journal, time and panels do what the input says.
// Must never blame the clock for a panel that had a fault: the board knows of it.

import Emulator
import Firmware
import GlyphImage
import NorFlash

private let image: [UInt8] = {
  guard let bytes = try? SmallImage.bytes else { fatalError("the project's own image can't be made") }
  return bytes
}()

func fuzzClock(_ input: inout FuzzInput) {
  let kinds: [PanelKind] = [.v2, .v1, .rev21, .gdey0154d67]
  let board = EmulatedBoard(kinds: (0..<4).map { _ in kinds[input.number(below: 4)] }, clock: 4_000_000)
  let flash = EmulatedFlash(image)
  var refresh = RefreshSettings()
  refresh.shades = input.byte() & 1 == 0 ? .dither : .grey
  refresh.mostPartials = input.byte() % 255
  let start = input.int64() / 4
  let isKnown = Box(true)
  let lead = Box(Int64(0))
  let clock = EmulatedClock(
    board: board, settings: ClockSettings(policy: input.byte() & 1 == 0 ? .onChange : .everyMinute), refresh: refresh,
    flash: flash, journal: NorFlash(NorFlashTraits(sectors: 2)),
    localTime: { instant in
      guard isKnown.value else { return nil }
      return LocalTime(seconds: start &+ lead.value &+ Int64(instant.microseconds / 1_000_000))
    }, record: { _ in })
  for _ in 0..<24 where !input.isEmpty {
    disturb(board, flash, isKnown, lead, &input)
    clock.runStep(until: board.now + .seconds(90))
    if let misuse = board.misuse { fatalError("\(misuse)") }
  }
}

private final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}

private func disturb(
  _ board: EmulatedBoard, _ flash: EmulatedFlash, _ isKnown: Box<Bool>, _ lead: Box<Int64>, _ input: inout FuzzInput
) {
  let panel = input.number(below: 4)
  let level: PinLevel = input.byte() & 1 == 0 ? .low : .high
  let at = board.now + .milliseconds(UInt32(input.uint16()) * 2)
  switch input.number(below: 10) {
  case 0: board.plan(at: at) { board.unplug(panel, busyReads: level) }
  case 1: board.plan(at: at) { board.plug(panel) }
  case 2: board.plan(at: at) { board.stuckBusy[panel] = level }
  case 3: board.plan(at: at) { board.stuckBusy[panel] = nil }
  case 4: board.failTransfers(input.number(below: 100), to: panel)
  case 5: isKnown.value.toggle()
  case 6: lead.value &+= input.int64() / 4
  case 7: flash.bytes[Int(input.uint16()) % flash.bytes.count] = input.byte()
  case 8: flash.bytes = image
  default: break
  }
}
