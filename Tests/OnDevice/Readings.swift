// Digits read by a model, and bytes that are no model given to the reader: what both come to.
// Must never know what the digits are: their labels are the host's business.

/// Digits of MNIST's form and the model that reads them, from one file: the model's size and the number of digits, four
/// bytes each, little endian; the model; 784 bytes a digit.
struct Readings {
  private(set) var crc = CRC32()
  private(set) var accepted: UInt32 = 0
  private(set) var refused: UInt32 = 0
  /// Instructions a reading.
  private(set) var most: UInt32 = 0
  private(set) var mean: UInt32 = 0

  /// Reads all digits. `clock` counts instructions; `put` is told what was read.
  mutating func readAll(
    _ model: Span<UInt8>, _ digits: Span<UInt8>, _ scratch: inout MutableSpan<UInt8>, clock: () -> UInt32,
    put: (Int) -> Void
  ) {
    guard let checked = try? ReaderModel(checking: model) else { return }
    let count = digits.count / 784
    var (thousands, rest): (UInt32, UInt32) = (0, 0)
    for number in 0..<count {
      let before = clock()
      let read = read(digits.extracting(number &* 784..<number &* 784 &+ 784), model, checked, &scratch)
      let taken = clock() &- before
      most = max(most, taken)
      rest &+= taken
      thousands &+= rest / 1_000
      rest %= 1_000
      put(read)
    }
    mean = count > 0 ? thousands / UInt32(truncatingIfNeeded: count) &* 1_000 : 0
  }

  private mutating func read(
    _ picture: Span<UInt8>, _ model: Span<UInt8>, _ checked: ReaderModel, _ scratch: inout MutableSpan<UInt8>
  ) -> Int {
    guard let read = DigitReader.read(picture, model: model, checked: checked, scratch: &scratch) else { return -1 }
    for digit in 0..<10 { crc.update(bytes(read[digit]).span) }
    accepted &+= 1
    return read.digit
  }

  private func bytes(_ share: UInt16) -> [2 of UInt8] {
    [UInt8(truncatingIfNeeded: share), UInt8(truncatingIfNeeded: share &>> 8)]
  }

  /// One model of random bytes: now and then with a right header, with right sizes, or all right but its numbers.
  /// - Parameter room: a multiple of 4 bytes at an address that is one; an accepted model ends where the room ends.
  mutating func tryRandom(
    _ random: inout RandomBytes, _ room: inout MutableSpan<UInt8>, _ picture: Span<UInt8>,
    _ scratch: inout MutableSpan<UInt8>
  ) {
    typealias Layout = ReaderModelLayout
    // Most are small, since small ones try the checks as well as large ones.
    let most = random.next() % 4 == 0 ? UInt32(truncatingIfNeeded: room.count) : 1_024
    var size = Int(random.next() % most)
    for index in 0..<size { room[index] = UInt8(truncatingIfNeeded: random.next() &>> 24) }
    let rightness = random.next() % 8
    if rightness > 0, size >= Layout.headerSize {
      let magic = Layout.magic
      for index in magic.indices { room[index] = magic[index] }
      room.putLittleEndian(UInt32(Layout.version), 2, at: Layout.versionOffset)
      if rightness > 1 {
        room[Layout.layerCountOffset] = UInt8(truncatingIfNeeded: 1 &+ random.next() % 4)
      }
      if rightness > 2 { size = putShapes(&random, &room, size) }
      room.putLittleEndian(UInt32(truncatingIfNeeded: size), at: Layout.sizeOffset)
      let crc = ReaderModel.checksum(room.span.extracting(0..<size))
      room.putLittleEndian(crc, at: Layout.checksumOffset)
    }
    let start = (room.count &- size) & ~3
    for index in stride(from: size &- 1, through: 0, by: -1) { room[start &+ index] = room[index] }
    let model = room.span.extracting(start..<start &+ size)
    if let checked = try? ReaderModel(checking: model) {
      _ = read(picture, model, checked, &scratch)
    } else {
      refused &+= 1
    }
  }

  /// - Returns: the size that the shapes add up to, if the room has it.
  private func putShapes(_ random: inout RandomBytes, _ room: inout MutableSpan<UInt8>, _ given: Int) -> Int {
    typealias Layout = ReaderModelLayout
    let layers = Int(room[Layout.layerCountOffset])
    var (side, inputs, size) = (Layout.side, 1, Layout.headerSize &+ layers &* Layout.shapeSize)
    guard size < given else { return given }
    for layer in 0..<layers {
      let isLast = layer == layers &- 1
      let kernel = isLast ? side : 1 &+ Int(random.next() % UInt32(truncatingIfNeeded: side))
      let pool = !isLast && side &- kernel > 0 ? 1 &+ Int(random.next() & 1) : 1
      let outputs = isLast ? 10 : 4 &+ Int(random.next() % 13)
      let place = Layout.headerSize &+ layer &* Layout.shapeSize
      room[place] = UInt8(truncatingIfNeeded: kernel)
      room[place &+ 1] = UInt8(truncatingIfNeeded: pool)
      room.putLittleEndian(UInt32(truncatingIfNeeded: outputs), 2, at: place &+ 2)
      size &+= outputs &* (isLast ? 4 : 8)
      size &+= (outputs &* kernel &* kernel &* inputs &+ 3) & ~3
      (side, inputs) = ((side &- kernel &+ 1) / pool, outputs)
    }
    return size <= room.count ? size : given
  }
}

/// xorshift32 (Marsaglia, 2003).
struct RandomBytes {
  private var state: UInt32

  init(seed: UInt32) { state = seed &* 2 &+ 1 }

  mutating func next() -> UInt32 {
    state ^= state &<< 13
    state ^= state &>> 17
    state ^= state &<< 5
    return state
  }
}
