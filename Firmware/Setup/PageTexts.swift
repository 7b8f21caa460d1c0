// What the page is told, as JSON. Must never hold a password, a code, or what isn't known.

extension ClockPages {
  /// Everything that a person may want to know of the clock; the page puts it into words.
  mutating func putState(_ reply: inout HTTPReply, at now: Instant) {
    reply.put("{\"version\":\"")
    reply.put(Version.text)
    reply.put("\",\"chip\":\"")
    reply.put(facts.chip)
    reply.put("\",\"cause\":\"")
    reply.put(facts.cause)
    reply.put("\",\"uptime\":")
    reply.put(number: UInt32(truncatingIfNeeded: (now - started).microseconds / 1_000_000))
    putTime(&reply, at: now)
    if B.measuresCell, let cell = status.cell {
      reply.put(",\"cell\":")
      reply.put(number: UInt32(cell))
    }
    reply.put(",\"broken\":[")
    for panel in 0..<4 {
      if panel > 0 { reply.put(",") }
      reply.put(status.isBroken[panel] ? "true" : "false")
    }
    reply.put("],\"digits\":[")
    for digit in 0..<10 {
      if digit > 0 { reply.put(",") }
      reply.put("[")
      reply.put(number: status.cursors[digit])
      reply.put(",")
      reply.put(number: status.counts[digit])
      reply.put(",")
      reply.put(number: status.laps[digit])
      reply.put("]")
    }
    reply.put("],\"update\":")
    putUpdateState(&reply)
    reply.put("}")
  }

  /// Local time in seconds since 1970, how far off it may be in microseconds, and in how many seconds a server is asked.
  private mutating func putTime(_ reply: inout HTTPReply, at now: Instant) {
    if let local = status.local {
      let passed = Int64(bitPattern: (now - status.at).microseconds / 1_000_000)
      reply.put(",\"local\":")
      reply.put(number: UInt32(truncatingIfNeeded: local.seconds &+ passed))
    }
    if let standing = status.standing {
      reply.put(",\"uncertainty\":")
      reply.put(number: UInt32(truncatingIfNeeded: max(0, standing.uncertainty)))
      if let poll = standing.nextPoll {
        reply.put(",\"poll\":")
        reply.put(number: UInt32(truncatingIfNeeded: (poll - now).microseconds / 1_000_000))
      }
    }
    guard let obstacle = status.obstacle else { return }
    reply.put(",\"obstacle\":\"")
    switch obstacle {
    case .network(.notSet): reply.put("no-network")
    case .network(.absent): reply.put("absent")
    case .network(.rejected): reply.put("rejected")
    case .noServer: reply.put("no-server")
    }
    reply.put("\"")
  }

  mutating func putUpdateState(_ reply: inout HTTPReply) {
    reply.put("{\"state\":\"")
    switch update.state {
    case .idle: reply.put("idle")
    case .receiving: reply.put("receiving")
    case .done: reply.put("done")
    case .failed: reply.put("failed")
    }
    reply.put("\",\"kind\":\"")
    switch update.kind {
    case .unknown: reply.put("unknown")
    case .app: reply.put("app")
    case .glyphs: reply.put("glyphs")
    }
    reply.put("\",\"taken\":")
    reply.put(number: update.taken)
    reply.put(",\"length\":")
    reply.put(number: update.length)
    reply.put(",\"fault\":\"")
    reply.put(update.fault.name)
    reply.put("\"}")
  }

  /// Each key with its value and whether that is stored; of a password only whether there is one.
  mutating func putSettings(_ reply: inout HTTPReply, _ isFromOwnNetwork: Bool) {
    reply.put("{\"own\":")
    reply.put(isFromOwnNetwork ? "true" : "false")
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      let value = SettingValue(key, &trial.store)
      reply.put(",\"")
      reply.put(key.name)
      reply.put("\":[")
      reply.put(value.source == .stored ? "true," : "false,")
      if key == .password {
        reply.put(value.isEmpty ? "false" : "true")
      } else {
        reply.put(json: value.span)
      }
      reply.put("]")
    }
    reply.put("}")
  }

  /// Looks for networks, and tells what was found: name, strength in dBm, whether it wants a password.
  mutating func putNetworks(_ reply: inout HTTPReply, at now: Instant) {
    guard trial.hasScan(for: .page, at: now) || trial.scan(for: .page, at: now) else {
      reply.status = .busy
      return
    }
    guard !trial.isScanning(for: .page) else {
      reply.status = .accepted
      return
    }
    reply.put("[")
    var found = FoundNetworks()
    var isFirst = true
    while reply.hasRoom, let network = found.next(&trial.radio) {
      if !isFirst { reply.put(",") }
      isFirst = false
      reply.put("[")
      reply.put(json: found.name.span.extracting(first: network.count))
      reply.put(",-")
      reply.put(number: UInt32(network.strength.magnitude))
      reply.put(network.isProtected ? ",true]" : ",false]")
    }
    reply.put("]")
    trial.endScan(for: .page)
  }

  mutating func putTrial(_ reply: inout HTTPReply) {
    reply.put("{\"state\":\"")
    switch trial.state {
    case .trying: reply.put("trying")
    case .joined: reply.put(trial.isUnstored ? "unstored" : "joined")
    case .rejected: reply.put("rejected")
    case .absent: reply.put("absent")
    case .noAddress: reply.put("no-address")
    case .failed: reply.put("failed")
    }
    reply.put("\"}")
  }
}
