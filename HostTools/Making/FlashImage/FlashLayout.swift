// Everything that is flashed to one chip, each piece checked and in its place.
// Must never let a piece reach where another begins, or where the clock keeps what it remembers.

import GlyphImage
import Support

public struct FlashLayout: Sendable {
  public struct Piece: Sendable {
    /// The partition's name, "bootloader" or "partition-table".
    public let name: String
    public let offset: Int
    public let path: String
    public let bytes: [UInt8]

    public var range: Range<Int> { offset..<offset + bytes.count }
  }

  public let chip: Chip
  /// Ordered by offset.
  public let pieces: [Piece]
  public let partitions: [Partition]
  /// The app's version.
  public let version: String
  let appPath: String
  let flashArguments: [String]

  /// An app must leave this many per cent of its slot free, for future updates.
  private static let spare = 10

  /// The paths of all that would be read in ESP-IDF's build folder, as far as it can be made out.
  @Sendable public static func files(in build: String) -> [String] {
    guard let folder = try? BuildFolder(build) else { return [] }
    return [folder.description, build + "/glyphs.bin"] + folder.files.values.sorted()
  }

  /// `build` is ESP-IDF's folder; `table` the project's partitions as text; `glyphs` and `settings` are
  /// files for their partitions, which aren't part of a build; `glyphs`, which may take a minute to make, is evaluated
  /// last.
  public init(
    chip: Chip, build: String, table: String, glyphs: @autoclosure () throws -> String, settings: String?
  ) throws {
    self.chip = chip
    let folder = try BuildFolder(build)
    guard folder.chip == chip.rawValue else {
      throw Failure(
        file: folder.description, "this build is for \(folder.chip), not for \(chip.rawValue)",
        advice: "`idf.py set-target \(chip.rawValue) build` makes one for it")
    }
    guard let tablePath = folder.files[PartitionBinary.offset] else {
      throw Failure(
        file: folder.description, "there is no partition table at \(hexadecimal(PartitionBinary.offset))",
        advice: "The chips' loaders look for it there")
    }
    try FlashLayout.require(tablePath, at: PartitionBinary.offset, from: "idf.py build")
    partitions = try PartitionBinary.read(tablePath)
    if let difference = partitions.difference(from: try PartitionText.read(table)) {
      throw Failure(
        file: tablePath, "this is not the table of \(table): it has \(difference)",
        advice: "Build again; the project's sdkconfig.defaults names that file")
    }
    var files = folder.files
    let glyphs = try glyphs()
    files[try partitions.named("glyphs", in: tablePath).offset] = glyphs
    if let settings { files[try partitions.named("nvs", in: tablePath).offset] = settings }

    var pieces: [Piece] = []
    for (offset, path) in files.sorted(by: { $0.key < $1.key }) {
      let maker =
        path == glyphs ? "mnist-clock glyphs build" : path == settings ? "mnist-clock settings --nvs" : "idf.py build"
      try FlashLayout.require(path, at: offset, from: maker)
      let piece = Piece(
        name: FlashLayout.name(of: offset, partitions, chip), offset: offset, path: path, bytes: try Files.read(path))
      if let last = pieces.last, last.range.upperBound > offset {
        throw Failure(
          file: last.path, offset: offset - last.offset,
          "\(last.name) extends from \(hexadecimal(last.offset)) into \(piece.name), which begins at \(hexadecimal(offset))"
        )
      }
      pieces.append(piece)
    }
    var version: String?
    var appPath: String?
    for piece in pieces {
      let program = try FlashLayout.check(piece, partitions, chip)
      guard let text = program?.version else { continue }
      guard version == nil else {
        throw Failure(
          file: piece.path, "there is already an app in another slot", advice: "Updates fill the other slot")
      }
      (version, appPath) = (text, piece.path)
    }
    try FlashLayout.checkCompleteness(pieces, partitions, chip, folder.description)
    guard let version, let appPath else { throw Failure(file: folder.description, "there is no app in this build") }
    (self.version, self.appPath) = (version, appPath)
    self.pieces = pieces
    flashArguments = folder.flashArguments
  }

  private static func require(_ path: String, at offset: Int, from maker: String) throws {
    guard Files.isMissing(path) else { return }
    throw Failure(
      file: path, "there is no such file; it belongs at \(hexadecimal(offset))", advice: "`\(maker)` makes it")
  }

  private static func name(of offset: Int, _ partitions: [Partition], _ chip: Chip) -> String {
    switch offset {
    case chip.bootloaderOffset: "bootloader"
    case PartitionBinary.offset: "partition-table"
    default: partitions.first { $0.offset == offset }?.name ?? hexadecimal(offset)
    }
  }

  /// - Returns: its header, if the piece is a program.
  private static func check(_ piece: Piece, _ partitions: [Partition], _ chip: Chip) throws -> ProgramImage? {
    guard !piece.bytes.isEmpty else { throw Failure(file: piece.path, "the file is empty") }
    if piece.offset == chip.bootloaderOffset {
      return try ProgramImage(piece.bytes, piece.path, is: "bootloader", for: chip)
    }
    // The table itself has already been read.
    if piece.offset == PartitionBinary.offset { return nil }
    guard let partition = partitions.first(where: { $0.offset == piece.offset }) else {
      throw Failure(file: piece.path, "no partition begins at \(hexadecimal(piece.offset)), where this file belongs")
    }
    guard piece.bytes.count <= partition.size else {
      throw Failure(
        file: piece.path, offset: partition.size,
        "\(piece.bytes.count.grouped) bytes don't fit in the partition \(partition.name) of \(partition.size.grouped)")
    }
    if partition.isApp { return try checkApp(piece, partition, chip) }
    if partition.isChoiceOfApp { try checkChoiceOfApp(piece, partition) }
    if partition.isSettings { try checkSettings(piece, partition) }
    if partition.name == "glyphs" { _ = try GlyphImageFile(bytes: piece.bytes, named: piece.path) }
    guard partition.name != "journal" else {
      throw Failure(
        file: piece.path, "the journal is the clock's own: a file there would make it show glyphs again",
        advice: "Leave it out of the build")
    }
    return nil
  }

  private static func checkApp(_ piece: Piece, _ slot: Partition, _ chip: Chip) throws -> ProgramImage {
    let image = try ProgramImage(piece.bytes, piece.path, is: "app", for: chip)
    let most = slot.size * 100 / (100 + spare)
    guard piece.bytes.count <= most else {
      throw Failure(
        file: piece.path,
        "the app's \(piece.bytes.count.grouped) bytes leave less than a tenth of that free in \(slot.name): "
          + "at most \(most.grouped) of its \(slot.size.grouped) may be used",
        advice: "Make the app smaller, or the slots of Board/ESP32/partitions.csv larger")
    }
    return image
  }

  /// It must be erased, so that the loader starts the first slot.
  private static func checkChoiceOfApp(_ piece: Piece, _ partition: Partition) throws {
    guard piece.bytes.count == partition.size, piece.bytes.allSatisfy({ $0 == 0xFF }) else {
      throw Failure(
        file: piece.path, offset: piece.bytes.firstIndex { $0 != 0xFF } ?? piece.bytes.count,
        "\(partition.name) selects a different app from the one flashed: it must be \(partition.size.grouped) bytes of FF",
        advice: "`idf.py build` makes such an ota_data_initial.bin")
    }
  }

  /// Pages of 4 KB, each with its state in the first four bytes.
  private static func checkSettings(_ piece: Piece, _ partition: Partition) throws {
    let page = 4_096
    let bad = stride(from: 0, to: piece.bytes.count, by: page).first { offset in
      // Uninitialised, active, full, freeing: bits only go from 1 to 0.
      offset + page > piece.bytes.count
        || ![0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFC, 0xFFFF_FFF8].contains(
          littleEndian(piece.bytes, at: offset, size: 4))
    }
    guard let bad else { return }
    throw Failure(
      file: piece.path, offset: bad, "this is not an NVS image, whose pages are 4,096 bytes each",
      advice: "`mnist-clock settings --nvs` makes one")
  }

  private static func checkCompleteness(
    _ pieces: [Piece], _ partitions: [Partition], _ chip: Chip, _ file: String
  ) throws {
    guard pieces.first?.offset == chip.bootloaderOffset else {
      throw Failure(file: file, "there is no bootloader at \(hexadecimal(chip.bootloaderOffset))")
    }
    // Without a choice the loader starts the first app; with an old one it would start whatever is there.
    let needed = [partitions.first(where: \.isApp), partitions.first(where: \.isChoiceOfApp)].compactMap { $0 }
    for partition in needed where !pieces.contains(where: { $0.offset == partition.offset }) {
      throw Failure(
        file: file, "there is nothing for \(partition.name) at \(hexadecimal(partition.offset))",
        advice: "`idf.py build` makes all of it when the table is Board/ESP32/partitions.csv")
    }
  }
}
