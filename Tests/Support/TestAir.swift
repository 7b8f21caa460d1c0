// A radio that knows some networks, and a counter. Must never answer sooner than it is told to.

import Firmware

package final class TestAir {
  package var networks: [(name: String, password: String, strength: Int8)] = [
    ("My Home", "correct horse", -60), ("My Home", "correct horse", -80), ("", "hidden one", -40), ("A", "", -5),
  ]
  package var answersAfter = 3
  package var current: String?
  package private(set) var tries: [String] = []
  package private(set) var own: (name: String, code: String)?
  /// How many times it has become a network.
  package private(set) var openings = 0
  private var asked = 0
  private var trying: (name: String, password: String)?
  private var before: String?
  private var waiting: [(name: String, password: String, strength: Int8)] = []

  package init() {}

  fileprivate func join(_ name: String, _ password: String) {
    if trying == nil { before = current }
    (trying, current, asked) = ((name, password), nil, 0)
    tries.append(name)
  }

  fileprivate func state() -> JoinState {
    asked += 1
    guard let trying else { return current == nil ? .failed : .joined }
    guard asked > answersAfter else { return .trying }
    guard let found = networks.first(where: { $0.name == trying.name }) else { return .absent }
    guard found.password == trying.password else { return .rejected }
    current = trying.name
    self.trying = nil
    return .joined
  }

  fileprivate func giveUp() { (trying, current) = (nil, before) }
  fileprivate func scan() { (asked, waiting) = (0, networks) }

  fileprivate func isScanning() -> Bool {
    asked += 1
    return asked <= answersAfter
  }

  fileprivate func next() -> (name: String, password: String, strength: Int8)? {
    waiting.isEmpty ? nil : waiting.removeFirst()
  }

  fileprivate func open(_ name: String, _ code: String) {
    own = (name, code)
    openings += 1
  }

  fileprivate func close() { own = nil }
}

package struct TestRadio: WiFiRadio, ~Copyable {
  package let air: TestAir

  package init(_ air: TestAir) { self.air = air }

  package var isConnected: Bool { air.current != nil }
  package var address: UInt32 { isConnected ? 0xC0A8_0114 : 0 }
  package var ownAddress: UInt32 { air.own == nil ? 0 : 0xC0A8_0401 }

  package mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>) { air.join(text(name), text(password)) }
  package mutating func joinState() -> JoinState { air.state() }
  package mutating func giveUp() { air.giveUp() }
  package mutating func scan() { air.scan() }
  package mutating func isScanning() -> Bool { air.isScanning() }

  package mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? {
    guard let next = air.next() else { return nil }
    for (index, byte) in next.name.utf8.enumerated() { name[index] = byte }
    return FoundNetwork(count: next.name.utf8.count, strength: next.strength, isProtected: !next.password.isEmpty)
  }

  package mutating func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) { air.open(text(name), text(code)) }
  package mutating func closeOwnNetwork() { air.close() }

  private func text(_ bytes: Span<UInt8>) -> String {
    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }
}
