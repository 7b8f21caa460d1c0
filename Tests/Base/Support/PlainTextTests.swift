import Support
import Testing

/// What ECMA-48 and Unicode let a terminal act on instead of showing it.
@Suite struct PlainTextTests {
  @Test func lettersOfEveryScriptStay() {
    #expect(String(plain: Array("Küche 7, кухня, 台所".utf8)) == "Küche 7, кухня, 台所")
  }

  @Test func nothingThatATerminalActsOnStays() {
    let bytes = Array("a\u{1B}[2J\u{7}\r\u{0}\u{7F}\u{9B}1m\u{202E}\u{2028}b".utf8) + [0xFF]
    let text = String(plain: bytes)
    #expect(text == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}1m\u{FFFD}\u{FFFD}b\u{FFFD}")
    for byte in 0..<0x20 as Range<UInt8> { #expect(String(plain: [byte]) == "\u{FFFD}") }
  }
}
