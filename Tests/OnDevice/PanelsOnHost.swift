// The panels of Panels.swift on this machine, with every address checked. Usage: how many minutes.
// Must never run without those checks: the script compiles them in.

@main struct PanelsOnHost {
  static func main() {
    guard CommandLine.arguments.count == 2, let minutes = UInt32(CommandLine.arguments[1]) else {
      print("usage: panels MINUTES")
      return
    }
    run(minutes, false, .ink, .dither)
    run(minutes, true, .pixels, .dither)
    run(minutes, true, .ink, .grey)
    run(minutes, true, .pixels, .grey)
  }

  private static func run(_ minutes: UInt32, _ isMixed: Bool, _ style: GlyphStyle, _ shades: RefreshSettings.Shades) {
    var panels = Panels(seed: 7, isMixed: isMixed, style: style, shades: shades)
    for minute in 0..<minutes { panels.once(minute) }
    for index in 0..<6 { print("count \(panels.counts[index])") }
    print("transfers \(summed.transfers)\nbytes \(summed.bytes)\ntraffic \(summed.traffic.value)")
  }
}
