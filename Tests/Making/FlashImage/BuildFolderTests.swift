// ESP-IDF's description of a build, with faults. Must never need ESP-IDF.

import FlashImage
import Support
import TestSupport
import Testing

@Suite struct BuildFolderTests {
  private let folder: TemporaryFolder
  private var file: String { folder.path + "/flasher_args.json" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func text(_ files: String, more: String = "") -> String {
    #"{"write_flash_args": ["--flash_mode", "dio"], "flash_files": \#(files), "#
      + #""extra_esptool_args": {"chip": "esp32c3"}\#(more)}"#
  }

  private func failure(_ text: String) throws -> String? {
    try Files.write(text.utf8, to: file)
    let failure = #expect(throws: Failure.self) {
      try FlashLayout(chip: .esp32c3, build: folder.path, table: "none", glyphs: "none", settings: nil)
    }
    #expect(failure?.file == file)
    return failure?.cause
  }

  @Test(arguments: ["[]", "null", "7", "\"text\""]) func whatIsNoObjectIsSaid(text: String) throws {
    #expect(try failure(text) == "it is JSON, but not an object, which ESP-IDF writes")
  }

  @Test func whatIsOfAnotherKindIsNamed() throws {
    #expect(try failure(text("[]")) == "flash_files is not what ESP-IDF writes there")
  }

  /// Decoders silently take one or the other; "\u0030x0" reads as 0x0 too.
  @Test func aKeyThatIsThereTwiceIsRefused() throws {
    let cause = " is there twice, and either could be meant"
    #expect(try failure(text(#"{"0x0": "a", "0x8000": "b", "0x0": "c"}"#)) == "0x0" + cause)
    #expect(try failure(text(#"{"0x0": "a", "\u0030x0" : "c"}"#)) == "0x0" + cause)
    #expect(try failure(text("{}", more: #", "flash_files": {"0x0": "a"}"#)) == "flash_files" + cause)
    #expect(try failure(text("{}", more: #", "other": [{"a": 1}, {"a": {"a": 2, "a": 3}}]"#)) == "a" + cause)
  }

  /// The same key in several objects, and as a value.
  @Test func whatOnlyLooksTwiceIsNot() throws {
    let more =
      #", "app": {"offset": "0x0", "file": "file"}, "b": {"offset": "0x0", "file": "a\"file\": {"}, "c": ["d", "d"]"#
    #expect(try failure(text("{}", more: more)) == "there is no partition table at 0x8000")
  }
}
