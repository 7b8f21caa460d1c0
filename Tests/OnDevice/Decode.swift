// Decodes glyphs from the partition image in QEMU's first flash bank, draws them, and counts the instructions.
// Must never know what comes out: the host compares the checksum with its own.

@c(board_main) public func boardMain() {
  run(QEMUGlyphFlash())
}

private func run(_ flash: borrowing QEMUGlyphFlash) {
  // One block in this many is decoded.
  let step = max(1, parameter)
  do throws(GlyphTableError) {
    decode(try GlyphTable(checking: flash.bytes), flash, every: step)
  } catch {
    put("the image is refused\n")
  }
}

private func decode(_ table: GlyphTable, _ flash: borrowing QEMUGlyphFlash, every step: UInt32) {
  var reader = GlyphReader()
  var crc = CRC32()
  var drawing = Drawing()
  var glyphs: UInt32 = 0
  var damaged: UInt32 = 0
  var most: UInt32 = 0
  var thousands: UInt32 = 0
  var rest: UInt32 = 0
  for digit in 0..<UInt8(10) {
    for number in 0..<table.counts[Int(digit)] where number / table.glyphsPerBlock % step == 0 {
      let before = machine_instructions()
      do throws(GlyphError) {
        let glyph = try reader.read(GlyphID(digit: digit, number: number), table, in: flash.bytes)
        // For the first glyph of a block this includes the block's checksum.
        let taken = machine_instructions() &- before
        most = max(most, taken)
        rest &+= taken
        thousands &+= rest / 1_000
        rest %= 1_000
        crc.update(glyph.packed.span)
        drawing.draw(glyph)
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
  put("emulated-multiplications", machine_multiplications())
  put("drawn", drawing.crc.value)
  put("most-drawing", drawing.most)
  put("most-refresh", drawing.mostRefresh)
  put("most-grey", drawing.mostGrey)
}

/// Pictures in ink, one glyph after another.
private struct Drawing: ~Copyable {
  private var frame = Frame()
  private var old = PanelPicture(Glyph())
  private(set) var crc = CRC32()
  /// For one picture.
  private(set) var most: UInt32 = 0
  /// For all three that a partial refresh draws: the old one, the new one over it, the old one's plane.
  private(set) var mostRefresh: UInt32 = 0
  /// For the two planes of four greys.
  private(set) var mostGrey: UInt32 = 0

  mutating func draw(_ glyph: Glyph) {
    let start = machine_instructions()
    frame.draw(glyph, .ink)
    most = max(most, machine_instructions() &- start)
    crc.update(frame.bytes.span)
    drawRefresh(PanelPicture(glyph))
    drawGreys(glyph)
    crc.update(frame.bytes.span)
  }

  private mutating func drawRefresh(_ new: PanelPicture) {
    let start = machine_instructions()
    _ = frame.draw(new, after: old, .ink)
    frame.draw(old, .ink)
    mostRefresh = max(mostRefresh, machine_instructions() &- start)
    old = new
  }

  private mutating func drawGreys(_ glyph: Glyph) {
    let start = machine_instructions()
    frame.draw(glyph, .ink, bit: 1)
    frame.draw(glyph, .ink, bit: 0)
    mostGrey = max(mostGrey, machine_instructions() &- start)
  }
}
