// What the simulation asks of a device's counter. Must never be asked about a time that the device hasn't reached,
// except for when an instant will come.

import Firmware

public protocol DeviceCounter: AnyObject {
  /// The counter at a time, in microseconds since power-on.
  func counter(at time: Int64) -> Instant

  /// The first time at which the device sees that the counter has reached `instant`, or `limit` if that comes earlier.
  func time(at instant: Instant, before limit: Int64) -> Int64

  /// The radio is switched on or off, which warms the device and keeps it awake.
  func setRadio(isOn: Bool, at time: Int64)
}

extension Oscillator: DeviceCounter {
  public func time(at instant: Instant, before limit: Int64) -> Int64 {
    time(at: min(instant, counter(at: limit)))
  }

  public func setRadio(isOn: Bool, at time: Int64) {}
}
