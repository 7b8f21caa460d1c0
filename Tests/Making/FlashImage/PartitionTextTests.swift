// Partition tables as people write them. ESP-IDF 5.5.3's gen_esp32part.py was asked what is right and wrong; where this
// reader refuses more, the test says so. Must never take an expected value from the reader.

import FlashImage
import Foundation
import Support
import Testing

@Suite struct PartitionTextTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ text: String) throws -> [Partition] {
    try Files.write(text.utf8, to: folder.path + "/text")
    return try PartitionText.read(folder.path + "/text")
  }

  private func refuse(_ text: String, line: Int, _ cause: String) {
    let failure = #expect(throws: Failure.self) { try read(text) }
    let isRight = failure?.cause.hasPrefix("line \(line): ") == true && failure?.cause.contains(cause) == true
    #expect(isRight && failure?.file == folder.path + "/text", "\(text): \(failure?.cause ?? "")")
  }

  private static let nvs = "nvs, data, nvs, 0x9000, 0x6000\n"

  /// A byte order mark, Windows line ends, indented comments, ESP-IDF's sixth field left empty, decimal numbers, K.
  @Test(arguments: [
    nvs, "\u{FEFF}" + nvs, "  # a\r\n\r\nnvs, data, nvs, 0x9000, 0x6000\r\n", "nvs,data,nvs,0x9000,0x6000,",
    "\tnvs , data , nvs , 36864 , 24576\n", "nvs, data, nvs, 36K, 24k\n",
  ])
  func takesWhatESPIDFTakes(text: String) throws {
    #expect(try read(text) == [Partition(name: "nvs", type: 1, subtype: 2, offset: 0x9000, size: 0x6000)])
  }

  @Test(arguments: [
    ("nvs, data, nvs, 0x9000", "4 fields, not 5"), ("nvs, data, nvs, , 0x6000", "are not an offset and size"),
    ("nvs, date, nvs, 0x9000, 0x6000", "is not a type and subtype"),
    ("nvs, data, ota_0, 0x9000, 0x6000", "is not a type and subtype"),
    ("nvs, data, nvs, 0x9000, 0x6000, encrypted", "6 fields, not 5"),
    ("nvs, data, nvs, 0x9000, 0x6000 # all", "0x6000 # all are not an offset and size"),
    ("nvs, data, nvs, 0x+9000, 0x6000", "are not an offset and size"),
    ("nvs, data, nvs, 036864, 0x6000", "are not an offset and size"),
    ("nvs, data, nvs, 0x100000000, 0x6000", "are not an offset and size"),
    ("nvs, data, nvs, 9223372036854775807K, 0x6000", "are not an offset and size"),
    ("nvs, data, nvs, 0x8000, 0x6000", "nvs begins at 0x8000, where the bootloader and this table are"),
    ("nvs, data, nvs, 0, 0x6000", "nvs begins at 0x0, where the bootloader"),
    ("nvs, data, nvs, 0x9004, 0x6000", "nvs begins at 0x9004, which is not a multiple of 0x1000"),
    ("nvs, data, nvs, 0x9000, 0x2000", "nvs has 0x2000 bytes, but NVS needs 0x3000"),
    ("a, app, ota_0, 0x19000, 0x10000", "a begins at 0x19000, which is not a multiple of 0x10000"),
    ("a, app, ota_0, 0x10000, 0x10004", "a has 0x10004 bytes, which is not a valid size for it"),
    ("a, data, ota, 0x9000, 0x3000", "a has 0x3000 bytes, but a data, ota partition has 0x2000"),
    // ESP-IDF accepts those from here on: a sign; no name; a name that it would cut; no bytes; what no chip can have.
    ("nvs, data, nvs, +36864, 0x6000", "are not an offset and size"),
    ("nvs, data, nvs, 0x9000, -0", "are not an offset and size"),
    (", data, nvs, 0x9000, 0x6000", "the partition has no name"),
    ("abcdefghijklmnop, data, nvs, 0x9000, 0x6000", "the name abcdefghijklmnop has 16 bytes, but the table keeps 15"),
    ("a, data, phy, 0x9000, 0", "a has 0x0 bytes, which is not a valid size"),
    ("a, data, phy, 0xfffff000, 0x2000", "a ends beyond the 4 GB"),
  ])
  func refusesWhatESPIDFRefuses(line: String, cause: String) {
    refuse("# a\n\n\(line)\n", line: 3, cause)
    // The same with Windows line ends.
    refuse("# a\r\n\r\n\(line)\r\n", line: 3, cause)
  }

  @Test(arguments: [
    (nvs, "line 1 already has the name nvs"),
    ("nvs, data, phy, 0xf000, 0x1000", "line 1 already has the name nvs"),
    ("b, data, phy, 0xe000, 0x1000", "b begins at 0xe000, but nvs in line 1 extends to 0xf000"),
    ("b, data, phy, 0x9000, 0x6000", "b begins at 0x9000, but nvs in line 1 extends to 0xf000"),
    (
      "a, data, ota, 0xf000, 0x2000\nb, data, ota, 0x11000, 0x2000",
      "line 2 already has a data, ota partition"
    ),
  ])
  func refusesWhatDoesNotGoTogether(text: String, cause: String) {
    refuse(Self.nvs + text, line: text.contains("\nb") ? 3 : 2, cause)
  }

  @Test func otherEncodingsAreRefused() throws {
    try Files.write([0x6E, 0xFF, 0x2C], to: folder.path + "/text")
    let failure = #expect(throws: Failure.self) { try PartitionText.read(folder.path + "/text") }
    #expect(failure?.cause == "the partition table is not UTF-8 text")
  }
}
