// What a board offers that can take the panels' supply away between refreshes. Must never know what they show.

/// For the board's author: one P-MOSFET for all four, with a pull-up on its gate; a pin itself can't carry the peaks of
/// tens of milliamperes. It has to be on 2 ms after `set`. While it is off, any signal that is high would feed the panels
/// through their inputs: the firmware keeps chip selects, RST and D/C low; SCK and MOSI have to rest low, BUSY needs a
/// pull-down, and no other wire a pull-up. Hand it over switched off, with all of these pins low.
///
/// It is worth it for panels whose boards leak. A panel with an SSD1681 in good order saves 1 to 2 µA, and is sent 10,000
/// bytes instead of 4,400 at each change. The first version saves 35 µA, but its old picture can't be written, so that it
/// has full refreshes only: four of them save 3.4 mAh a day at rest, and use up 3.0 of it again in 1,611 refreshes that
/// take an estimated 2.5 µAh instead of 0.65, and flash.
public protocol PanelSupply: ~Copyable {
  /// Whether there may be anything to switch. Without, the firmware has no code for it.
  static var isSwitched: Bool { get }
  /// Whether there is, on a board that knows only when it runs.
  var isFitted: Bool { get }
  mutating func set(isOn: Bool)
}

extension PanelSupply where Self: ~Copyable {
  public static var isSwitched: Bool { true }
  public var isFitted: Bool { true }
}

/// For boards whose panels always have their supply.
public struct AlwaysOn: PanelSupply {
  public static var isSwitched: Bool { false }
  public var isFitted: Bool { false }

  public init() {}

  public mutating func set(isOn: Bool) {}
}
