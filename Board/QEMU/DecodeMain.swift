// Decodes glyphs out of the partition image in QEMU's first flash bank and counts the instructions.
// Must never know what comes out: the host compares the checksum with its own.

private func put(_ character: UInt8) {
  board_put(character)
}

private func put(_ text: StaticString) {
  for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
}

private func put(_ number: UInt32) {
  if number > 9 { put(number / 10) }
  put(UInt8(truncatingIfNeeded: 0x30 + number % 10))
}

private func put(_ name: StaticString, _ number: UInt32) {
  put(name)
  put(0x20 as UInt8)
  put(number)
  put(0x0A as UInt8)
}

/// The first of QEMU's two banks of 32 MiB, read in place.
private struct FlashBank: FlashRegion, ~Copyable {
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      let bank = UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: 0x2000_0000 as UInt), count: 32 << 20)
      return _overrideLifetime(Span(_unsafeElements: bank), borrowing: self)
    }
  }
}

/// Where the host puts the number that it asks with: every how manieth block.
private let stepAddress: UInt = 0x8100_0000

@c(board_main) public func boardMain() {
  run(FlashBank())
}

private func run(_ flash: borrowing FlashBank) {
  let step = max(1, UnsafePointer<UInt32>(bitPattern: stepAddress)?.pointee ?? 1)
  do throws(GlyphTableError) {
    decode(try GlyphTable(checking: flash.bytes), flash, every: step)
  } catch {
    put("the image is refused\n")
  }
}

private func decode(_ table: GlyphTable, _ flash: borrowing FlashBank, every step: UInt32) {
  var reader = GlyphReader()
  var crc = CRC32()
  var glyphs: UInt32 = 0
  var damaged: UInt32 = 0
  var most: UInt32 = 0
  var thousands: UInt32 = 0
  var rest: UInt32 = 0
  for digit in 0..<UInt8(10) {
    for number in 0..<table.counts[Int(digit)] where number / table.glyphsPerBlock % step == 0 {
      let before = board_instructions()
      do throws(GlyphError) {
        let glyph = try reader.read(GlyphID(digit: digit, number: number), table, in: flash.bytes)
        // The first of a block has the block's checksum in it besides.
        let taken = board_instructions() &- before
        most = max(most, taken)
        rest &+= taken
        thousands &+= rest / 1_000
        rest %= 1_000
        crc.update(glyph.packed.span)
        glyphs &+= 1
      } catch {
        damaged &+= 1
      }
    }
  }
  put("glyphs", glyphs)
  put("damaged", damaged)
  put("checksum", crc.value)
  put("mean-instructions", glyphs > 0 ? thousands / glyphs &* 1_000 &+ thousands % glyphs &* 1_000 / glyphs : 0)
  put("most-instructions", most)
}

@c(board_trap) public func boardTrap(_ cause: UInt32, _ address: UInt32, _ value: UInt32) {
  put("trap", cause)
  put("at", address)
  put("value", value)
}
