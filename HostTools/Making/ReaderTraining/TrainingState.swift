// A training that stopped, as a file: what it has learnt, and what its optimiser remembers.
// Must never go on with other digits or another plan than it began with.

import Digits
import Firmware
import Foundation
import Learning
import ReaderModels
import Support

public struct TrainingState: Sendable {
  public let plan: ReaderPlan
  /// Steps taken, by the training and by its optimiser since numbers are rounded.
  let step: Int
  let optimiserStep: Int
  let sums: Judgement
  /// nil while batches are normalised.
  let limits: [Float]?
  let parameters: [Lane]
  let momentum: [Lane]
  let variance: [Lane]
  private let digitCount: Int
  private let digitChecksum: UInt32

  private static let magic = Array("MNISTLRN".utf8)
  private static let version: UInt16 = 1

  init(
    plan: ReaderPlan, digits: DigitSet, step: Int, sums: Judgement, limits: [Float]?, parameters: [Lane], _ adam: Adam
  ) {
    (self.plan, self.step, self.sums, self.limits) = (plan, step, sums, limits)
    (self.parameters, momentum, variance) = (parameters, adam.momentum, adam.variance)
    (optimiserStep, digitCount, digitChecksum) = (adam.step, digits.count, Self.checksum(digits))
  }

  func digests(_ digits: DigitSet) -> Bool {
    digits.count == digitCount && Self.checksum(digits) == digitChecksum
  }

  private static func checksum(_ digits: DigitSet) -> UInt32 {
    var crc = CRC32()
    crc.update(digits.pixels.span)
    crc.update(digits.labels.span)
    return crc.value
  }

  /// Whether a file's bytes are such a state, whole or not.
  public static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  public var bytes: [UInt8] {
    var bytes = Self.magic
    func put<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    put(Self.version)
    bytes += [
      plan.network == .cnn ? 1 : 0, (plan.augments ? 1 : 0) | (plan.isRefining ? 2 : 0) | (limits == nil ? 0 : 4),
    ]
    put(UInt32(plan.epochs))
    put(plan.seed)
    put(UInt32(digitCount))
    put(digitChecksum)
    put(UInt32(step))
    put(UInt32(optimiserStep))
    put(sums.cost.bitPattern)
    put(UInt32(sums.right))
    put(UInt32(sums.amongFive))
    for limit in limits ?? [] { put(limit.bitPattern) }
    for lanes in [parameters, momentum, variance] { lanes.withUnsafeBytes { bytes += $0 } }
    put(CRC32.of(bytes.span))
    return bytes
  }

  /// - Parameter path: for messages.
  public init(_ bytes: [UInt8], path: String) throws {
    var reader = Reader(bytes: bytes[...])
    guard bytes.starts(with: Self.magic) else {
      throw Failure(
        file: path, offset: 0, "it does not begin with MNISTLRN: no training that stopped",
        advice: "`mnist-clock learn --save FILE` keeps one in FILE.state; a model learns on with --extra")
    }
    reader.bytes = bytes.dropFirst(Self.magic.count)
    let version = reader.number(UInt16.self)
    guard version == Self.version else {
      throw Failure(
        file: path, offset: 8, "version \(version) of a training; this program goes on with version \(Self.version)",
        advice: "Begin anew, without --from")
    }
    let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard bytes.count > 64, CRC32.of(bytes.span.extracting(droppingLast: 4)) == stored else {
      throw Failure(
        file: path, offset: bytes.count, "the training is damaged or cut off: its CRC-32 is wrong",
        advice: "Begin anew, without --from")
    }
    let network: ReaderNetwork = reader.number(UInt8.self) == 1 ? .cnn : .fc
    let flags = reader.number(UInt8.self)
    let epochs = Int(reader.number(UInt32.self))
    let seed = reader.number(UInt64.self)
    plan = ReaderPlan(
      network: network, epochs: epochs, seed: seed, augments: flags & 1 != 0, isRefining: flags & 2 != 0)
    digitCount = Int(reader.number(UInt32.self))
    digitChecksum = reader.number(UInt32.self)
    step = Int(reader.number(UInt32.self))
    optimiserStep = Int(reader.number(UInt32.self))
    let cost = Double(bitPattern: reader.number(UInt64.self))
    sums = Judgement(
      cost: cost, right: Int(reader.number(UInt32.self)), amongFive: Int(reader.number(UInt32.self)))
    let architecture = network.architecture
    let isRounded = flags & 4 != 0
    let size = 4 * ((isRounded ? architecture.stages.count : 0) + 3 * architecture.parameterCount)
    guard reader.bytes.count == size + 4 else {
      throw Failure(
        file: path, offset: 64, "the training has another size than one of a \(network.rawValue) has",
        advice: "Begin anew, without --from")
    }
    limits = isRounded ? architecture.stages.map { _ in Float(bitPattern: reader.number(UInt32.self)) } : nil
    let count = architecture.parameterCount / 16
    parameters = reader.lanes(count)
    momentum = reader.lanes(count)
    variance = reader.lanes(count)
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    /// 0 where there are too few bytes.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number {
      let size = Number.bitWidth / 8
      defer { bytes = bytes.dropFirst(size) }
      return bytes.prefix(size).reversed().reduce(0) { ($0 &<< 8) | Number($1) }
    }

    mutating func lanes(_ count: Int) -> [Lane] {
      (0..<count).map { _ in
        var lane = Lane()
        for index in 0..<16 { lane[index] = Float(bitPattern: number(UInt32.self)) }
        return lane
      }
    }
  }
}
