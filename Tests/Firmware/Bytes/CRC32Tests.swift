// The checksum of everything in flash and on the link, against zlib's.
// Must never take an expected value from the firmware.

import Firmware
import Support
import TestSupport
import Testing

@Suite struct CRC32Tests {
  /// The check value that catalogues of CRCs give for this one.
  @Test func theCheckValue() {
    #expect(crc(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(crc([]) == 0)
  }

  @Test func equalsZlibAndGoesInParts() {
    var random = SplitMix64(seed: 3)
    for length in [1, 2, 3, 64, 255, 4_096] {
      let bytes = random.bytes(length)
      #expect(crc(bytes) == zlibCRC(bytes))
      var parts = CRC32()
      let middle = length / 3
      let (first, second) = (Array(bytes[..<middle]), Array(bytes[middle...]))
      parts.update(first.span)
      parts.update(second.span)
      #expect(parts.value == zlibCRC(bytes))
    }
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes.span)
    return crc.value
  }
}
