// One run of the clock on another machine's instruction set: QEMU runs the firmware, this program is its panels and its
// network. Must never change what the firmware does.

import Emulator
import Firmware
import Foundation
import GlyphImage
import LinkHost
import NorFlash
import Pictures
import Support

final class MachineRun {
  /// For one minute to be shown: the machine's start, and servers that don't answer.
  private static let longestWait = Duration.seconds(30)
  /// The four panels of a minute are told one behind the other.
  private static let quiet = Duration.milliseconds(300)
  /// To start and to ask for its settings, on a machine that has much else to do.
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

  init(_ options: RunOptions, _ image: GlyphImageFile) throws {
    self.options = options
    self.image = image
    board = EmulatedBoard(kinds: options.panels)
    civil = CivilTime(options.zone ?? .utc)
    output = try RunOutput(options, image, board)
    server = try LinkServer(
      board: board,
      settings: HostSettings(
        clock: options.settings, refresh: options.refresh, kinds: options.panels, zone: options.zoneText ?? "UTC0",
        servers: options.servers.map { ($0.host, $0.port) }),
      glyphs: image.table)
  }

  /// - Returns: the exit status.
  func run() throws -> Int32 {
    Interrupt.watch()
    let clock = try MachineProgram.build(options.machine)
    let machine = try QEMUProcess(clock: clock, image: image.bytes, journal: options.flashFile)
    server.onEvent = { [unowned self] in record($0) }
    server.onLine = { [unowned self] in output.show($0) }
    board.onRefreshEnd = { [unowned self] _ in output.refreshEnded(at: now) }
    output.begin()
    defer { output.end() }
    do {
      try serve(machine)
    } catch {
      // What had happened until then is what one wants to know.
      try output.close()
      throw error
    }
    machine.end()
    try output.close()
    try output.conclude(start: LocalTime(seconds: startUTC.seconds))
    return Interrupt.wasAsked ? 130 : 0
  }

  /// Until the run is over.
  private func serve(_ machine: QEMUProcess) throws {
    let started = ContinuousClock.now
    while !Interrupt.wasAsked, !output.hasFailed {
      guard let bytes = machine.receive(milliseconds: 20) else {
        // Ctrl-C in a terminal goes to both.
        if Interrupt.wasAsked { return }
        throw Failure("\(QEMUProcess.program) has ended \(machine.ending)")
      }
      machine.send(server.take(bytes))
      try board.check()
      if let trap = server.trap { throw Failure("the firmware trapped: \(trap)") }
      let passed = ContinuousClock.now - started
      guard server.isConnected || passed < MachineRun.longestStart else {
        throw Failure("the machine doesn't ask for its settings")
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
    if case .drew = event { lastDrawing = ContinuousClock.now }
    output.record(event, at: now)
  }

  private var now: LocalTime {
    let utc = LocalMoment.utcNow()
    return civil.localTime(unixSeconds: utc.seconds, microsecond: utc.microsecond)
  }
}
