// A NOR flash chip's partition as it behaves, not as one would wish: its operations, and power that is cut in the
// middle of them. Must never help whoever uses it: what a datasheet forbids is done badly, and told.

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

/// Takes each change right after it has happened.
public protocol NorFlashCopy: AnyObject {
  func put(_ bytes: ArraySlice<UInt8>, at offset: Int)
  /// Before the cells, so that no erase goes uncounted.
  func put(erases: UInt32, of sector: Int)
}

public final class NorFlash {
  public static let sectorSize = 4_096
  public static let pieceSize = 16

  public let traits: NorFlashTraits
  /// The cells as they are, encrypted if the flash is; a cell between 0 and 1 has its bit set.
  public var cells: [UInt8] { array.bytes }
  /// Of each sector.
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
  private var array: NorFlashCells
  /// Sectors that the chip refuses to change.
  public var dead: Set<Int> = []
  /// Sectors that wear with each erase after this many in all, instead of the number in the traits.
  public var endurances: [Int: Int] = [:]
  /// Where what the chip holds is kept too, if anywhere.
  let copy: (any NorFlashCopy)?

  public init(_ traits: NorFlashTraits = NorFlashTraits(), seed: UInt64 = 1) {
    self.traits = traits
    array = NorFlashCells(.init(repeating: 0xFF, count: traits.sectors * NorFlash.sectorSize), seed: seed)
    erases = .init(repeating: 0, count: traits.sectors)
    copy = nil
  }

  /// Continues with what a chip held.
  /// - Precondition: `cells` are 4,096 bytes for each of `erases`.
  public init(cells: [UInt8], erases: [UInt32], copy: (any NorFlashCopy)? = nil) {
    precondition(cells.count == erases.count * NorFlash.sectorSize, "A chip is whole sectors")
    traits = NorFlashTraits(sectors: erases.count)
    array = NorFlashCells(cells, seed: 1)
    self.erases = erases
    self.copy = copy
  }

  public var size: Int { array.bytes.count }

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
    return array.read(at: offset, count: count)
  }

  /// Clears the bits that are 0 in `piece`, 16 bytes at a multiple of 16.
  public func program(_ piece: [UInt8], at offset: Int) throws(NorFlashError) {
    guard !isOff else { throw .off }
    guard piece.count == NorFlash.pieceSize, offset % NorFlash.pieceSize == 0 else { throw .misaligned }
    guard offset >= 0, offset + piece.count <= size else { throw .outOfRange }
    let sector = offset / NorFlash.sectorSize
    if array.bytes[offset..<offset + piece.count].contains(where: { $0 != 0xFF }), !array.isWorn(sector) {
      misuse = misuse ?? "bytes from \(offset) on are programmed twice"
    }
    programs += 1
    let degree = begin(.program(offset))
    if dead.contains(sector) {
      try end(degree)
      throw .failed
    }
    let bytes = traits.isEncrypted ? PieceCipher.encrypt(piece[...], at: offset) : piece
    array.program(bytes, at: offset, degree)
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
    copy?.put(erases: erases[sector], of: sector)
    if dead.contains(sector) {
      try end(degree)
      throw .failed
    }
    if erases[sector] > endurances[sector] ?? traits.endurance { wear(sector) }
    array.erase(sector, degree)
    write(offset..<offset + NorFlash.sectorSize)
    try end(degree)
  }

  // MARK: State

  /// Everything that the chip remembers, so that one state can be continued in many ways.
  public struct State {
    fileprivate let array: NorFlashCells
    fileprivate let erases: [UInt32]
    fileprivate let counts: (reads: Int, programs: Int, changes: Int)
    fileprivate let isOff: Bool
  }

  public var state: State {
    State(array: array, erases: erases, counts: (reads, programs, changes), isOff: isOff)
  }

  /// - Parameter seed: for what is random from here on.
  public func restore(_ state: State, seed: UInt64) {
    (array, erases) = (state.array, state.erases)
    array.reseed(seed)
    (reads, programs, changes) = state.counts
    isOff = state.isOff
    cut = nil
  }

  // MARK: Damage

  /// Flips a bit, as happens over the years.
  public func flip(bit: Int) {
    array.flip(bit)
  }

  /// Makes some cells of a sector fail for good.
  public func wear(_ sector: Int) {
    array.wear(sector)
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

  private func write(_ range: Range<Int>) {
    copy?.put(array.bytes[range], at: range.lowerBound)
  }
}

public enum NorFlashChange: Equatable, Sendable {
  /// 16 bytes at an offset.
  case program(Int)
  /// A sector, from 0.
  case erase(Int)
}
