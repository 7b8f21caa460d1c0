// The panels of Panels.swift on RV32. Must never say anything else than the host does.

private func run(_ isMixed: Bool, _ shades: RefreshSettings.Shades) {
  var panels = Panels(seed: 7, isMixed: isMixed, shades: shades)
  for minute in 0..<parameter { panels.once(minute) }
  for index in 0..<6 { put("count", panels.counts[index]) }
  put("transfers", summed.transfers)
  put("bytes", summed.bytes)
  put("traffic", summed.traffic.value)
}

@c(board_main) public func boardMain() {
  run(false, .dither)
  run(true, .dither)
  run(true, .grey)
}
