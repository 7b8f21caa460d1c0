// The questions in QEMU's first flash bank, answered on RV32. Must never answer any that the host isn't asked.

@c(board_main) public func boardMain() {
  run(QEMUGlyphFlash())
}

private func run(_ flash: borrowing QEMUGlyphFlash) {
  answerAll(flash.bytes)
}
