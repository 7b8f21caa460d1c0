// What is said about a misspelt server. Must never find fault with one that the firmware's parser takes.

import Firmware
import Testing
import UDP

@Suite struct ServerSpellingTests {
  @Test(arguments: [
    ("::1", "an IPv6 address takes brackets, such as [::1]"),
    ("fe80::1:2", "an IPv6 address takes brackets, such as [fe80::1:2]"),
    ("host:0", "a port is a number from 1 to 65535, not 0"), ("host:", "a port is a number from 1 to 65535, not \"\""),
    ("host:65536", "a port is a number from 1 to 65535, not 65536"),
    ("[::1]:ntp", "a port is a number from 1 to 65535, not ntp"), ("[::1", "the closing ] is missing"),
    ("[::1]x", "after the ] comes a colon and the port, or nothing"), (":123", "the host is missing"),
    ("", "the host is missing"), ("[]", "the host is missing"),
    (String(repeating: "a", count: 64), "a host has at most 63 letters here, and this has 64"),
  ])
  func theFaultIsNamed(text: String, fault: String) {
    #expect(ServerSpelling.fault(in: text) == fault)
    #expect(!parses(text))
  }

  @Test(arguments: [
    "host", "host:1", "a.b-c:65535", "1.2.3.4", "[::1]", "[fe80::1]:123", String(repeating: "a", count: 63),
  ])
  func whatIsRightHasNone(text: String) {
    #expect(ServerSpelling.fault(in: text) == nil)
    #expect(parses(text))
  }

  private func parses(_ text: String) -> Bool {
    var name = ServerName()
    return name.parse(Array(text.utf8).span)
  }
}
