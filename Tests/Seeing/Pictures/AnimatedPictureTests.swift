// Films, as another decoder sees them. Must never judge one by the code that wrote it.

import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct AnimatedPictureTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/film.png" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func decoded(_ film: AnimatedPicture, plays: Int = 0) throws -> DecodedFilm {
    try film.write(OutputFile(path), plays: plays)
    return try DecodedFilm(path)
  }

  /// Pictures that stay, change in a pixel, in an area or all over: another decoder sees each for its time.
  @Test(arguments: 0..<8 as Range<UInt64>) func anotherDecoderSeesTheSamePictures(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (width, height) = (Int.random(in: 1...24, using: &random), Int.random(in: 1...24, using: &random))
    var film = AnimatedPicture(width: width, height: height)
    var picture = GreyPicture(width: width, height: height, fill: 200)
    var shown: [[UInt8]] = []
    for _ in 0..<60 {
      let (left, top) = (Int.random(in: 0..<width, using: &random), Int.random(in: 0..<height, using: &random))
      switch UInt8.random(in: 0..<4, using: &random) {
      case 0: break
      case 1: picture[left, top] = random.bytes(1)[0]
      case 2:
        for y in top..<height { for x in left..<width { picture[x, y] = random.bytes(1)[0] } }
      default: picture.pixels = random.bytes(width * height)
      }
      let milliseconds = Int.random(in: 0...40, using: &random)
      film.add(picture, milliseconds: milliseconds)
      shown += Array(repeating: picture.pixels, count: milliseconds)
    }
    let found = try decoded(film)
    #expect(found.size == [width, height])
    let foundShown = found.frames.flatMap { Array(repeating: $0.pixels, count: $0.delay[0] * 1000 / $0.delay[1]) }
    #expect(foundShown == shown)
    // libpng, which doesn't know films, sees the first picture.
    #expect(try GreyPicture(reading: path).pixels == shown[0])
  }

  @Test func onlyWhatChangedIsDrawn() throws {
    var film = AnimatedPicture(width: 30, height: 20)
    var picture = GreyPicture(width: 30, height: 20, fill: 255)
    film.add(picture, milliseconds: 10)
    picture[7, 3] = 0
    picture[4, 11] = 0
    film.add(picture, milliseconds: 10)
    picture[29, 19] = 128
    film.add(picture, milliseconds: 10)
    #expect(try decoded(film).frames.map(\.area) == [[30, 20, 0, 0], [4, 9, 4, 3], [1, 1, 29, 19]])
  }

  @Test func equalPicturesAreOneThatStays() throws {
    var film = AnimatedPicture(width: 2, height: 1)
    for (grey, milliseconds) in [(255, 0), (0, 40), (0, 2), (255, 0), (0, 8), (255, 1), (0, 1)] as [(UInt8, Int)] {
      film.add(GreyPicture(width: 2, height: 1, fill: grey), milliseconds: milliseconds)
    }
    let frames = try decoded(film, plays: 3).frames
    #expect(frames.map(\.pixels) == [[0, 0], [255, 255], [0, 0]])
    #expect(frames.map(\.delay) == [[50, 1000], [1, 1000], [1, 1000]])
    #expect(try DecodedFilm(path).plays == 3)
  }

  /// A delay is a fraction of two 16-bit numbers.
  @Test(arguments: [
    (1, [[1, 1000]]), (65_535, [[65_535, 1000]]), (65_540, [[6554, 100]]), (86_400_000, [[65_535, 1], [20_865, 1]]),
    (65_536, [[64, 1], [1536, 1000]]), (65_535_000, [[65_535, 1]]), (65_535_001, [[65_534, 1], [1001, 1000]]),
    (65_536_001, [[65_535, 1], [1001, 1000]]), (65_537_001, [[65_535, 1], [2001, 1000]]),
  ])
  func longTimesAreSplit(milliseconds: Int, delays: [[Int]]) throws {
    var film = AnimatedPicture(width: 2, height: 2)
    film.add(GreyPicture(width: 2, height: 2, fill: 255), milliseconds: 10)
    var picture = GreyPicture(width: 2, height: 2, fill: 255)
    picture[1, 1] = 0
    film.add(picture, milliseconds: milliseconds)
    let frames = try decoded(film).frames
    #expect(frames.map(\.delay) == [[10, 1000]] + delays)
    #expect(frames.dropFirst().allSatisfy { $0.pixels == picture.pixels })
    #expect(delays.reduce(0) { $0 + $1[0] * 1000 / $1[1] } == milliseconds)
  }

  @Test func aLongFirstPictureIsSplitToo() throws {
    var film = AnimatedPicture(width: 2, height: 1)
    film.add(GreyPicture(width: 2, height: 1, fill: 7), milliseconds: 70_001)
    let frames = try decoded(film).frames
    #expect(frames.map(\.pixels) == [[7, 7], [7, 7]])
    #expect(frames.map(\.delay) == [[69, 1], [1001, 1000]])
  }

  @Test func fourPanelsTakeFewBytes() throws {
    var film = AnimatedPicture(width: 928, height: 240)
    var panels = Array(repeating: GreyPicture(width: 200, height: 200, fill: 255), count: 4)
    for minute in 0..<10 {
      for y in 0..<(minute + 1) * 7 { panels[3][100, y] = 0 }
      film.add(ClockPicture.draw(panels), milliseconds: 500)
    }
    try film.write(OutputFile(path))
    #expect(try Files.read(path).count < 4000)
  }

  @Test func aFilmWithoutPicturesIsNone() throws {
    let film = AnimatedPicture(width: 1, height: 1)
    #expect(throws: Failure(file: path, "the film has no pictures")) { try film.write(OutputFile(path)) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func anOldFileIsReplaced() throws {
    try Files.write([1, 2, 3], to: path)
    var film = AnimatedPicture(width: 1, height: 1)
    film.add(GreyPicture(width: 1, height: 1, fill: 9), milliseconds: 1)
    #expect(try decoded(film).frames.map(\.pixels) == [[9]])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["film.png"])
  }
}
