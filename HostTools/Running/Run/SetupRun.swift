// A run with set-up, page and updates: the emulated clock as a board's main loop has it, with the services between its
// steps and while panels refresh, and what the bootloader does after a restart. Must never change what the firmware does.

import Emulator
import Firmware
import SetupHost
import Support

final class SetupRun {
  /// As in Board/ESP32/main/Main.swift.
  private static let turn = Interval.milliseconds(20)

  private let parts: SetupParts
  private let board: EmulatedBoard
  private let makeClock: (SetupRun) -> EmulatedClock
  private let tell: (String) -> Void
  /// nil only while it restarts.
  private var device: SetupDevice?
  private var status = ClockStatus()
  private var isStepping = false
  private var wantsRestart = false
  private var wasOpen = false

  /// - Parameter tell: gets what there is to say, a line each.
  /// - Throws: `Failure` when the page's port is taken.
  init(
    _ parts: SetupParts, _ board: EmulatedBoard, tell: @escaping (String) -> Void,
    makeClock: @escaping (SetupRun) -> EmulatedClock
  ) throws {
    (self.parts, self.board, self.tell, self.makeClock) = (parts, board, tell, makeClock)
    device = try SetupDevice(parts, cause: "power", at: board.now)
    tell("The clock's page is at http://127.0.0.1:\(parts.port)/ once it is in a network")
    if let line = parts.line { tell("Its serial line is \(line.path)") }
  }

  /// What the panels are to show instead of the time.
  var notice: Notice? { device?.notice(at: board.now) }

  /// While the firmware waits for something in a step.
  func pass() {
    guard isStepping else { return }
    work(isQuiet: false)
  }

  private func work(isQuiet: Bool) {
    if BootButton.wasPressed() { device?.pressButton(at: board.now) }
    if device?.work(isQuiet: isQuiet, at: board.now) == true { wantsRestart = true }
    let isOpen = parts.air.own != nil
    if isOpen != wasOpen {
      wasOpen = isOpen
      tell(
        isOpen
          ? "The clock is a network now: its page is at http://127.0.4.1:\(parts.port)/, its name server there, too"
          : "The clock's own network is closed")
    }
  }

  func run(until end: Instant, unless isOver: () -> Bool) throws {
    while true {
      let clock = makeClock(self)
      wantsRestart = false
      while board.now < end, !isOver(), !wantsRestart { try runStep(clock, until: end, isOver) }
      guard wantsRestart else { return }
      try restart()
    }
  }

  private func runStep(_ clock: EmulatedClock, until end: Instant, _ isOver: () -> Bool) throws {
    isStepping = true
    let next = min(try clock.step(), end)
    isStepping = false
    clock.report(&status)
    device?.take(status)
    while board.now < next, !isOver(), !wantsRestart {
      try clock.pass(to: min(next, board.now + SetupRun.turn))
      work(isQuiet: true)
      guard device?.hasNews(at: board.now) != true else { return }
    }
  }

  private func restart() throws {
    tell("The clock restarts")
    switch parts.slots.start() {
    case .same: break
    case .trial(let version):
      tell("The bootloader starts the new app, \(version), on trial; this program goes on as it")
    case .rolledBack(let version):
      tell("The bootloader starts the app before, since \(version) hasn't passed its trial")
    }
    device = nil
    device = try SetupDevice(parts, cause: "restart", at: board.now)
  }
}
