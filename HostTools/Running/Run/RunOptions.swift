// What a run is told: where its firmware runs, from when until when, and what it writes.
// Must never know how a person says so.

import Firmware
import LinkHost
import Support

/// How fast the emulated device's time passes.
package enum Speed: Equatable {
  /// Seconds of the device's for each of ours.
  case times(Double)
  /// As fast as this machine can.
  case max
}

package struct RunOptions {
  /// All but the servers, which a machine may know by other addresses.
  package var chosen = ChosenSettings()
  /// Local time at power-on; nil for this machine's own time.
  package var start: LocalTime?
  /// The same in Unix seconds, where there is a zone.
  package var startInstant: Int64?
  /// nil to go on until Ctrl-C, or to show one minute and end.
  package var minutes: Int?
  package var showsOnce = false
  package var speed = Speed.times(1)
  package var picture: OutputFile?
  package var frames: OutputFolder?
  package var film: OutputFile?
  package var events: OutputFile?
  /// Where the journal's flash is kept; nil for a new one in memory.
  package var flashFile: LockedFile?
  /// As the user gave them, at most four; none for this machine's own clock.
  package var servers: [NamedServer] = []
  package var zone: CivilZone?
  /// What the user should know of these, a sentence each.
  package var notes: [String] = []
  package var machine = MachineOption.here
  /// Of a board's serial port, in baud.
  package var rate = SerialMachine.defaultRate
  /// ESP-IDF's build folder for QEMU; nil for the project's.
  package var build: String?
  /// nil for a run without a page of the clock's own.
  package var setup: SetupOptions?

  package init() {}
}
