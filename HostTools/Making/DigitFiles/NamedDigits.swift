// Whatever paths lead to, digit by digit and in MNIST's form, for somebody who wants each of them read: pictures, and
// files with many digits. Must never end at the first that is wrong, nor need a label.

import DigitForm
import Digits
import Foundation
import Support

public struct NamedDigit: Sendable {
  /// As the user named it, or below what the user named; "-" for standard input.
  public let file: String
  /// Counted from 0, in a file with many.
  public let index: Int?
  /// What the name says, or the file.
  public let label: UInt8?
  public let formed: FormedDigit

  /// For a line of text.
  public var name: String { file.shown + (index.map { ", digit \($0.grouped)" } ?? "") }
}

public struct NamedDigits {
  /// In the order of the names; what a folder holds by its paths.
  public private(set) var pictures: [String] = []
  /// Files in folders that hold no digits.
  public private(set) var leftOut: [String] = []
  private var sets: [DigitSource] = []
  private var found: [Failure] = []
  private let reversal: Reversal

  /// Whether some file has many digits.
  public var hasSets: Bool { !sets.isEmpty }

  /// - Parameter paths: pictures whatever they are called, folders, data files by their names, and "-" for a picture from
  ///   standard input.
  public init(_ paths: [String], reversal: Reversal) {
    self.reversal = reversal
    var data: [String] = []
    for path in paths {
      guard path == "-" || !Files.isFolder(path) else {
        do {
          let before = found.count
          let files = try DigitSource.files(in: path) { found.append($0) }
          let known = files.filter(DigitSource.isKnown)
          leftOut += files.filter { !DigitSource.isKnown($0) }
          if known.isEmpty, found.count == before {
            found.append(DigitSource.nothing(in: path, isEmpty: files.isEmpty))
          }
          data += known.filter { !PictureName.isPicture($0) }
          pictures += known.filter(PictureName.isPicture)
        } catch {
          found.append(NamedDigits.failure(error, path))
        }
        continue
      }
      if DigitSource.isKnown(path), !PictureName.isPicture(path) {
        data.append(path)
      } else {
        pictures.append(path)
      }
    }
    do {
      sets = try DigitSource.sets(data)
    } catch {
      found.append(NamedDigits.failure(error, data[0]))
    }
  }

  /// Pictures first.
  /// - Parameter failed: told of each that can't be read.
  /// - Throws: what `body` throws, and `Failure` once the end was asked for.
  public func forEach(_ body: (NamedDigit) throws -> Void, failed: (Failure) -> Void) throws {
    found.forEach(failed)
    for path in pictures {
      try Interrupt.check()
      let digit: NamedDigit
      do {
        digit = NamedDigit(
          file: path, index: nil, label: PictureName.label(of: path), formed: try formed(path))
      } catch {
        try Interrupt.check()
        failed(NamedDigits.failure(error, path))
        continue
      }
      try body(digit)
    }
    for source in sets {
      let digits: DigitSet
      do {
        digits = try source.digits()
      } catch {
        try Interrupt.check()
        failed(NamedDigits.failure(error, source.path))
        continue
      }
      for index in 0..<digits.count {
        try Interrupt.check()
        guard let formed = try? DigitForm.form(Array(digits.image(index)), width: 28, height: 28, reversal: reversal)
        else {
          failed(
            Failure(
              file: source.path, "digit \(index.grouped) is blank",
              advice: "Remove it, or check whether its pixels range from 0 to 255 as the others' do"))
          continue
        }
        try body(NamedDigit(file: source.path, index: index, label: digits.labels[index], formed: formed))
      }
    }
  }

  private func formed(_ path: String) throws -> FormedDigit {
    guard path == "-" else { return try DigitPicture(path, reversal).formed }
    guard isatty(STDIN_FILENO) == 0 else {
      throw Failure(
        "standard input is the keyboard, and a picture is expected from it",
        advice: "Name a file, or write `mnist-clock read - < FILE`")
    }
    do {
      return try DigitPicture("/dev/stdin", reversal).formed
    } catch var failure as Failure {
      failure.file = "standard input"
      throw failure
    }
  }

  private static func failure(_ error: any Error, _ path: String) -> Failure {
    error as? Failure ?? Failure(file: path, "\(error)")
  }
}
