// The panels of Panels.swift on RV32. Must never report anything that the host doesn't.

private func run(_ isMixed: Bool, _ style: GlyphStyle, _ shades: RefreshSettings.Shades) {
  var panels = Panels(seed: 7, isMixed: isMixed, style: style, shades: shades)
  for minute in 0..<parameter { panels.once(minute) }
  for index in 0..<6 { put("count", panels.counts[index]) }
  put("transfers", summed.transfers)
  put("bytes", summed.bytes)
  put("traffic", summed.traffic.value)
}

@c(board_main) public func boardMain() {
  run(false, .ink, .dither)
  run(true, .pixels, .dither)
  run(true, .ink, .grey)
  run(true, .pixels, .grey)
}
