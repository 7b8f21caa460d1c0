// What an emulated board offers for updates: its slots, its glyphs, and OpenSSL's answers. Must never accept a signature
// that OpenSSL doesn't.

import CCrypto
import Emulator
import Firmware
import NorFlash
import Support

/// The glyph partition as flash to write to.
package struct EmulatedGlyphFlash: WritableFlash, ~Copyable {
  /// As in Board/ESP32/partitions.csv.
  package static let partitionSize = 0x180000

  private let flash: EmulatedFlash

  package init(_ flash: EmulatedFlash) { self.flash = flash }

  package var size: Int { EmulatedGlyphFlash.partitionSize }

  package mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    for index in buffer.indices {
      buffer[index] = offset + index < flash.bytes.count ? flash.bytes[offset + index] : 0xFF
    }
  }

  package mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    flash.bytes.dropFirst(offset).prefix(count).allSatisfy { $0 == 0xFF }
  }

  package mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    let bytes = piece.indices.map { piece[$0] }
    grow(to: offset + bytes.count)
    for index in bytes.indices { flash.bytes[offset + index] &= bytes[index] }
  }

  package mutating func eraseSector(at offset: Int) throws(FlashError) {
    grow(to: offset + NorFlash.sectorSize)
    for index in offset..<offset + NorFlash.sectorSize { flash.bytes[index] = 0xFF }
  }

  private func grow(to size: Int) {
    let missing = size - flash.bytes.count
    if missing > 0 { flash.bytes += [UInt8](repeating: 0xFF, count: missing) }
  }
}

package struct EmulatedUpdates: UpdateBoard, ~Copyable {
  package var slot: NorFlashRegion
  package var glyphs: EmulatedGlyphFlash
  /// The C3's.
  package var chip: UInt16 { 5 }
  private let slots: AppSlots
  private let keys: [[UInt8]]
  private var hashed: [UInt8] = []

  /// - Parameter keys: SHA-256 of each maker's public key.
  package init(_ slots: AppSlots, _ flash: EmulatedFlash, keys: [[UInt8]]) {
    (self.slots, self.keys) = (slots, keys)
    slot = NorFlashRegion(slots.other)
    glyphs = EmulatedGlyphFlash(flash)
  }

  package mutating func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int {
    let bytes = Array((slots.rolledBackVersion ?? "").utf8.prefix(buffer.count))
    for index in bytes.indices { buffer[index] = bytes[index] }
    return bytes.count
  }

  package mutating func beginHash() { hashed.removeAll(keepingCapacity: true) }
  package mutating func addToHash(_ bytes: Span<UInt8>) { for index in bytes.indices { hashed.append(bytes[index]) } }

  package mutating func endHash(into digest: inout MutableSpan<UInt8>) {
    let bytes = sha256(hashed)
    for index in bytes.indices { digest[index] = bytes[index] }
  }

  package var hasKey: Bool { !keys.isEmpty }
  package func isTrusted(keyDigest: Span<UInt8>) -> Bool { keys.contains(keyDigest.indices.map { keyDigest[$0] }) }

  package mutating func verify(
    _ digest: Span<UInt8>, modulus: Span<UInt8>, exponent: Span<UInt8>, signature: Span<UInt8>
  ) -> Bool {
    func turned(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.reversed().map { bytes[$0] } }
    let number = turned(exponent).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return clock_verify_rsa(digest.indices.map { digest[$0] }, turned(modulus), number, turned(signature)) == 1
  }

  package mutating func selectSlot() -> Bool { slots.select() }
}
