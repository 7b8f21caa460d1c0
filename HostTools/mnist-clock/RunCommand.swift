// `mnist-clock run`: what it takes, and what each option means.
// Must never run anything itself: that is for RunSession.

import Commands
import Firmware
import FlashImage
import LinkHost
import Support
import TimeZones

/// How fast the emulated device's time passes.
enum Speed: Equatable {
  /// Seconds of the device's time for each of ours.
  case times(Double)
  /// As fast as this machine can.
  case max
}

struct RunOptions {
  /// All except the servers, which a machine may know by other addresses.
  var chosen: ChosenSettings
  /// Local time at power-on; nil for this machine's own time.
  var start: LocalTime?
  /// The same in Unix seconds, if there is a zone.
  var startInstant: Int64?
  /// nil to run until Ctrl-C, or to show one minute and end.
  var minutes: Int?
  var showsOnce = false
  var speed = Speed.times(1)
  var picture: OutputFile?
  var frames: OutputFolder?
  var film: OutputFile?
  var events: OutputFile?
  /// Where the journal's flash is stored; nil for a new one in memory.
  var flashFile: LockedFile?
  /// As the user gave them, at most four; none for this machine's own clock.
  var servers: [TimeServerOption] = []
  var zone: CivilZone?
  /// What the user should know about these, a sentence each.
  var notes: [String] = []
  var machine = MachineOption.here
  /// The speed of a board's serial port, in baud.
  var rate = SerialMachine.defaultRate
  /// ESP-IDF's build folder for QEMU; nil for the project's.
  var build: String?

  init(_ arguments: Arguments) throws {
    chosen = try PanelOptions.settings(arguments)
    try chosen.take("--policy", .policy, arguments)
    if arguments.has("--12h") { try chosen.set(.hours, "12") }
    let chosenZone = try arguments.value("--tz").map { try ChosenZone($0) }
    zone = chosenZone?.zone
    if let chosenZone { try chosen.set(.zone, chosenZone.posix) }
    if let text = arguments.value("--at") { try takeStart(text, arguments) }
    notes += chosenZone?.notes(from: startInstant ?? LocalMoment.utcNow().seconds) ?? []
    guard !(arguments.has("--days") && arguments.has("--minutes")) else {
      throw arguments.usageError("--days and --minutes exclude each other")
    }
    minutes =
      try arguments.number("--days", in: 1...36_525).map { $0 * 1_440 }
      ?? arguments.number("--minutes", in: 1...52_596_000)
    // A user who wants a picture, or a program that reads the output, has no use for a clock that never ends.
    let isPictured = ["--png", "--frames", "--film"].contains(where: arguments.has)
    showsOnce = minutes == nil && (isPictured || !Terminal.outputIsTerminal)
    speed = showsOnce ? .max : try RunOptions.speed(arguments)
    if let text = arguments.value("--on") {
      guard let machine = MachineOption(text) else {
        throw arguments.valueError("--on", text, "it can be \(MachineOption.choices)")
      }
      self.machine = machine
    }
    build = arguments.value("--build")
    rate = try arguments.number("--baud", in: 1...4_000_000) ?? rate
    servers = try TimeServerOption.list(arguments)
    if !servers.isEmpty {
      guard start == nil, !arguments.has("--speed") else {
        throw arguments.usageError("with --ntp the time is the servers': neither --at nor --speed goes with it")
      }
      speed = .times(1)
    }
    if case .port = machine, arguments.has("--flash") {
      throw arguments.usageError("--flash is this machine's: a board keeps the journal in its own flash")
    }
    if machine != .here {
      guard !servers.isEmpty, !arguments.has("--film") else {
        throw arguments.usageError(
          "--on \(arguments.value("--on") ?? "") has its time from --ntp alone, and can't be filmed")
      }
    }
    try proveOutputs(arguments)
  }

  private mutating func proveOutputs(_ arguments: Arguments) throws {
    (picture, film) = try (arguments.output("--png"), arguments.output("--film"))
    if showsOnce, picture == nil, film == nil {
      try arguments.proveApart(also: [FileUse("the picture", "clock.png", isWritten: true)])
      picture = try OutputFile("clock.png")
    }
    frames = try arguments.value("--frames").map { try OutputFolder($0) }
    events = try arguments.output("--events")
    flashFile = try arguments.value("--flash").map { try LockedFile($0) }
  }

  private mutating func takeStart(_ text: String, _ arguments: Arguments) throws {
    let now = LocalMoment.utcNow().seconds
    let today = zone.map { LocalTime(seconds: now + Int64($0.state(at: now).offset)) } ?? LocalMoment.now()
    guard let moment = LocalMoment.parse(text, today: today) else {
      throw arguments.valueError("--at", text, "no such time; it is written \(LocalMoment.format)")
    }
    start = moment
    guard let zone else { return }
    let zoned = ZonedMoment(local: moment.seconds, in: zone)
    let state = zone.state(at: zoned.instant)
    let begin = LocalTime(seconds: zoned.instant + Int64(state.offset))
    (start, startInstant) = (begin, zoned.instant)
    switch zoned.occurrence {
    case .once: break
    case .twice:
      notes.append(
        "clocks are set back over \(text), which comes twice; this is the first time, in \(String(state.name))")
    case .never:
      notes.append("clocks are set forward over \(text), which never comes; this begins at \(LocalMoment.text(begin))")
    }
  }

  private static func speed(_ arguments: Arguments) throws -> Speed {
    guard let text = arguments.value("--speed") else { return .times(1) }
    if text == "max" { return .max }
    guard let times = Double(text), times.isFinite, times > 0, times <= 1_000_000 else {
      throw arguments.valueError("--speed", text, "it can be max, or a number above 0 and up to 1,000,000")
    }
    return .times(times)
  }
}

let runCommand = Command(
  "run",
  summary: "Run the clock on an emulated device (what happens without a command).",
  discussion: """
    Runs the very firmware of the ESP32 on an emulated device with four e-ink panels. In a terminal it draws the panels, \
    as large as they fit, and goes on until Ctrl-C; elsewhere, and where TERM is dumb, it prints a line for each event. \
    The emulated panels are strict: whatever a real one would take amiss ends the run with exit status 1 and says what \
    it was. Their ink moves as the waveforms drive it, so that ghosts and half-done refreshes show.

    Without --days or --minutes, and with --png, --frames or --film or where output is no terminal, it shows one \
    minute, writes the picture and ends.

    With --ntp the clock has its time as the device has: the firmware asks the servers and disciplines its counter. \
    The pool's servers are free for everybody because nobody asks too much of them; the firmware keeps to their rules, \
    and names none of them by itself.

    With --flash the device's journal is kept in a file: the next run goes on where this one ended, however it ended. \
    One run at a time has the file; `journal FILE` may read it meanwhile.

    Files to be written are tried before anything else is done. Links are followed; pipes, terminals and devices are \
    written to as they are; other files are replaced when they are whole, but for --events, which grows as events come.

    Digits come from --image or --mnist; else from the cache of an earlier fetch; else they are fetched now, as \
    `glyphs fetch` does.
    """,
  options: DigitChoice.options + [
    Option(
      "--at", "TIME",
      "Begin at this local time and not now: \(LocalMoment.format). With --tz it is that zone's, and clocks change as there: "
        + "of a time that comes twice it is the first, one that is skipped is read as the clock before the change would "
        + "have shown it."),
    Option(
      "--ntp", "HOST[:PORT]", isRepeatable: true,
      "Ask this server for the time by NTP. Up to four, also with commas between: of three one may be wrong."),
    Option(
      "--tz", "ZONE", "The time zone: a name or a POSIX TZ string. Default: this machine's, with --ntp UTC."),
    Option(
      "--on", "here|riscv32|esp32c3|PORT",
      "Run the firmware in this program (default), or compiled for the device's instruction set on QEMU, which then has "
        + "this program's panels and network; rv32imc (which riscv32 is) and rv32imac name the chip's exactly. esp32c3 is "
        + "ESP-IDF's whole app on Espressif's QEMU, and a serial port such as /dev/ttyACM0 a board whose firmware has "
        + "its panels here: Board/ESP32/README.md tells how to build both."),
    Option(
      "--build", "DIR", file: .folder(FlashLayout.files),
      "ESP-IDF's build folder for --on esp32c3. Default: build-qemu in the project."),
    Option("--baud", "N", "The rate of a board's serial port, where it is no USB. Default: 921600."),
    Option("--days", "N", "End after N days of the device's time."),
    Option("--minutes", "N", "End after N minutes of the device's time."),
    Option("--speed", "N|max", "Let the device's time pass N times as fast, or as fast as it can. Default: 1."),
    Option("--policy", "change|minute", "Redraw a panel when its digit changes (default), or all every minute."),
  ] + PanelOptions.options + [
    Option("--12h", nil, "Twelve hours; the first panel is blank from 1 to 9."),
    Option(
      "--flash", "FILE", file: .written,
      "Keep the journal's flash in this file, made when missing, and go on where it stands."),
    Option(
      "--png", "FILE", file: .written, "Write the four panels, as somebody in front of them sees them at the end."),
    Option("--frames", "DIR", file: .written, "Write such a picture each time that a panel's refresh ends."),
    Option(
      "--film", "FILE", file: .written,
      "Write what the panels do as an animated PNG, refreshes and all; rests are shortened."),
    Option(
      "--events", "FILE", file: .written,
      "Write each event, when it happens, as a line of JSON, into this file, which is emptied first: "
        + "time, panel (1 to 4 from the left), digit, glyph (its "
        + "number within that digit, from 0), lap, refresh (full, partial, grey, none), milliseconds; of what failed the "
        + "cause, in words."),
  ],
  examples: [
    ("run --at 12:34 --png clock.png", "A picture of 12:34."),
    ("run --at 2026-12-31T23:58 --minutes 3 --speed 10", "New Year's Eve, ten times as fast."),
    ("run --tz Europe/Berlin --at 2027-03-28T01:58 --speed 20", "The night in which an hour is skipped."),
    ("run --at 19:59 --minutes 2 --film eight.png", "Four panels at once, and how they flash."),
    ("run --panels v1,v2,v2.1,gdey0154d67", "Four different panels."),
    ("run --ntp 192.168.1.1 --tz Europe/Berlin", "The time from the router, if that is a time server."),
    ("run --on riscv32 --ntp 192.168.1.1", "The same on the device's instruction set, in QEMU."),
    ("run --flash journal.flash", "No repeat even from one run to the next."),
    ("run --days 40 --speed max --events events.jsonl", "40 days in seconds, every glyph on record."),
  ],
  run: { arguments in
    let options = try RunOptions(arguments)
    tell(options.notes)
    let image = try DigitChoice.image(arguments)
    return options.machine == .here ? try RunSession(options, image).run() : try MachineRun(options, image).run()
  })
