// The smallest host through which to talk to a board over the link: for its console, with no panels and no network.
// Must never be taken for a clock's host: nobody sees what the board draws.

import ClockLink
import Firmware
import Support
import UDP

public final class LinkConsoleHost {
  /// What the console writes.
  public var onConsole: (([UInt8]) -> Void)?
  /// All of the device's requests, whatever they were about.
  public var requests: Int { replies.requests }

  private var replies = LinkReplies()
  private var typing = LinkTyping()
  private var random = SystemRandom()
  private let settings: [UInt8]

  /// - Throws: never in practice; a `Failure` if the default settings weren't valid.
  public init() throws {
    settings = try HostSettings([]).bytes()
  }

  /// Keeps bytes for the console until the device asks for them.
  public func type(_ bytes: [UInt8]) { typing.type(bytes) }

  /// Takes bytes from the device and returns those to send to it.
  public func take(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    replies.take(bytes) { kind, payload in
      switch kind {
      case .hello: settings
      // Transfers succeed, and BUSY is low: the board needn't wait for panels that nobody sees.
      case .wires: [LinkStatus.done.rawValue, 0]
      case .open, .send, .receive: [LinkStatus.unreachable.rawValue]
      case .random: withUnsafeBytes(of: random.next()) { Array($0) }
      case .event, .line: [LinkStatus.done.rawValue]
      case .console: typing.answer(payload, onConsole)
      case .trap: nil
      }
    }
  }
}
