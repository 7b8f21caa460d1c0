// The user's settings as bytes for a device behind the link. Must never let anything pass that the device would refuse.

import ClockLink
import Firmware
import Support

public struct HostSettings {
  private let lines: String

  /// - Parameter texts: each as the console takes it; anything else keeps its default.
  public init(_ texts: [(key: SettingKey, text: String)]) {
    lines = texts.map { "\($0.key.name) \($0.text)\n" }.joined()
  }

  /// The reply to `hello`.
  /// - Throws: `Failure`.
  func bytes() throws -> [UInt8] {
    var settings = UserSettings()
    guard lines.utf8.count < LinkFrame.largestReply, settings.take(lines: Array(lines.utf8).span) else {
      throw Failure("a device can't accept these settings:\n\(lines)")
    }
    return [LinkFrame.version] + lines.utf8
  }
}
