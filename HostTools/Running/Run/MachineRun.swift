// One run of the clock on another machine, QEMU's or a board: that machine runs the firmware, and this program is its
// panels and its network. Must never change what the firmware does.

import Emulator
import Firmware
import GlyphImage
import LinkHost
import NorFlash
import Support
import TimeZones

package final class MachineRun {
  /// For showing one minute: the machine's start, and servers that don't answer.
  private static let longestWait = Duration.seconds(30)
  /// The four panels of a minute are reported one after the other.
  private static let quiet = Duration.milliseconds(300)
  /// For starting and asking for its settings, on a busy PC.
  private static let longestStart = Duration.seconds(20)

  private let options: RunOptions
  private let image: GlyphImageFile
  private let board: EmulatedBoard
  private let server: LinkServer
  private let output: RunOutput
  private let begin = ContinuousClock.now
  private let startUTC = LocalMoment.utcNow()
  private var civil: CivilTime
  private var lastDrawing: ContinuousClock.Instant?

  package init(_ options: RunOptions, _ image: GlyphImageFile) throws {
    self.options = options
    self.image = image
    board = EmulatedBoard(kinds: options.chosen.kinds)
    civil = CivilTime(options.zone ?? .utc)
    output = RunOutput(options, image, board)
    server = try LinkServer(
      board: board,
      settings: HostSettings(options.chosen.texts + [(.servers, MachineRun.servers(options))]),
      glyphs: image.table)
  }

  private static func servers(_ options: RunOptions) -> String {
    options.servers.map { server in
      let host = address(server.host, options.machine)
      return (host.contains(":") ? "[\(host)]" : host) + ":\(server.port)"
    }.joined(separator: " ")
  }

  /// For a machine with a network of its own this PC has a different address.
  private static func address(_ host: String, _ machine: MachineOption) -> String {
    machine == .esp32c3 && ["localhost", "127.0.0.1", "::1"].contains(host) ? QEMUProcess.hostAddress : host
  }

  /// - Returns: the exit status.
  package func run() throws -> Int32 {
    let machine = try makeMachine()
    server.onEvent = { [unowned self] in record($0) }
    server.onLine = { [unowned self] in output.show($0) }
    board.onRefreshEnd = { [unowned self] _ in output.refreshEnded(at: now) }
    try output.begin()
    defer { output.end() }
    do {
      try serve(machine)
    } catch {
      // What happened before that is what matters to the user.
      try output.close()
      throw error
    }
    machine.end()
    try output.conclude(start: LocalTime(seconds: startUTC.seconds))
    return Interrupt.wasAsked ? 130 : 0
  }

  private func makeMachine() throws -> any LinkMachine {
    switch options.machine {
    case .here: try bareMachine("rv32imc")
    case .bare(let instructionSet): try bareMachine(instructionSet)
    case .esp32c3: try ChipMachine.make(options, image)
    case .port(let path): try SerialMachine(path, rate: options.rate)
    }
  }

  private func bareMachine(_ instructionSet: String) throws -> any LinkMachine {
    try QEMUProcess(
      instructionSet == "esp32" ? .xtensa : .riscv32, clock: MachineProgram.build(instructionSet), image: image.bytes,
      journal: options.flashFile)
  }

  /// Serves the machine until the run is over.
  private func serve(_ machine: any LinkMachine) throws {
    let started = ContinuousClock.now
    while !Interrupt.wasAsked, !output.hasFailed {
      guard let bytes = try machine.receive(milliseconds: 20) else {
        // Ctrl-C in a terminal goes to both.
        if Interrupt.wasAsked { return }
        throw Failure("\(machine.name) has ended \(machine.ending)")
      }
      try machine.send(server.take(bytes))
      output.tick()
      try board.check()
      if let trap = server.trap { throw Failure("the firmware trapped: \(trap)") }
      let passed = ContinuousClock.now - started
      guard server.isConnected || passed < MachineRun.longestStart else {
        throw Failure(
          "\(machine.name) doesn't ask for its settings",
          advice: "Was its firmware built to have its panels here? Board/ESP32/README.md explains how")
      }
      if let minutes = options.minutes, passed >= .seconds(60 * minutes) { return }
      guard options.showsOnce else { continue }
      if let lastDrawing, ContinuousClock.now - lastDrawing >= MachineRun.quiet { return }
      guard lastDrawing != nil || passed < MachineRun.longestWait else {
        throw Failure("no server gave the time", advice: "`mnist-clock time HOST` shows what one answers")
      }
    }
  }

  private func record(_ event: ClockEvent) {
    if RunSession.isShown(event) { lastDrawing = ContinuousClock.now }
    output.record(event, at: now)
  }

  private var now: LocalTime {
    let utc = LocalMoment.utcNow()
    return civil.localTime(unixSeconds: utc.seconds, microsecond: utc.microsecond)
  }
}
