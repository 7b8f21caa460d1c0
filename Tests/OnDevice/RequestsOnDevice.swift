// The requests of Requests.swift on the device's instruction set. Must never make others than the host does with the same
// seed.

@c(board_main) public func boardMain() {
  var (peer, kept) = (Peer(), KeptSettings())
  withUnsafeMutablePointer(to: &kept) { kept in
    withUnsafeMutablePointer(to: &peer) { peer in
      let requests = runRequests(Int(parameter), seed: 1, peer, kept)
      put("answers", peer.pointee.answers)
      put("writes", kept.pointee.writes)
      put("restarts", requests.restarts)
      put("notices", requests.notices)
      put("said", peer.pointee.said.value)
    }
  }
}
