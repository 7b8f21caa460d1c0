// The clock's events as lines: for people, and as JSON for programs, each as it happens.
// Must never lose an event without saying so.

import Firmware
import Support
import TimeZones

package struct EventLog {
  /// The first error in writing the file.
  package private(set) var failure: (any Error)?

  private let file: OutputFile?
  private var writer: OutputWriter?
  private let words: EventWords

  /// `file` is where JSON lines go, if anywhere; `counts` are the glyphs of each digit; `servers` are
  ///   the time servers' names.
  package init(_ file: OutputFile?, counts: [Int], servers: [String] = []) {
    self.file = file
    words = EventWords(counts: counts, servers: servers)
  }

  /// Removes what an earlier run has left in the file.
  package mutating func begin() {
    guard writer == nil, failure == nil else { return }
    do {
      writer = try file?.live()
    } catch {
      failure = error
    }
  }

  /// Writes the event's JSON, and returns its line for people.
  package mutating func record(_ event: ClockEvent, at now: LocalTime) -> String {
    let line = words.line(event)
    let time = EventLog.minute(of: event) ?? now
    begin()
    do {
      try writer?.append(Array(line.json(at: time).utf8))
    } catch {
      failure = failure ?? error
    }
    let isOfTime = if case .time = event { true } else { false }
    return "\(LocalMoment.text(time, withSeconds: isOfTime))  \(line.text)"
  }

  /// - Throws: the first error in writing.
  package func close() throws {
    if let failure { throw failure }
  }

  /// What a panel shows belongs to its minute, not to the one in which its refresh ends.
  private static func minute(of event: ClockEvent) -> LocalTime? {
    switch event {
    case .drew(_, _, let minute, _), .cleared(_, let minute, _), .spelled(_, _, let minute, _): minute
    default: nil
    }
  }
}
