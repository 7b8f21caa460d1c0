// A session with the device's console over a serial port, following Firmware/Settings/CONSOLE.md, amid whatever the
// device logs; plain or over the link. Must never send a password except in answer to the prompt for it.

import Firmware
import Foundation
import LinkHost
import Support

public final class ConsoleSession {
  public struct Answer: Equatable, Sendable {
    /// What `show` and `help` list, without their mark.
    public var items: [String] = []
    /// "done", "done; restart to use it", or why it was refused.
    public var end = ""
    public var isRefused = false
  }

  /// The device may have been resetting, or not listening yet.
  private static let retry = Duration.milliseconds(1_500)

  private let port: SerialPort
  private let patience: Duration
  private let link: LinkConsoleHost
  /// What the console has written and nobody has read yet.
  private var heard: [UInt8] = []
  /// The last bytes received, of any kind.
  private var lastBytes: [UInt8] = []

  /// - Parameter patience: for each answer. A device whose panels are refreshing answers seconds late.
  public init(_ port: SerialPort, patience: Duration = .seconds(10)) throws {
    self.port = port
    self.patience = patience
    link = try LinkConsoleHost()
    link.onConsole = { [unowned self] in heard += $0 }
  }

  /// Sends a command and waits for its answer.
  /// - Parameter password: in case it is asked for.
  /// - Throws: `Failure` when nobody answers, or not in the way that the console does.
  public func run(_ command: [UInt8], password: [UInt8]? = nil) throws -> Answer {
    try findConsole()
    try type(command + [0x0D])
    var answer = Answer()
    var password = password
    let isOver = try wait {
      while let line = nextLine() {
        if line.hasPrefix("= ") { answer.items.append(String(line.dropFirst(2))) }
        guard line == "done" || line.hasPrefix("done;") || line.hasPrefix("refused: ") else { continue }
        (answer.end, answer.isRefused) = (line, line.hasPrefix("refused: "))
        return true
      }
      guard heard.elementsEqual("Password: ".utf8) else { return false }
      heard = []
      guard let known = password else {
        try type([0x03])
        throw Failure(file: port.path, "the device asks for a password")
      }
      password = nil
      try type(known + [0x0D])
      return false
    }
    guard isOver else {
      throw Failure(
        file: port.path, "the device took the command but gave no answer",
        advice: "`show` will say whether it was done; a log line may have got in the way")
    }
    return answer
  }

  /// Cancels anything unfinished there, and makes sure that the answers from now on are ours.
  private func findConsole() throws {
    let mark = "#\(UInt32.random(in: 100_000...999_999))"
    heard = []
    var next = ContinuousClock.now
    let isFound = try wait {
      if let range = String(decoding: heard, as: UTF8.self).range(of: mark) {
        heard = Array(String(decoding: heard, as: UTF8.self)[range.upperBound...].utf8)
        return true
      }
      if ContinuousClock.now >= next {
        next = ContinuousClock.now + ConsoleSession.retry
        try type([0x03] + mark.utf8 + [0x0D])
      }
      return false
    }
    guard isFound else { throw silence }
  }

  private var silence: Failure {
    let text = String(decoding: lastBytes, as: UTF8.self)
    if link.requests > 0 {
      return Failure(
        file: port.path, "the board sends link requests, but its console doesn't answer",
        advice: "Is its firmware older than this?")
    }
    if text.contains("waiting for download") || text.contains("DOWNLOAD(") {
      return Failure(
        file: port.path, "the board is in download mode", advice: "Press its RESET button, without holding BOOT")
    }
    guard let line = text.split(whereSeparator: \.isNewline).last(where: { $0.contains { !$0.isWhitespace } }) else {
      return Failure(
        file: port.path, "nothing answers",
        advice: "Is it the right port? A board in download mode is silent too: press its RESET button. "
          + SerialPort.advice)
    }
    let shown = String(line.unicodeScalars.prefix(60).map { $0.isASCII && $0.value >= 0x20 ? Character($0) : "·" })
    return Failure(
      file: port.path, "something other than the clock's console answers: \(shown)",
      advice: "Is it the right port, and the clock's firmware?")
  }

  /// - Returns: whether `isDone` became true in time.
  private func wait(_ isDone: () throws -> Bool) throws -> Bool {
    let end = ContinuousClock.now + patience
    while try !isDone() {
      if Interrupt.wasAsked { throw Failure("interrupted") }
      guard ContinuousClock.now < end else { return false }
      let bytes = try port.receive(milliseconds: 50)
      lastBytes = (lastBytes + bytes).suffix(4_096)
      let wasLinked = link.requests > 0
      let replies = link.take(bytes)
      // Until a frame with a correct checksum has come, it is text.
      if !wasLinked { heard = link.requests > 0 ? [] : heard + bytes }
      try port.send(replies)
    }
    return true
  }

  private func type(_ bytes: [UInt8]) throws {
    if link.requests > 0 { link.type(bytes) } else { try port.send(bytes) }
  }

  /// A whole line, without its end.
  private func nextLine() -> String? {
    guard let end = heard.firstIndex(of: 0x0A) else { return nil }
    defer { heard.removeFirst(end + 1) }
    return String(decoding: heard[..<end], as: UTF8.self).trimmingCharacters(in: ["\r"])
  }
}
