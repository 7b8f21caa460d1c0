// POSIX TZ strings, and compiled zones (TZif). Must never take a text that only begins with a zone.

import Firmware
import TimeZones

func fuzzZone(_ input: inout FuzzInput) {
  let instants = (0..<4).map { _ in input.int64() }
  let text = Array(input.rest)
  guard let zone = try? CivilZone(parsing: text.span) else { return }
  look(zone, at: instants)
}

func fuzzTZif(_ input: inout FuzzInput) {
  let instant = input.int64()
  guard let file = try? ZoneFile(Array(input.rest), name: "fuzzed") else { return }
  let text = Array(file.footer.utf8)
  guard let zone = try? CivilZone(parsing: text.span) else { return }
  _ = file.untold(by: zone, from: instant)
}

private func look(_ zone: CivilZone, at instants: [Int64]) {
  var civil = CivilTime(zone)
  for instant in instants {
    guard zone.state(at: instant) == civil.state(at: instant) else {
      fatalError("two answers for \(instant)")
    }
    _ = civil.localTime(unixSeconds: instant)
    // If there is a next change, it comes after the instant that was asked about.
    if let next = zone.nextChange(after: instant), next <= instant { fatalError("\(next) is not after \(instant)") }
  }
}
