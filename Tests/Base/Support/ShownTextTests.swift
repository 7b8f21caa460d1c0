// Values in messages: on one line, and with visible ends.

import Support
import Testing

@Suite struct ShownTextTests {
  @Test(arguments: [
    ("clock.png", "clock.png"), ("a b", "a b"), ("Zürich", "Zürich"), ("", #""""#), (" a", #"" a""#), ("a ", #""a ""#),
    ("a\nb", #""a\nb""#), ("a\tb\r", #""a\tb\r""#), ("a\u{1B}[2J", #""a\u{1B}[2J""#), ("\u{202E}a", #""\u{202E}a""#),
  ])
  func shown(text: String, shown: String) {
    #expect(text.shown == shown)
  }

  @Test func aFailureHasTheLinesOfItsWriterAlone() {
    #expect(Failure(file: "a\nb", "gone").description == #""a\nb": gone"#)
    #expect(Failure(file: "", "gone").description == #""": gone"#)
    #expect(Failure("here\n  ^\u{1B}[2J", advice: "Look").description == "here\n  ^\\u{1B}[2J. Look")
  }
}
