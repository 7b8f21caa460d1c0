// The requests of Requests.swift on this machine, with every address checked.
// Usage: how many, the seed. Must never run without those checks: the script compiles them in.

@main struct RequestsOnHost {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[1]), let seed = UInt32(arguments[2]) else {
      print("usage: requests COUNT SEED")
      return
    }
    var (peer, kept) = (Peer(), KeptSettings())
    withUnsafeMutablePointer(to: &kept) { kept in
      withUnsafeMutablePointer(to: &peer) { peer in
        let requests = runRequests(count, seed: seed, peer, kept)
        print("answers \(peer.pointee.answers)\nwrites \(kept.pointee.writes)\nrestarts \(requests.restarts)")
        print("notices \(requests.notices)\nsaid \(peer.pointee.said.value)")
      }
    }
  }
}
