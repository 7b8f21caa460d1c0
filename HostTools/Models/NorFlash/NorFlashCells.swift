// A NOR flash's cells: worn ones, ones between 0 and 1, and what each reading makes of them.
// Must never be changed but as cells can be: cleared one by one, set by the sector.

import Essentials

struct NorFlashCells {
  /// A cell between 0 and 1 has its bit set.
  private(set) var bytes: [UInt8]

  /// Cells that a cut has left between 0 and 1: bit by sector. They go with the next erase.
  private var unsteady: [[Int: CellFault]]
  /// Cells that are worn out.
  private var worn: [[Int: CellFault]]
  private var random: SplitMix64

  /// What makes a cell read otherwise than it was written: it always reads so, or differently from one time to the next,
  /// with the chance that it reads 0.
  private enum CellFault { case stuck(Bool), unsteady(Double) }

  /// - Parameters: `bytes` are whole sectors; `seed` is of all that is random.
  init(_ bytes: [UInt8], seed: UInt64) {
    self.bytes = bytes
    let sectors = bytes.count / NorFlash.sectorSize
    unsteady = .init(repeating: [:], count: sectors)
    worn = .init(repeating: [:], count: sectors)
    random = SplitMix64(seed: seed)
  }

  /// - Parameter seed: of what is random from here on.
  mutating func reseed(_ seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  func isWorn(_ sector: Int) -> Bool { !worn[sector].isEmpty }

  // MARK: Operations

  /// As they read this time.
  mutating func read(at offset: Int, count: Int) -> [UInt8] {
    var bytes = Array(self.bytes[offset..<offset + count])
    guard count > 0 else { return bytes }
    for sector in offset / NorFlash.sectorSize...(offset + count - 1) / NorFlash.sectorSize {
      let start = sector * NorFlash.sectorSize
      func put(_ cell: Int, _ isSet: Bool) {
        let byte = start + cell / 8 - offset
        guard byte >= 0, byte < count else { return }
        if isSet { bytes[byte] |= 1 << UInt8(cell % 8) } else { bytes[byte] &= ~(1 << UInt8(cell % 8)) }
      }
      for faults in [unsteady[sector], worn[sector]] where !faults.isEmpty {
        for (cell, fault) in faults.sorted(by: { $0.key < $1.key }) {
          switch fault {
          case .stuck(let isSet): put(cell, isSet)
          case .unsteady(let chance): put(cell, !chanceComes(chance))
          }
        }
      }
    }
    return bytes
  }

  /// Clears the bits that are 0 in `piece`.
  /// - Parameter degree: how far it gets, from 0 to 1, where it is cut.
  mutating func program(_ piece: [UInt8], at offset: Int, _ degree: Double?) {
    for (index, byte) in piece.enumerated() where byte != 0xFF {
      for bit in 0..<8 where byte & (1 << UInt8(bit)) == 0 { clear(offset + index, bit, degree) }
    }
  }

  /// - Parameter degree: how far it gets, from 0 to 1, where it is cut.
  mutating func erase(_ sector: Int, _ degree: Double?) {
    let range = sector * NorFlash.sectorSize..<(sector + 1) * NorFlash.sectorSize
    if let degree {
      cutErase(range, degree)
    } else {
      unsteady[sector] = [:]
      for index in range { bytes[index] = 0xFF }
    }
  }

  // MARK: Damage

  /// Turns a bit round, as years do.
  mutating func flip(_ bit: Int) {
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
  }

  /// Lets some cells of a sector fail for good.
  mutating func wear(_ sector: Int) {
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

  /// How far a cell has got from its old state to the new one, 0 to 1, when the operation was cut at `degree`: every
  /// cell has its own pace.
  private mutating func progress(_ degree: Double) -> Double {
    let start = Double.random(in: 0..<0.9, using: &random)
    return min(1, max(0, (degree - start) / 0.1))
  }

  private mutating func clear(_ byte: Int, _ bit: Int, _ degree: Double?) {
    let sector = byte / NorFlash.sectorSize
    let cell = (byte % NorFlash.sectorSize) * 8 + bit
    let progress = degree.map { self.progress($0) } ?? 1
    if progress == 1 {
      bytes[byte] &= ~(1 << UInt8(bit))
      unsteady[sector][cell] = nil
    } else if progress > 0, bytes[byte] & (1 << UInt8(bit)) != 0 {
      unsteady[sector][cell] = .unsteady(progress)
    }
  }

  /// Chips clear a sector's cells before they set them, lest some be set too far.
  private mutating func cutErase(_ range: Range<Int>, _ degree: Double) {
    let sector = range.lowerBound / NorFlash.sectorSize
    for byte in range {
      for bit in 0..<8 {
        if degree < 0.3 {
          clear(byte, bit, degree / 0.3)
          continue
        }
        let cell = (byte % NorFlash.sectorSize) * 8 + bit
        let progress = progress((degree - 0.3) / 0.7)
        unsteady[sector][cell] = progress > 0 && progress < 1 ? .unsteady(1 - progress) : nil
        if progress > 0 { bytes[byte] |= 1 << UInt8(bit) } else { bytes[byte] &= ~(1 << UInt8(bit)) }
      }
    }
  }

  private mutating func chanceComes(_ chance: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < chance
  }
}
