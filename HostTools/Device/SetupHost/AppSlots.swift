// An emulated board's two app slots, and which of them its bootloader starts: ESP-IDF's rules (ota.rst, "App rollback").
// Must never start an image that isn't whole.

import CCrypto
import Firmware
import NorFlash
import Support

package final class AppSlots {
  /// As in Board/ESP32/partitions.csv.
  package static let size = 0x120000

  package enum State: Sendable { case flashed, new, onTrial, valid, invalid }

  /// What the bootloader has done.
  package enum Start: Equatable, Sendable {
    case same
    /// A new app, by its version.
    case trial(String)
    /// Back to the app before, since this version didn't pass its trial.
    case rolledBack(String)
  }

  package let slots = [NorFlash(AppSlots.traits), NorFlash(AppSlots.traits)]
  /// The slot that runs.
  package private(set) var running = 0
  private var selected = 0
  package private(set) var states = [State.flashed, .flashed]

  private static var traits: NorFlashTraits { NorFlashTraits(sectors: size / NorFlash.sectorSize) }

  package init() {}

  /// The slot that an update is written to.
  package var other: NorFlash { slots[1 - running] }

  /// What ESP-IDF does before it makes a slot the next to start.
  func select() -> Bool {
    let slot = 1 - running
    guard AppSlots.version(of: slots[slot].cells) != nil else { return false }
    (selected, states[slot]) = (slot, .new)
    return true
  }

  /// Of the app that was rolled back last, whatever has been written over it since.
  package private(set) var rolledBackVersion: String?

  /// The running app has drawn a digit.
  package func pass() {
    if states[running] == .onTrial { states[running] = .valid }
  }

  /// A start of the board, after whatever it was.
  package func start() -> Start {
    if states[selected] == .onTrial {
      // It was reset during its trial.
      states[selected] = .invalid
      let version = AppSlots.version(of: slots[selected].cells) ?? ""
      rolledBackVersion = version
      selected = 1 - selected
      running = selected
      return .rolledBack(version)
    }
    running = selected
    guard states[selected] == .new else { return .same }
    states[selected] = .onTrial
    return .trial(AppSlots.version(of: slots[selected].cells) ?? "")
  }

  /// The version of a whole image: its segments and the SHA-256 after them are as its header says.
  package static func version(of bytes: [UInt8]) -> String? {
    guard bytes.count >= 288, bytes[0] == 0xE9, bytes[23] == 1 else { return nil }
    var offset = 24
    for _ in 0..<bytes[1] {
      guard offset + 8 <= bytes.count else { return nil }
      let size = bytes[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      offset += 8 + size
    }
    // A checksum ends it at a multiple of 16.
    let end = (offset + 16) / 16 * 16
    guard end + 32 <= bytes.count else { return nil }
    guard sha256(Array(bytes[..<end])) == Array(bytes[end..<end + 32]) else { return nil }
    return String(decoding: bytes[48..<80].prefix { $0 != 0 }, as: UTF8.self)
  }
}

func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  clock_sha256(bytes, bytes.count, &digest)
  return digest
}

extension [UInt8] {
  /// - Returns: nil for anything but pairs of hexadecimal digits.
  package init?(hexadecimal text: String) {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
