// What readers said of a data set's digits, in a file, and what they said of MNIST's. Must never judge a digit.

import Digits
import Firmware
import Foundation
import ReaderModels
import Support

extension DigitLegibility {
  /// "MNISTLGB", the version in two bytes, two of zero, the CRC-32 of the rest; then five bytes for each digit, the
  /// CRC-32 of its 784 pixels and its label, and how sure of the label readers were in percent. Little endian.
  private static let magic = Array("MNISTLGB".utf8)
  private static let version: UInt16 = 1
  private static let headerSize = 16
  private static let entrySize = 5

  /// What `glyphs judge` has written.
  public init(path: String) throws {
    let file = try Files.read(path)
    guard file.count >= Self.headerSize, file.starts(with: Self.magic) else {
      throw Failure(
        file: path, offset: 0, "it does not begin with MNISTLGB: not a judgement of digits",
        advice: "`mnist-clock glyphs judge --output FILE` makes one; without --legibility that of MNIST is taken")
    }
    let version = Int(file[8]) | Int(file[9]) << 8
    guard version == Self.version else {
      throw Failure(
        file: path, offset: 8, "version \(version); this program reads version \(Self.version)",
        advice: "`mnist-clock glyphs judge --output FILE` makes a new one")
    }
    let entries = file[Self.headerSize...]
    guard CRC32.of(Array(entries).span) == Self.number(file[12..<16]), entries.count % Self.entrySize == 0 else {
      throw Failure(
        file: path, offset: 12, "the judgement is damaged: its CRC-32 is wrong",
        advice: "Copy it again; `mnist-clock glyphs judge --output FILE` makes a new one")
    }
    var certainties: [UInt32: UInt8] = [:]
    for start in stride(from: entries.startIndex, to: entries.endIndex, by: Self.entrySize) {
      certainties[Self.number(entries[start..<start + 4])] = min(100, entries[start + 4])
    }
    try self.init(certainties)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private init(_ certainties: [UInt32: UInt8]) throws {
    self.init(certainties, try ReaderNetwork.allCases.map { try LoadedReader($0) })
  }

  /// Two that differ in it would call the same digits differently legible.
  public var identity: UInt32 {
    var crc = CRC32()
    crc.update(Self.entries(certainties).span)
    for reader in readers { crc.update(reader.bytes.span) }
    return crc.value
  }

  /// Of what has been said of `digits`, all that the shipped readers would say otherwise, or that isn't the highest.
  /// - Parameter certainties: of their labels, 0 to 1.
  public init(_ digits: DigitSet, _ certainties: [Double]) throws {
    let shipped = try DigitLegibility([:]).percents(of: digits)
    var known: [UInt32: UInt8] = [:]
    for index in 0..<digits.count {
      let percent = GlyphLegibility.percent(certainties[index])
      if min(percent, shipped[index]) < 100 { known[Self.key(digits, index)] = percent }
    }
    try self.init(known)
  }

  /// Of MNIST's 70,000 digits; DESIGN.md says how it came about.
  public static func standard() throws -> DigitLegibility {
    guard let path = Bundle.module.path(forResource: "mnist", ofType: "legibility") else {
      throw Failure("the judgement of digits that belongs beside this program is missing", advice: "Build it again")
    }
    return try DigitLegibility(path: path)
  }

  public func write(_ output: OutputFile) throws {
    let entries = Self.entries(certainties)
    let header = Self.magic + littleEndian(Self.version) + [0, 0] + littleEndian(CRC32.of(entries.span))
    try output.write(header + entries)
  }

  private static func entries(_ certainties: [UInt32: UInt8]) -> [UInt8] {
    certainties.sorted { $0.key < $1.key }.flatMap { littleEndian($0.key) + [$0.value] }
  }
}
