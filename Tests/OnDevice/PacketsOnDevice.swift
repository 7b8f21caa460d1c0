// The packets of Packets.swift on RV32. Must never make others than the host does with the same seed.

@c(board_main) public func boardMain() {
  var packets = Packets(seed: 1)
  for _ in 0..<parameter { packets.once() }
  put("believed", packets.believed)
  put("kisses", packets.kisses)
  for cause in 0..<UInt8(10) {
    if let fault = SNTPFault(rawValue: cause) { put("fault", packets.faults[fault]) }
  }
  put("samples", packets.samples.value)
}
