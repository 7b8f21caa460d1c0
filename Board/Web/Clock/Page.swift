// What the page does for the device: it knows the time, and shows what happens in the middle of a step.
// Must never be asked for anything else.

import Firmware

/// Seconds since 1970-01-01 00:00 local time at an instant of the device's counter, in µs; not a number when unknown.
@_extern(wasm, module: "page", name: "localTime") @_extern(c)
func pageLocalTime(_ counter: Double) -> Double

/// - Parameter changed: a bit for each panel that a refresh moves.
@_extern(wasm, module: "page", name: "frame") @_extern(c)
func pageFrame(_ counter: Double, _ changed: UInt32)

enum Page {
  static func localTime(at instant: Instant) -> LocalTime? {
    let seconds = pageLocalTime(Double(instant.microseconds))
    // Within what a day's number in 32 bits can hold, with room to spare: nobody's clock is further off.
    guard seconds.magnitude < 1e13 else { return nil }
    let whole = seconds.rounded(.down)
    // To the nearest microsecond: in this century's seconds a double leaves a quarter of one.
    return LocalTime(seconds: Int64(whole), microsecond: UInt32((seconds - whole) * 1_000_000 + 0.5))
  }
}
