// What a server may be called, by RFC 1123 and RFC 4291, and by the system's own parser of addresses.
// Must never take an expected value from the firmware.

import Firmware
import Foundation
import Support
import Testing

@Suite struct ServerNameTests {
  private func takes(_ text: String) -> Bool {
    var name = ServerName()
    let isTaken = name.set(Array(text.utf8).span)
    #expect(name.isEmpty != isTaken)
    return isTaken
  }

  /// RFC 1123, 2.1: a label may begin with a digit and have hyphens inside.
  @Test(arguments: [
    "a", "pool.ntp.org", "0.de.pool.ntp.org", "3com.example", "A-B.c--d.EXAMPLE", "xn--bcher-kva.example", "fritz.box",
    "router", "ntp1", "1a.2b", "10.0.0.1a", String(repeating: "n", count: 63), "10.0.0.1", "0.0.0.0", "255.255.255.255",
  ])
  func names(text: String) { #expect(takes(text)) }

  @Test(arguments: [
    "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "-", "a_b", "a b", "a,b", "user@host", "\"10.0.0.1\"",
    "'a'", "10.0.0.1/24", "pool.ntp.org;", "http://a", "a:1", "b\u{FC}cher.example", "a\u{0}", "a\u{7F}", "a\n", "*.a",
    "a(b)",
    String(repeating: "n", count: 64),
    // A name that ends in a number counts as an address, and these aren't valid ones; C libraries read 010 as 8.
    "10", "10.0.0", "10.0.0.1.2", "10.0.0.256", "10.0.0.4294967297", "010.0.0.1", "10.0.0.01", "a.1", "1.2.3.a.4",
    "0x7f.0.0.1.5", "a-1.1",
  ])
  func noNames(text: String) { #expect(!takes(text)) }

  @Test(arguments: [
    "::", "::1", "1::", "fe80::1", "2001:db8::1", "2001:DB8:0:0:8:800:200C:417A", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8", "fe80::1%eth0", "fe80::1%st1", "ff02::101%br-lan",
  ])
  func addresses(text: String) { #expect(takes(text)) }

  @Test(arguments: [
    ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
    "::1:",
    "1:::2", ":1::2", "::1/64", "::1%", "::1%%a", "::1%a b", "[::1]",
  ])
  func noAddresses(text: String) { #expect(!takes(text)) }

  /// inet_pton(3) takes exactly the addresses of the RFCs, and IPv6 with an IPv4 tail, which isn't tried here.
  @Test func theSystemAgreesOnAddresses() {
    var random = SplitMix64(seed: 6)
    var (taken, refused) = (0, 0)
    for _ in 0..<100_000 {
      let isIPv6 = random.next() & 1 == 0
      let parts = (0..<Int.random(in: 1...10, using: &random)).map { _ in
        let digits = Int.random(in: isIPv6 && random.next() % 3 == 0 ? 0...5 : 1...4, using: &random)
        let most = isIPv6 ? 16 : 10
        return (0..<digits).map { _ in String(Int.random(in: 0..<most, using: &random), radix: 16) }.joined()
      }
      let text = (isIPv6 ? parts : Array(parts.prefix(3 + Int(random.next() % 3)))).joined(
        separator: isIPv6 ? ":" : ".")
      // Without a colon it may be a name.
      guard isIPv6 ? text.contains(":") : text.last?.isNumber == true else { continue }
      var address = in6_addr()
      let isRight = inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &address) == 1
      if takes(text) != isRight { Issue.record("\(text): \(isRight)") }
      if isRight { taken += 1 } else { refused += 1 }
    }
    #expect(taken > 4_000 && refused > 50_000, "\(taken) \(refused)")
  }
}
