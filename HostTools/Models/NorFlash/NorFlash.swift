// A partition of a NOR flash chip as it behaves, not as one would wish: worn, cut off in the middle, different at each
// reading. Must never help its user: what a datasheet forbids is done badly, and reported.

import Support

public enum NorFlashError: Error, Equatable {
  /// The power is off: nothing works until `powerOn`.
  case off
  case outOfRange
  case misaligned
  /// The chip says that the operation didn't work. Nothing else shows it.
  case failed
}

/// What the chip is like.
public struct NorFlashTraits: Sendable {
  public var sectors = 16
  /// Erases of a sector before its cells begin to fail, unless the sector has a figure of its own.
  public var endurance = 100_000
  /// Whether bytes go through a cipher of 16-byte units, as with ESP-IDF's flash encryption.
  public var isEncrypted = false

  public init(sectors: Int = 16, endurance: Int = 100_000, isEncrypted: Bool = false) {
    (self.sectors, self.endurance, self.isEncrypted) = (sectors, endurance, isEncrypted)
  }
}

public final class NorFlash {
  public static let sectorSize = 4_096
  public static let pieceSize = 16

  public let traits: NorFlashTraits
  /// The cells as they are, encrypted if the flash is; a cell between 0 and 1 has its bit set.
  public private(set) var cells: [UInt8]
  /// How many times each sector has been erased.
  public private(set) var erases: [UInt32]
  public private(set) var reads = 0
  public private(set) var programs = 0
  public private(set) var isOff = false
  /// The first thing done that a datasheet forbids: bytes programmed twice.
  public private(set) var misuse: String?
  /// Called for each operation that changes cells, before it: what it is and its number, from 0.
  public var onChange: ((NorFlashChange) -> Void)?

  /// When an operation that changes cells is to be cut off: after how many, and at which degree from 0 to 1.
  private var cut: (after: Int, degree: Double)?
  private var changes = 0
  private var random: SplitMix64
  /// Cells that read differently from one time to the next: by sector, bits with the chance that they read 0. Those
  /// left by a power cut go away with the next erase.
  private var unsteady: [[Int: Double]]
  /// Cells that are worn out: they always read the same, or now one way and now the other.
  private var worn: [[Int: WornCell]]
  /// Sectors that the chip refuses to change.
  public var dead: Set<Int> = []
  /// Sectors that wear with each erase after this many in all, instead of the number in the traits.
  public var endurances: [Int: Int] = [:]
  private let file: NorFlashFile?

  /// The first error in writing the file that the chip is kept in.
  public var failure: (any Error)? { file?.failure }

  fileprivate enum WornCell { case stuck(Bool), unsteady(Double) }

  public init(_ traits: NorFlashTraits = NorFlashTraits(), seed: UInt64 = 1) {
    self.traits = traits
    cells = .init(repeating: 0xFF, count: traits.sectors * NorFlash.sectorSize)
    erases = .init(repeating: 0, count: traits.sectors)
    unsteady = .init(repeating: [:], count: traits.sectors)
    worn = .init(repeating: [:], count: traits.sectors)
    random = SplitMix64(seed: seed)
    file = nil
  }

  init(file: NorFlashFile, cells: [UInt8], erases: [UInt32]) {
    traits = NorFlashTraits(sectors: erases.count)
    self.cells = cells
    self.erases = erases
    unsteady = .init(repeating: [:], count: erases.count)
    worn = .init(repeating: [:], count: erases.count)
    random = SplitMix64(seed: 1)
    self.file = file
  }

  public var size: Int { cells.count }

  // MARK: Power

  /// Cuts the power in the middle of an operation that changes cells.
  /// `operations` is how many come before it; at `degree` 0 it has hardly begun, at 1 it is almost done.
  public func cutPower(after operations: Int, degree: Double) {
    cut = (changes + operations, degree)
  }

  /// Cuts the power between two operations.
  public func cutPowerNow() {
    isOff = true
  }

  public func powerOn() {
    isOff = false
    cut = nil
  }

  /// How many operations have changed cells.
  public var changeCount: Int { changes }

  // MARK: Operations

  public func read(at offset: Int, count: Int) throws(NorFlashError) -> [UInt8] {
    guard traits.isEncrypted else { return try readRaw(at: offset, count: count) }
    let first = offset / NorFlash.pieceSize * NorFlash.pieceSize
    let last = (offset + count + NorFlash.pieceSize - 1) / NorFlash.pieceSize * NorFlash.pieceSize
    let raw = try readRaw(at: first, count: last - first)
    var plain: [UInt8] = []
    for piece in stride(from: 0, to: raw.count, by: NorFlash.pieceSize) {
      plain += PieceCipher.decrypt(raw[piece..<piece + NorFlash.pieceSize], at: first + piece)
    }
    return Array(plain[(offset - first)..<(offset - first + count)])
  }

  /// The bytes as they are in the chip.
  public func readRaw(at offset: Int, count: Int) throws(NorFlashError) -> [UInt8] {
    guard !isOff else { throw .off }
    guard offset >= 0, count >= 0, offset + count <= size else { throw .outOfRange }
    reads += 1
    var bytes = Array(cells[offset..<offset + count])
    guard count > 0 else { return bytes }
    for sector in offset / NorFlash.sectorSize...(offset + count - 1) / NorFlash.sectorSize {
      let start = sector * NorFlash.sectorSize
      func put(_ cell: Int, _ isSet: Bool) {
        let byte = start + cell / 8 - offset
        guard byte >= 0, byte < count else { return }
        if isSet { bytes[byte] |= 1 << UInt8(cell % 8) } else { bytes[byte] &= ~(1 << UInt8(cell % 8)) }
      }
      if !unsteady[sector].isEmpty {
        for (cell, chance) in unsteady[sector].sorted(by: { $0.key < $1.key }) { put(cell, !chanceComes(chance)) }
      }
      if !worn[sector].isEmpty {
        for (cell, state) in worn[sector].sorted(by: { $0.key < $1.key }) {
          switch state {
          case .stuck(let isSet): put(cell, isSet)
          case .unsteady(let chance): put(cell, !chanceComes(chance))
          }
        }
      }
    }
    return bytes
  }

  /// Clears the bits that are 0 in `piece`, 16 bytes at a multiple of 16.
  public func program(_ piece: [UInt8], at offset: Int) throws(NorFlashError) {
    guard !isOff else { throw .off }
    guard piece.count == NorFlash.pieceSize, offset % NorFlash.pieceSize == 0 else { throw .misaligned }
    guard offset >= 0, offset + piece.count <= size else { throw .outOfRange }
    let sector = offset / NorFlash.sectorSize
    if cells[offset..<offset + piece.count].contains(where: { $0 != 0xFF }), worn[sector].isEmpty {
      misuse = misuse ?? "bytes from \(offset) on are programmed twice"
    }
    programs += 1
    let degree = begin(.program(offset))
    if dead.contains(sector) {
      try end(degree)
      throw .failed
    }
    let bytes = traits.isEncrypted ? PieceCipher.encrypt(piece[...], at: offset) : piece
    for (index, byte) in bytes.enumerated() where byte != 0xFF {
      for bit in 0..<8 where byte & (1 << UInt8(bit)) == 0 { clear(offset + index, bit, degree) }
    }
    write(offset..<offset + piece.count)
    try end(degree)
  }

  /// Sets all bits of the sector that begins at `offset`.
  public func eraseSector(at offset: Int) throws(NorFlashError) {
    guard !isOff else { throw .off }
    guard offset % NorFlash.sectorSize == 0 else { throw .misaligned }
    guard offset >= 0, offset + NorFlash.sectorSize <= size else { throw .outOfRange }
    let sector = offset / NorFlash.sectorSize
    let degree = begin(.erase(sector))
    erases[sector] += 1
    file?.put(erases: erases[sector], of: sector)
    if dead.contains(sector) {
      try end(degree)
      throw .failed
    }
    if erases[sector] > endurances[sector] ?? traits.endurance { wear(sector) }
    let range = offset..<offset + NorFlash.sectorSize
    if let degree {
      cutErase(range, degree)
    } else {
      unsteady[sector] = [:]
      for index in range { cells[index] = 0xFF }
    }
    write(range)
    try end(degree)
  }

  // MARK: State

  /// Everything that the chip remembers, so that one state can be continued in many ways.
  public struct State {
    fileprivate let cells: [UInt8]
    fileprivate let erases: [UInt32]
    fileprivate let unsteady: [[Int: Double]]
    fileprivate let worn: [[Int: WornCell]]
    fileprivate let counts: (reads: Int, programs: Int, changes: Int)
    fileprivate let isOff: Bool
  }

  public var state: State {
    State(
      cells: cells, erases: erases, unsteady: unsteady, worn: worn, counts: (reads, programs, changes), isOff: isOff)
  }

  /// - Parameter seed: for what is random from here on.
  public func restore(_ state: State, seed: UInt64) {
    (cells, erases, unsteady, worn) = (state.cells, state.erases, state.unsteady, state.worn)
    (reads, programs, changes) = state.counts
    isOff = state.isOff
    cut = nil
    random = SplitMix64(seed: seed)
  }

  // MARK: Damage

  /// Flips a bit, as happens over the years.
  public func flip(bit: Int) {
    cells[bit / 8] ^= 1 << UInt8(bit % 8)
  }

  /// Makes some cells of a sector fail for good.
  public func wear(_ sector: Int) {
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let cell = Int.random(in: 0..<NorFlash.sectorSize * 8, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: worn[sector][cell] = .stuck(false)
      case 1: worn[sector][cell] = .stuck(true)
      default: worn[sector][cell] = .unsteady(Double.random(in: 0.1...0.9, using: &random))
      }
    }
  }

  // MARK: Inside

  /// - Returns: the degree at which this operation is cut off, or nil if it isn't.
  private func begin(_ change: NorFlashChange) -> Double? {
    onChange?(change)
    defer { changes += 1 }
    guard let cut, cut.after == changes else { return nil }
    return cut.degree
  }

  private func end(_ degree: Double?) throws(NorFlashError) {
    guard degree != nil else { return }
    isOff = true
    throw .off
  }

  /// How far a cell has got from its old state to the new one, 0 to 1, if the operation was cut off at `degree`: every
  /// cell has its own pace.
  private func progress(_ degree: Double) -> Double {
    let start = Double.random(in: 0..<0.9, using: &random)
    return min(1, max(0, (degree - start) / 0.1))
  }

  private func clear(_ byte: Int, _ bit: Int, _ degree: Double?) {
    let sector = byte / NorFlash.sectorSize
    let cell = (byte % NorFlash.sectorSize) * 8 + bit
    let progress = degree.map(progress) ?? 1
    if progress == 1 {
      cells[byte] &= ~(1 << UInt8(bit))
      unsteady[sector][cell] = nil
    } else if progress > 0, cells[byte] & (1 << UInt8(bit)) != 0 {
      unsteady[sector][cell] = progress
    }
  }

  /// Chips clear a sector's cells before they set them, so that none are set too far.
  private func cutErase(_ range: Range<Int>, _ degree: Double) {
    let sector = range.lowerBound / NorFlash.sectorSize
    for byte in range {
      for bit in 0..<8 {
        if degree < 0.3 {
          clear(byte, bit, degree / 0.3)
          continue
        }
        let cell = (byte % NorFlash.sectorSize) * 8 + bit
        let progress = progress((degree - 0.3) / 0.7)
        unsteady[sector][cell] = progress > 0 && progress < 1 ? 1 - progress : nil
        if progress > 0 { cells[byte] |= 1 << UInt8(bit) } else { cells[byte] &= ~(1 << UInt8(bit)) }
      }
    }
  }

  private func chanceComes(_ chance: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < chance
  }

  private func write(_ range: Range<Int>) {
    file?.put(cells[range], at: range.lowerBound)
  }
}

public enum NorFlashChange: Equatable, Sendable {
  /// 16 bytes at an offset.
  case program(Int)
  /// A sector, from 0.
  case erase(Int)
}
