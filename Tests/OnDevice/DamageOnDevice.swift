// The damage of Damage.swift on RV32. Must never do other damage than the host does.

@c(board_main) public func boardMain() {
  run(QEMUGlyphFlash())
}

private func run(_ flash: borrowing QEMUGlyphFlash) {
  guard let image = UnsafeMutablePointer<UInt8>(bitPattern: UInt(MACHINE_SPACE)),
    let pristine = UnsafePointer<UInt8>(bitPattern: UInt(MACHINE_GLYPHS))
  else { return }
  guard let table = try? GlyphTable(checking: flash.bytes) else {
    put("the image is refused\n")
    return
  }
  let size = Int(truncatingIfNeeded: table.totalSize)
  for offset in 0..<size { image[offset] = pristine[offset] }
  var damage = Damage(image: image, pristine: pristine, size: size, table: table, seed: 1)
  var reader = GlyphReader()
  for _ in 0..<parameter { damage.once(&reader) }
  put("refused", damage.refused)
  put("found", damage.found)
  put("read", damage.read)
  put("wrong", damage.wrong)
  put("blurred", damage.blurred)
  put("pixels", damage.pixels.value)
}
