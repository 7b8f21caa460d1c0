// Decodes glyphs out of the partition image in QEMU's first flash bank and counts the instructions.
// Must never know what comes out: the host compares the checksum with its own.

@c(board_main) public func boardMain() {
  run(FlashBank())
}

private func run(_ flash: borrowing FlashBank) {
  // Every how manieth block.
  let step = max(1, parameter)
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
