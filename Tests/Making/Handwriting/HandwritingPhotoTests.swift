// Handwriting through a simulated camera: MNIST's test digits in a printed sheet's boxes, photographed under 30 degrees,
// from four sides, in uneven light, with shadows, noise, blur and JPEG. Must never count a box as right for its row alone.

import Foundation
import Handwriting
import Paper
import ReaderModels
import Support
import TestSupport
import Testing

@Suite struct HandwritingPhotoTests {
  /// How many photographs of either paper: 4, or what SHEETS says for the whole form.
  private static let count = ProcessInfo.processInfo.environment["SHEETS"].flatMap { Int($0) } ?? 4
  /// So many at once, for the disk's sake.
  private static let part = 10
  /// Of `SheetCamera.likeness`, to what was written.
  private static let leastLikeness = 0.7

  private struct Tally {
    /// Found or left empty as it should be, like what was written, and read as its row's digit.
    var right = 0
    /// Right but for the reader, who may be right to doubt: MNIST has digits that nobody can read.
    var doubted = 0
    /// Lost, found where there is nothing, or unlike; by place.
    var wrong: [String] = []
    /// Those of `wrong` that no doubt names. A lost one can't be named.
    var unnamed: [String] = []
  }

  @Test(arguments: [PaperSize.a4, .letter]) func nearlyAllBoxesAreRightAndNoneIsWrongUnnamed(paper: PaperSize) throws {
    let folder = try TemporaryFolder()
    try Files.write(SheetPDF.bytes(paper), to: folder.path + "/sheet.pdf")
    let reader = try LoadedReader(.cnn)
    var tally = Tally()
    for first in stride(from: 0, to: Self.count, by: Self.part) {
      // Other photographs for the other paper.
      let camera = try SheetCamera(
        pdf: folder.path + "/sheet.pdf", first: first + (paper == .a4 ? 0 : 100_000),
        count: min(Self.part, Self.count - first))
      for shot in camera.shots { try count(shot, paper, reader, &tally) }
    }
    let all = tally.right + tally.doubted + tally.wrong.count
    #expect(all == 120 * Self.count)
    #expect(tally.right * 100 >= all * 99, "\(tally.right) of \(all); \(tally.doubted) doubted; \(tally.wrong)")
    #expect(tally.unnamed.isEmpty)
    print("\(paper): \(all) boxes, \(tally.right) right, \(tally.doubted) doubted, wrong: \(tally.wrong)")
  }

  private func count(_ shot: SheetCamera.Shot, _ paper: PaperSize, _ reader: LoadedReader, _ tally: inout Tally) throws
  {
    let photo = try HandwritingPhoto(shot.path, reader: reader)
    #expect(photo.paper == paper)
    for (index, written) in shot.written.enumerated() {
      let found = photo.digits.first { $0.row == index / 12 && $0.box == index % 12 + 1 }
      let place = "\(shot.path) row \(index / 12) box \(index % 12 + 1): \(shot.text)"
      let isRight =
        switch (written, found) {
        case (nil, nil): true
        case (let written?, let found?): SheetCamera.likeness(written, found.pixels) >= Self.leastLikeness
        default: false
        }
      if !isRight {
        tally.wrong.append(place)
        if found?.doubt == nil { tally.unnamed.append(place) }
      } else if found?.doubt != nil {
        tally.doubted += 1
      } else {
        tally.right += 1
      }
    }
  }
}
