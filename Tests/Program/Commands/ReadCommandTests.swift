// `mnist-clock read` as people use it: pictures from files, folders and standard input, and files that are wrong.

import Digits
import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct ReadCommandTests {
  private let folder: TemporaryFolder
  private let digits: DigitSet

  init() throws {
    folder = try TemporaryFolder()
    // Drawn ones, which the networks have never seen, and read nearly as well.
    digits = StrokeDigits.make(countPerDigit: 1)
  }

  /// Dark on light, each pixel 4 × 4, on paper around it.
  private func write(_ index: Int, _ name: String) throws {
    var picture = GreyPicture(width: 200, height: 160, fill: 240)
    let image = Array(digits.image(index))
    for y in 0..<112 { for x in 0..<112 { picture[x + 60, y + 20] = 240 - image[y / 4 * 28 + x / 4] / 8 * 7 } }
    try picture.writePNG("\(folder.path)/\(name)")
  }

  private func read(_ words: String..., input: String? = nil) throws -> Program.Result {
    try Program.start(["read"] + words, cache: Program.noCache, folder: folder.path, input: input).result()
  }

  private struct Line: Decodable {
    let file: String
    let index: Int?
    let network: String?
    let digit: Int
    let certainties: [Double]
  }

  private func lines(_ result: Program.Result) throws -> [Line] {
    try result.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  @Test func aPictureGetsFiveBars() throws {
    try write(3, "three.png")
    let result = try read("three.png", "--network", "cnn")
    let text = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(result.status == 0 && result.errors.isEmpty)
    try #require(text.count == 8, "\(result.output)")
    #expect(text[0].hasPrefix("three.png: 3, ") && text[0].hasSuffix(" %"), "\(text[0])")
    #expect(text[1].isEmpty && text[7].isEmpty && text[2].hasPrefix("  3 ") && text[2].contains("███"))
    for line in text[2..<7] { #expect(line.contains(" %"), "\(line)") }
  }

  @Test func jsonHasALineForEachFileAndNetwork() throws {
    for digit in 0..<10 { try write(digit, "test \"\(digit)\".png") }
    let files = (0..<10).map { "test \"\($0)\".png" }
    let one = try Program.start(["read", "--json"] + files, cache: Program.noCache, folder: folder.path).result()
    let single = try lines(one)
    #expect(
      one.status == 0 && single.map(\.file) == files && single.allSatisfy { $0.network == nil && $0.index == nil })
    for line in single {
      #expect(line.certainties.count == 10 && line.certainties.reduce(0, +) == 1)
      #expect(line.certainties.max() == line.certainties[line.digit])
    }
    #expect((0..<10).count { single[$0].digit == $0 } >= 8)
    let both = try lines(read("--network", "both", "--json", files[2]))
    #expect(both.map(\.network) == ["fc", "cnn"] && both[1].certainties == single[2].certainties)
  }

  /// Networks side by side, and what they look at.
  @Test func bothExplainThemselves() throws {
    try write(4, "four.png")
    let result = try read("four.png", "--network", "both", "--explain", "--png", "seen.png")
    #expect(result.status == 0 && result.errors == "seen.png: what was looked at.\n")
    #expect(result.output.contains(" by fc; 4, ") && result.output.contains(" by cnn\n"), "\(result.output)")
    #expect(result.output.contains("what it looked at: cut out, scaled and centred, dark on light turned round\n"))
    let sheet = try GreyPicture(reading: folder.path + "/seen.png")
    #expect(sheet.width >= 140 && sheet.height >= 140 && Set(sheet.pixels).count > 10)
  }

  @Test func standardInputIsAPictureToo() throws {
    try write(7, "seven.png")
    let result = try read("-", "--json", input: folder.path + "/seven.png")
    #expect(try lines(result).map(\.file) == ["-"] && lines(result)[0].digit == 7)
    let nothing = try read("-")
    #expect(nothing.status == 1 && nothing.errors.hasPrefix("mnist-clock: standard input: "), "\(nothing.errors)")
    #expect(try read("-", "-").status == 2)
  }

  /// A folder a digit; one that can't be read is named, and the others are read.
  @Test func namesCarryLabels() throws {
    for digit in 0..<10 {
      try Files.makeFolder("\(folder.path)/all/\(digit)")
      try write(digit, "all/\(digit)/a.png")
    }
    // A two among the ones.
    try write(2, "all/1/b.png")
    try Files.write(Array("no picture".utf8), to: folder.path + "/all/5/broken.png")
    let result = try read("all", "--network", "cnn")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("mnist-clock: all/5/broken.png: "), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
    let text = result.output.split(separator: "\n").map(String.init)
    #expect(text.contains { $0.hasPrefix("all/1/b.png") && $0.contains("  2  ") && $0.hasSuffix("not 1") })
    #expect(text.contains { $0.hasPrefix("cnn: ") && $0.contains(" of 11 read rightly") })
    #expect(text.contains { $0.hasPrefix("  1 ") && $0.hasSuffix(" 50.0 %") }, "\(result.output)")
  }

  /// The files of MNIST itself, whatever digits they hold: labels as they are, and how many were read as what.
  @Test func dataFilesGetATable() throws {
    let digits = StrokeDigits.make(countPerDigit: 20)
    let images = folder.path + "/t10k-images-idx3-ubyte"
    try IDX.write(digits, images: images, labels: folder.path + "/t10k-labels-idx1-ubyte")
    let result = try read("t10k-images-idx3-ubyte")
    let json = try lines(read("t10k-images-idx3-ubyte", "--json"))
    let right = (0..<200).count { json[$0].digit == digits.labels[$0] }
    #expect(json.compactMap(\.index) == Array(0..<200) && right > 140)
    #expect(result.output.hasPrefix("cnn: \(right) of 200 read rightly, "), "\(result.output)")
    try FileManager.default.removeItem(atPath: folder.path + "/t10k-labels-idx1-ubyte")
    let alone = try read("t10k-images-idx3-ubyte")
    #expect(alone.status == 1 && alone.errors.contains("the labels belonging to it are missing"), "\(alone.errors)")
  }

  @Test func aWrongModelIsRefusedBeforeAnythingIsRead() throws {
    try write(1, "one.png")
    let network = RealDigits.root + "/HostTools/Making/ReaderModels/fc.model"
    let same = try read("one.png", "--model", network, "--json")
    #expect(try lines(same)[0].certainties == lines(read("one.png", "--network", "fc", "--json"))[0].certainties)
    var bytes = try Files.read(network)
    bytes[60_000] ^= 1
    try Files.write(bytes, to: folder.path + "/bad.model")
    let result = try read("one.png", "missing.png", "--model", "bad.model")
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.hasPrefix("mnist-clock: bad.model: byte 20: the model is damaged: "), "\(result.errors)")
    #expect(try read("one.png", "--model", network, "--network", "fc").status == 2)
    #expect(try read().status == 2)
    #expect(try read("one.png", "--png", "one.png").status == 2)
    #expect(try GreyPicture(reading: folder.path + "/one.png").width == 200)
  }
}
