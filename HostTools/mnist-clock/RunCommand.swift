// `mnist-clock run`: what it takes, and what each option means.
// Must never run anything itself: that is for RunSession.

import Commands
import Firmware
import FlashImage
import GlyphImage
import LinkHost
import Run
import SetupHost
import Support
import TimeZones

extension RunOptions {
  init(_ arguments: Arguments) throws {
    self.init()
    chosen = try PanelOptions.settings(arguments)
    try chosen.take("--policy", .policy, arguments)
    try chosen.take("--legible", .legible, arguments)
    try chosen.take("--quiet", .quiet, arguments)
    if arguments.has("--12h") { try chosen.set(.hours, "12") }
    let chosenZone = try arguments.value("--tz").map { try ChosenZone($0) }
    zone = chosenZone?.zone
    if let chosenZone { try chosen.set(.zone, chosenZone.posix) }
    if let text = arguments.value("--at") { try takeStart(text, arguments) }
    notes += chosenZone?.notes(from: startInstant ?? LocalMoment.utcNow().seconds) ?? []
    guard !(arguments.has("--days") && arguments.has("--minutes")) else {
      throw arguments.usageError("--days and --minutes can't be combined")
    }
    minutes =
      try arguments.number("--days", in: 1...36_525).map { $0 * 1_440 }
      ?? arguments.number("--minutes", in: 1...52_596_000)
    // A user who wants a picture, or a program that reads the output, has no use for a clock that never ends.
    let isPictured = ["--png", "--frames", "--film"].contains(where: arguments.has)
    showsOnce = minutes == nil && !arguments.has("--page") && (isPictured || !Terminal.outputIsTerminal)
    speed = showsOnce ? .max : try RunOptions.speed(arguments)
    if let text = arguments.value("--on") {
      guard let machine = MachineOption(text) else {
        throw arguments.valueError("--on", text, "expected \(MachineOption.choices)")
      }
      self.machine = machine
    }
    build = arguments.value("--build")
    rate = try arguments.number("--baud", in: 1...4_000_000) ?? rate
    servers = try NamedServer.list(arguments)
    if !servers.isEmpty {
      guard start == nil, !arguments.has("--speed") else {
        throw arguments.usageError("--ntp takes the time from servers, so --at and --speed can't be used")
      }
      speed = .times(1)
    }
    if case .port = machine, arguments.has("--flash") {
      throw arguments.usageError("--flash is not for boards, which keep the journal in their own flash")
    }
    if machine != .here {
      guard !servers.isEmpty, !arguments.has("--film") else {
        throw arguments.usageError(
          "--on \(arguments.value("--on") ?? "") takes its time from --ntp only, and can't be filmed")
      }
    }
    setup = try setupOptions(arguments)
    try proveOutputs(arguments)
  }

  private func setupOptions(_ arguments: Arguments) throws -> SetupOptions? {
    let others = ["--serial", "--air", "--dhcp-ntp", "--update-key"]
    guard let port = try arguments.number("--page", in: 1...65_535) else {
      if let other = others.first(where: arguments.has) { throw arguments.usageError("\(other) needs --page PORT") }
      return nil
    }
    guard machine == .here, speed == .times(1), start == nil else {
      throw arguments.usageError("--page is for a run in real time in this program: without --on, --at, --speed")
    }
    var setup = SetupOptions(port: UInt16(port))
    setup.hasLine = arguments.has("--serial")
    setup.networks = try arguments.all("--air").map { text in
      let network = NearbyNetwork(text)
      guard UserSettings.fault(.wifi, Array(network.name.utf8).span) == nil,
        UserSettings.fault(.password, Array(network.password.utf8).span) == nil
      else {
        throw arguments.valueError("--air", text, "expected NAME or NAME:PASSWORD, a password of 8 to 63 characters")
      }
      return network
    }
    setup.offered = try arguments.all("--dhcp-ntp").map { try NamedServer($0, "--dhcp-ntp \($0.shown)", arguments) }
    setup.keys = try arguments.all("--update-key").map { text in
      guard let key = [UInt8](hexadecimal: text), key.count == 32 else {
        throw arguments.valueError(
          "--update-key", text, "expected 64 hexadecimal digits, as `espsecure digest-sbv2-public-key` gives them")
      }
      return key
    }
    return setup
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
      throw arguments.valueError("--at", text, "invalid time; write it as \(LocalMoment.format)")
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
        "clocks go back and \(text) occurs twice; this is the first time, in \(String(state.name))")
    case .never:
      notes.append("clocks go forward and \(text) never occurs; the run starts at \(LocalMoment.text(begin))")
    }
  }

  private static func speed(_ arguments: Arguments) throws -> Speed {
    guard let text = arguments.value("--speed") else { return .times(1) }
    if text == "max" { return .max }
    guard let times = Double(text), times.isFinite, times > 0, times <= 1_000_000 else {
      throw arguments.valueError("--speed", text, "expected max, or a number above 0 and up to 1,000,000")
    }
    return .times(times)
  }
}

let runCommand = Command(
  "run",
  summary: "Run the clock on an emulated device (what happens without a command).",
  discussion: """
    Runs the very firmware of the ESP32 on an emulated device with four e-ink panels. In a terminal it draws the panels, \
    as large as will fit, and runs until Ctrl-C; elsewhere, or if TERM is dumb, it prints a line for each event. The \
    emulated panels are strict: anything that a real one would not tolerate ends the run with exit status 1 and a message \
    that says what it was. Their ink moves as the waveforms drive it, so ghosts and half-done refreshes show.

    Without --days or --minutes, but with --png, --frames or --film or if output is not a terminal, it shows one \
    minute, writes the picture and ends.

    With --ntp the clock gets its time as the device does: the firmware asks the servers and disciplines its counter. \
    The pool's servers are free for everybody because nobody asks too much of them; the firmware keeps to their rules, \
    and uses none of them by default.

    With --flash the device's journal is kept in a file: the next run continues where this one ended, however it ended. \
    Only one run at a time can use the file; `journal FILE` can read it meanwhile.

    Output files are checked before anything else is done. Links are followed; pipes, terminals and devices are written \
    to as they are; other files are replaced when complete, except that of --events, which grows as events occur.

    Digits come from --image or --mnist; otherwise from the cache of an earlier fetch; otherwise they are fetched now, \
    as `glyphs fetch` does.
    """,
  options: DigitChoice.options + [
    Option(
      "--at", "TIME",
      "Start at this local time instead of now: \(LocalMoment.format). With --tz it is that zone's, with its changes: "
        + "a time that occurs twice means the first, and one that is skipped is read as the clock before the change "
        + "would have shown it."),
    Option(
      "--ntp", "HOST[:PORT]", isRepeatable: true,
      "Ask this NTP server for the time. Up to four, also separated by commas: of three, one may be wrong."),
    Option(
      "--tz", "ZONE", "The time zone: a name or a POSIX TZ string. Default: this machine's; UTC with --ntp."),
    Option(
      "--on", "here|riscv32|xtensa|esp32c3|PORT",
      "Run the firmware in this program (default), or compiled for the device's instruction set on QEMU, which then uses "
        + "this program's panels and network; rv32imc (the same as riscv32) and rv32imac give the chip's set exactly, "
        + "xtensa is the first ESP32's and needs LLVM 22. "
        + "esp32c3 is the whole ESP-IDF app on Espressif's QEMU; a serial port such as /dev/ttyACM0 is a board whose "
        + "firmware has its panels here: Board/ESP32/README.md explains how to build both."),
    Option(
      "--build", "DIR", file: .folder(FlashLayout.files),
      "ESP-IDF's build folder for --on esp32c3. Default: build-qemu in the project."),
    Option("--baud", "N", "The rate of a board's serial port, unless it is USB. Default: 921600."),
    Option("--days", "N", "End after N days of the device's time."),
    Option("--minutes", "N", "End after N minutes of the device's time."),
    Option("--speed", "N|max", "Let the device's time pass N times as fast, or as fast as it can. Default: 1."),
    Option(
      "--page", "PORT",
      "Serve the clock's own page at http://127.0.0.1:PORT, as it does in its network: its state, its settings, updates."
    ),
    Option(
      "--air", "NAME[:PASSWORD]", isRepeatable: true,
      "With --page: begin with a new board that knows no network, with this one in reach. It is a network itself then, "
        + "whose page is at http://127.0.4.1:PORT, and the signal USR1 holds its BOOT button down."),
    Option("--dhcp-ntp", "HOST[:PORT]", isRepeatable: true, "A time server that the --air networks name."),
    Option("--serial", nil, "With --page: its console and Improv on a pseudo-terminal."),
    Option(
      "--update-key", "HEX", isRepeatable: true,
      "With --page: take updates signed with this key; its SHA-256, as `espsecure digest-sbv2-public-key` gives it."),
    Option("--policy", "change|minute", "Redraw a panel when its digit changes (default), or all every minute."),
  ] + PanelOptions.options + [
    Option("--12h", nil, "Twelve hours; the first panel is blank from 1 to 9."),
    Option(
      "--quiet", "HH:MM-HH:MM",
      "Quiet hours of each day, as 23:00-06:00: the panels say so once and rest until they are over. Default: none."),
    Option(
      "--legible", "N",
      "Pass over digits of which a reader that has learnt to read MNIST is less than N percent sure, 0 to 100. Default: "
        + "\(standardLegible)."),
    Option(
      "--flash", "FILE", file: .written,
      "Keep the journal's flash in this file, created if missing, and continue from it."),
    Option(
      "--png", "FILE", file: .written, "Write a picture of the four panels as they look at the end."),
    Option("--frames", "DIR", file: .written, "Write such a picture each time a panel's refresh ends."),
    Option(
      "--film", "FILE", file: .written,
      "Write what the panels do as an animated PNG, including refreshes; pauses are shortened."),
    Option(
      "--events", "FILE", file: .written,
      "Write each event, when it happens, as a line of JSON, into this file, which is emptied first: "
        + "time, panel (1 to 4 from the left), digit, glyph (its number within that digit, from 0), lap, "
        + "refresh (full, partial, grey, none), milliseconds; for failures the "
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
    (
      "run --page 8080 --air 'My network:a password' --dhcp-ntp 192.168.1.1",
      "A board out of the box: open http://127.0.4.1:8080/ and set it up."
    ),
    ("run --flash journal.flash", "No repeat even from one run to the next."),
    ("run --days 40 --speed max --events events.jsonl", "40 days in seconds, every glyph on record."),
  ],
  run: { arguments in
    let options = try RunOptions(arguments)
    tell(options.notes)
    let image = try DigitChoice.image(arguments)
    tell(legibleNotes(options.chosen.values.clock.legible, image, arguments))
    Interrupt.watch()
    return options.machine == .here ? try RunSession(options, image).run() : try MachineRun(options, image).run()
  })

/// What `legible` does to an image, for whoever asked for one of the two.
private func legibleNotes(_ percent: UInt8, _ image: GlyphImageFile, _ arguments: Arguments) -> [String] {
  guard percent > 0, ["--legible", "--image", "--mnist"].contains(where: arguments.has) else { return [] }
  guard image.table.hasLegibility else {
    return arguments.has("--legible") ? ["this image doesn't say how legible its digits are: all are shown"] : []
  }
  let count = image.passedOver(below: percent).reduce(0) { $0 + $1.count }
  return count == 0
    ? []
    : [
      "\(count == 1 ? "1 digit is" : "\(count.grouped) digits are") passed over, as legible is \(percent); --legible 0 shows all"
    ]
}
