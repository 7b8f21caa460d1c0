// `mnist-clock civil`: what it takes, and how local times are printed.
// Must never know a rule of a time zone: that is for the firmware.

import Commands
import Firmware
import Support
import TimeZones

let civilCommand = Command(
  "civil",
  summary: "Show a zone's local time at Unix times, as the firmware computes it.",
  operands: ["TZ", "UNIX…"],
  discussion: """
    Prints each instant's local time, its offset from Greenwich and what the zone calls it. Instants are seconds since \
    1970 in UTC, as arguments, or one per line on standard input if there are none.

    TZ is a name, such as Europe/Berlin, which is looked up in this system's time zone data, or a POSIX TZ string, \
    such as CET-1CEST,M3.5.0,M10.5.0/3, which is all that the clock keeps of a zone. Such a string gives today's rules, \
    which are applied here to every year: what a country's clocks did before is not in it.

    The string reads: standard time is called CET and is one hour east of Greenwich (signs are the other way round); \
    daylight time is called CEST and is an hour ahead; it begins in month 3, week 5 (the last), on weekday 0 (Sunday) at \
    2:00 when no time is given, and ends on the last Sunday of October at 3:00.
    """,
  options: [],
  examples: [
    (
      "civil Europe/Berlin 1806195599 1806195600",
      "The second before daylight time begins in 2027, and the first of it."
    ),
    ("civil 'IST-5:30' 0", "A string without daylight time, quoted for the shell."),
    ("civil '<-03>3' < instants.txt", "A million lines take about a second."),
  ],
  run: { arguments in
    let chosen = try ChosenZone(try arguments.operand(0))
    tell(chosen.notes(from: LocalMoment.utcNow().seconds))
    var lines = CivilLine(chosen.zone)
    do {
      for text in arguments.operands.dropFirst() {
        guard let instant = CivilLine.instant(Array(text.utf8)[...]) else {
          throw arguments.usageError("\(text.shown): \(CivilLine.format)")
        }
        try lines.write(instant)
      }
      if arguments.operands.count == 1 {
        let bar = Terminal.outputIsTerminal ? nil : ProgressBar("Local times", total: nil, unit: "lines")
        defer { bar?.finish() }
        try StandardLines.forEach { line, number in
          bar?.update(number)
          guard let instant = CivilLine.instant(line) else {
            let text = String(decoding: line.prefix(40), as: UTF8.self)
            throw Failure("standard input, line \(number): “\(text)”: \(CivilLine.format)")
          }
          try lines.write(instant)
        }
      }
    } catch {
      try lines.end()
      throw error
    }
    try lines.end()
    return 0
  })

/// "1806195600  2027-03-28T03:00:00 +02:00 CEST", line after line.
private struct CivilLine: ~Copyable {
  static let format = "a Unix time is a whole number from -62,135,500,000 to 253,402,200,000"
  /// The years 1 to 9999 in every zone, without a day at either end.
  private static let instants: ClosedRange<Int64> = -62_135_500_000...253_402_200_000

  private var time: CivilTime
  private var output = BufferedOutput()
  /// The last line's day, since the next one's is often the same.
  private var day: Int64 = 0
  private var date = CivilDate(daysSince1970: 0)

  init(_ zone: CivilZone) {
    time = CivilTime(zone)
  }

  /// Digits with or without a sign, and blanks around them; nil if they aren't a number, or are far from any calendar.
  static func instant(_ text: ArraySlice<UInt8>) -> Int64? {
    var digits = text
    func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    while isBlank(digits.first) { digits.removeFirst() }
    while isBlank(digits.last) { digits.removeLast() }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    // Eighteen digits fit 64 bits.
    guard (1...18).contains(digits.count) else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    value = isNegative ? -value : value
    return instants.contains(value) ? value : nil
  }

  mutating func write(_ instant: Int64) throws {
    let state = time.state(at: instant)
    let local = instant + Int64(state.offset)
    let second = Int(((local % 86_400) + 86_400) % 86_400)
    let today = (local - Int64(second)) / 86_400
    if today != day {
      day = today
      date = CivilDate(daysSince1970: Int32(today))
    }
    output.bytes += String(instant).utf8
    output.bytes += "  ".utf8
    put(Int(date.year), width: 4)
    put("-", Int(date.month))
    put("-", Int(date.day))
    put("T", second / 3_600)
    put(":", second / 60 % 60)
    put(":", second % 60)
    put(state.offset < 0 ? " -" : " +", Int(state.offset.magnitude) / 3_600)
    put(":", Int(state.offset.magnitude) / 60 % 60)
    if state.offset % 60 != 0 { put(":", Int(state.offset.magnitude) % 60) }
    output.bytes.append(0x20)
    for index in 0..<state.name.count { output.bytes.append(state.name[index]) }
    try output.endLine()
  }

  mutating func end() throws {
    try output.flush()
  }

  private mutating func put(_ before: StaticString, _ value: Int) {
    output.bytes += UnsafeBufferPointer(start: before.utf8Start, count: before.utf8CodeUnitCount)
    put(value, width: 2)
  }

  private mutating func put(_ value: Int, width: Int) {
    var power = 1
    for _ in 1..<width { power *= 10 }
    while power > 0 {
      output.bytes.append(UInt8(ascii: "0") + UInt8(value / power % 10))
      power /= 10
    }
  }
}
