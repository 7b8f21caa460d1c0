// Clocks whose power is cut at random for years, whose time and settings are set, whose images change and whose flash
// fails. Must
// never give a journal what it says it needs: it is left only two working sectors.

import NorFlash
import Support

public struct JournalTorture {
  public var events = 0
  public var cuts = 0
  public var swaps = 0
  public var steps = 0
  public var sectorFailures = 0
  public var flips = 0
  public var changes = 0
  public var minutes = 0
  public var lost = 0
  public var retirements = 0

  public init() {}

  /// Three images: as many as a journal keeps apart.
  private static let images = [
    SimulatedImage(name: SimulatedImage.mnist.name, counts: SimulatedImage.mnist.counts, levels: mostlyLegible),
    SimulatedImage(name: 0x7465_7374, counts: [980, 1_135, 1_032, 1_010, 982, 892, 958, 1_028, 974, 1_009]),
    SimulatedImage(name: 0x0000_0000, counts: [50, 61, 47, 53, 59, 41, 67, 71, 43, 73], levels: hardlyLegible),
  ]
  /// Runs of illegible glyphs, at the ends of sequences too.
  private static let mostlyLegible: [UInt8] = (0..<70_000).map { (place: Int) -> UInt8 in
    if place % 1_000 < 40 { return UInt8(place % 16) }
    return 15
  }
  /// Of the digits 0 and 1 none.
  private static let hardlyLegible: [UInt8] = (0..<565).map { (place: Int) -> UInt8 in
    if place < 111 { return UInt8(place % 5) }
    if place % 7 == 0 { return 15 }
    return UInt8(place % 11)
  }

  /// One device through `count` events.
  public mutating func run(seed: UInt64, events count: Int) throws {
    do {
      try torture(seed, count)
    } catch let error as JournalViolation {
      throw JournalViolation(
        description: "\(error)\nReplay: JOURNAL_TORTURE=\(seed) swift test -c release --filter JournalTortureTests")
    }
  }

  private mutating func torture(_ seed: UInt64, _ count: Int) throws {
    var random = SplitMix64(seed: seed)
    let sectors = Int.random(in: 4...16, using: &random)
    let chip = NorFlash(
      NorFlashTraits(sectors: sectors, isEncrypted: Bool.random(using: &random)), seed: random.next())
    var healthy = Set(0..<sectors)
    // Where the last record and what is beside it are.
    let place = Place()
    chip.onChange = { change in
      switch change {
      case .program(let offset): place.begun = offset
      case .erase(let sector): place.erased = sector
      }
    }
    defer { chip.onChange = nil }
    var world = JournalWorld(
      chip, images: JournalTorture.images, policy: seed % 3 == 0 ? .everyMinute : .onChange,
      minute: Int64.random(in: 0..<1_000_000, using: &random))
    for _ in 0..<count {
      events += 1
      var quiet = Int.random(in: 0..<4, using: &random)
      // Now and then whole sectors are filled.
      if Int.random(in: 0..<40, using: &random) == 0 { quiet = Int.random(in: 0..<200, using: &random) }
      for _ in 0..<quiet { try runMinute(&world, place) }
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<6:
        // A minute has six operations at most, so this may be some minutes later.
        chip.cutPower(
          after: Int.random(in: 0..<20, using: &random), degree: Double.random(in: 0...1, using: &random))
        while try world.run() { place.note() }
        minutes += 1
        try restart(&world, place, &random)
      case 6..<10:
        if try world.run(cutAfterDrawing: Int.random(in: 0...3, using: &random)) {
          throw JournalViolation(description: "the cut didn't come")
        }
        place.note()
        try restart(&world, place, &random)
      case 10..<14:
        world.cutAtRest()
        try restart(&world, place, &random)
      case 14..<17:
        steps += 1
        world.minute += Int64.random(in: -1_500...1_500, using: &random)
      case 17, 18:
        flips += 1
        flip(chip, place, &random)
      default:
        // A sector fails when it is erased or first written, not in the middle. Three are left: the one in use, the
        // next, and one that a flipped bit may put out of use.
        guard healthy.count > 3, Int.random(in: 0..<30, using: &random) == 0,
          let sector = healthy.sorted().randomElement(using: &random)
        else { continue }
        healthy.remove(sector)
        sectorFailures += 1
        if sector != place.recorded / NorFlash.sectorSize, Bool.random(using: &random) {
          chip.dead.insert(sector)
        } else {
          chip.endurances[sector] = 0
        }
      }
    }
    cuts += world.cuts
    lost += world.lost
  }

  private mutating func runMinute(_ world: inout JournalWorld, _ place: Place) throws {
    minutes += 1
    guard try world.run() else { throw JournalViolation(description: "the power is off without a cut") }
    place.note()
    retirements += world.events.count { if case .sectorRetired = $0 { true } else { false } }
    guard world.isOnRecord else {
      throw JournalViolation(
        description: "the journal could not be written: \(world.events), erased \(world.eraseTimes)")
    }
  }

  /// One start in four is cut, and then again.
  private mutating func restart(_ world: inout JournalWorld, _ place: Place, _ random: inout SplitMix64) throws {
    let isSwap = Int.random(in: 0..<8, using: &random) == 0
    if isSwap { swaps += 1 }
    let image = isSwap ? Int.random(in: 0..<world.images.count, using: &random) : world.image
    if Int.random(in: 0..<6, using: &random) == 0 {
      changes += 1
      world.legible = [0, 1, 50, 99, 100].randomElement(using: &random) ?? 0
    }
    world.powerOn(image: image)
    while Int.random(in: 0..<4, using: &random) == 0 {
      world.chip.cutPower(
        after: Int.random(in: 0..<8, using: &random), degree: Double.random(in: 0...1, using: &random))
      while try world.run() { place.note() }
      world.powerOn(image: image)
    }
  }

  /// Anywhere except in the newest record and the copies beside it, which have no duplicates, and in the sector erased
  /// in the last hour: losing bits takes years.
  private func flip(_ chip: NorFlash, _ place: Place, _ random: inout SplitMix64) {
    let offset = Int.random(in: 0..<chip.size, using: &random)
    let sector = place.recorded / NorFlash.sectorSize * NorFlash.sectorSize
    guard !(sector..<sector + 192).contains(offset), offset / 64 != place.recorded / 64,
      offset / 64 != place.begun / 64,
      offset / NorFlash.sectorSize != place.erased
    else { return }
    chip.flip(bit: offset * 8 + Int.random(in: 0..<8, using: &random))
  }

  private final class Place {
    /// Offsets of the last piece programmed, and of the last piece of a whole record.
    var begun = 0
    var recorded = 0
    /// The last sector erased.
    var erased = 0

    func note() { recorded = begun }
  }
}
