// The clock of Sleeps.swift on the device's instruction sets. Must never report anything that the host doesn't.

@c(board_main) public func boardMain() {
  guard let glyphs = UnsafePointer<UInt8>(bitPattern: UInt(MACHINE_GLYPHS)),
    let space = UnsafeMutablePointer<UInt8>(bitPattern: UInt(MACHINE_SPACE))
  else { return }
  let memory = SleepsMemory(glyphs: glyphs, size: 1 &<< 21, journal: space)
  let record = UnsafeMutableBufferPointer(start: space + SleepsMemory.journalSize, count: Sleeps.recordSize)
  let found = Sleeps(memory, minutes: parameter, isForgetful: true, record: record)
  put("traffic", found.traffic)
  put("transfers", found.transfers)
  put("journal", found.cells)
  put("requests", found.polls)
  put("rests", found.rests)
  put("instants", found.instants.value)
  put("strayed", found.strayed)
  put("refused", found.spoilt)
  put("wrong", found.taken)
}
