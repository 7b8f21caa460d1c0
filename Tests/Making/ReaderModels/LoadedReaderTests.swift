// Models in files: those that come with the project, and what is said of wrong ones.

import Digits
import Firmware
import ReaderModels
import Support
import TestSupport
import Testing

@Suite struct LoadedReaderTests {
  private func fault(_ bytes: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.model"
    try Files.write(bytes, to: path)
    let failure = #expect(throws: Failure.self) { try LoadedReader(path: path) }
    return "\(failure?.description ?? "")".replacing(folder.path + "/", with: "")
  }

  /// So many bytes are allowed, and the digits are drawn by a generator, not by people.
  @Test func theProjectsModelsReadDrawnDigits() throws {
    for (network, most) in [(ReaderNetwork.cnn, 16_000), (.fc, 112_640)] {
      let reader = try LoadedReader(network)
      #expect(reader.bytes.count <= most && reader.name == network.rawValue)
      let digits = StrokeDigits.make(countPerDigit: 10)
      let right = (0..<digits.count).count { reader.read(Array(digits.image($0))).digit == digits.labels[$0] }
      #expect(right >= 70, "\(network): \(right)")
    }
  }

  @Test func faultsAreNamed() throws {
    var model = WrittenModel([.only(.init(repeating: 7, count: 10))])
    let good = model.bytes
    let advice = ". `mnist-clock learn --save FILE` makes such a model\n"
    let copy = ". Copy it again; `mnist-clock learn --save FILE` makes a new one\n"
    func expect(_ bytes: [UInt8], _ text: String) throws { #expect(try fault(bytes) + "\n" == "x.model: " + text) }
    try expect([], "byte 0: it ends after 0 bytes, within the header of 24" + copy)
    try expect(Array(good.prefix(4_000)), "byte 4000: it ends after 4,000 bytes of 7,908" + copy)
    try expect(good + [0], "byte 7908: it says that it has 7,908 bytes, but there are 7,909" + copy)
    try expect(
      Array("MNISTMDL".utf8) + good,
      "byte 0: it does not begin with MNISTRDR: not a model that reads digits, but one that packs the clock's glyphs"
        + advice)
    var bad = good
    bad[5_000] ^= 0x10
    #expect(try fault(bad).hasPrefix("x.model: byte 20: the model is damaged: its CRC-32 is "))
    model.version = 3
    try expect(model.bytes, "byte 8: model version 3; this program reads version 1" + advice)
    model = WrittenModel([.only(.init(repeating: 7, count: 11))])
    try expect(model.bytes, "byte 24: its last layer doesn't give one number for each digit" + advice)
    model = WrittenModel([])
    try expect(model.bytes, "byte 10: it has 0 layers; from 1 to 8 are possible" + advice)
  }

  @Test func everyTruncationIsFound() throws {
    let good = try LoadedReader(.cnn).bytes
    for count in 0..<good.count {
      #expect(throws: Failure.self, "\(count)") { try LoadedReader(bytes: Array(good.prefix(count)), named: "x") }
    }
  }
}
