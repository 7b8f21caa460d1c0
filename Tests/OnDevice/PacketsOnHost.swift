// The packets of Packets.swift on this machine, with every address checked.
// Usage: how many, the seed. Must never run without those checks: the script compiles them in.

@main struct PacketsOnHost {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[1]), let seed = UInt32(arguments[2]) else {
      print("usage: packets COUNT SEED")
      return
    }
    var packets = Packets(seed: seed)
    for _ in 0..<count { packets.once() }
    print("believed \(packets.believed)\nkisses \(packets.kisses)")
    for cause in 0..<UInt8(10) {
      if let fault = SNTPFault(rawValue: cause) { print("fault \(packets.faults[fault])") }
    }
    print("samples \(packets.samples.value)")
  }
}
