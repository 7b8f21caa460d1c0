// CRC-32 of ISO 3309 and zlib: reflected, polynomial 0xEDB88320. Must never need RAM for a table.

/// One entry for each nibble: 64 bytes of flash instead of 1,024, for two look-ups a byte.
private let nibbleRemainders: [16 of UInt32] = [
  0x0000_0000, 0x1DB7_1064, 0x3B6E_20C8, 0x26D9_30AC, 0x76DC_4190, 0x6B6B_51F4, 0x4DB2_6158, 0x5005_713C,
  0xEDB8_8320, 0xF00F_9344, 0xD6D6_A3E8, 0xCB61_B38C, 0x9B64_C2B0, 0x86D3_D2D4, 0xA00A_E278, 0xBDBD_F21C,
]

/// The checksum of a byte sequence that may come in parts.
public struct CRC32 {
  private var state: UInt32 = 0xFFFF_FFFF

  public init() {}

  public var value: UInt32 { ~state }

  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices {
      state ^= UInt32(bytes[index])
      state = nibbleRemainders[Int(state & 15)] ^ (state >> 4)
      state = nibbleRemainders[Int(state & 15)] ^ (state >> 4)
    }
  }
}

extension CRC32 {
  public static func of(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }
}
