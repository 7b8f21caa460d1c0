// The rules for a partition given those before it, as in ESP-IDF's gen_esp32part.py. Must never be looser than that:
// what it refuses isn't a table.

import Support

struct PartitionRules {
  /// Sectors of flash; apps begin on pages of the flash cache.
  private static let sector = 0x1000
  private static let appAlignment = 0x10000
  /// 16 bytes in the table, the last of which ends the name.
  private static let longestName = 15
  /// Two sectors, each of which can hold the choice of the app.
  private static let choiceSize = 0x2000
  /// Three pages: with fewer NVS can't be written to.
  private static let smallestNVS = 0x3000

  private var earlier: [(line: Int, partition: Partition)] = []

  /// - Throws: `Failure` without a file or a line.
  mutating func check(_ partition: Partition, line: Int) throws {
    try checkName(partition)
    try PartitionRules.checkPlace(partition)
    if let last = earlier.last, partition.offset < last.partition.range.upperBound {
      throw Failure(
        "\(partition.name) begins at \(hexadecimal(partition.offset)), but \(last.partition.name) in line "
          + "\(last.line) extends to \(hexadecimal(last.partition.range.upperBound))",
        advice: "Partitions must be in order of offset and must not overlap")
    }
    if partition.isChoiceOfApp, let other = earlier.first(where: { $0.partition.isChoiceOfApp }) {
      throw Failure("line \(other.line) already has a data, ota partition", advice: "A table has only one")
    }
    earlier.append((line, partition))
  }

  private func checkName(_ partition: Partition) throws {
    guard !partition.name.isEmpty else { throw Failure("the partition has no name", advice: "It is the first field") }
    guard partition.name.utf8.count <= PartitionRules.longestName else {
      throw Failure(
        "the name \(partition.name) has \(partition.name.utf8.count) bytes, but the table keeps "
          + "\(PartitionRules.longestName)", advice: "Choose a shorter one")
    }
    if let other = earlier.first(where: { $0.partition.name == partition.name }) {
      throw Failure("line \(other.line) already has the name \(partition.name)", advice: "Names must be unique")
    }
  }

  private static func checkPlace(_ partition: Partition) throws {
    let (name, offset, size) = (partition.name, hexadecimal(partition.offset), hexadecimal(partition.size))
    let alignment = partition.isApp ? appAlignment : sector
    guard partition.offset >= PartitionBinary.end else {
      throw Failure(
        "\(name) begins at \(offset), where the bootloader and this table are",
        advice: "The first free offset is \(hexadecimal(PartitionBinary.end))")
    }
    guard partition.offset % alignment == 0 else {
      throw Failure("\(name) begins at \(offset), which is not a multiple of \(hexadecimal(alignment))")
    }
    guard partition.size > 0, !partition.isApp || partition.size % sector == 0 else {
      throw Failure("\(name) has \(size) bytes, which is not a valid size for it")
    }
    guard partition.range.upperBound <= 1 << 32 else {
      throw Failure("\(name) ends beyond the 4 GB that an offset can reach")
    }
    guard !partition.isChoiceOfApp || partition.size == choiceSize else {
      throw Failure("\(name) has \(size) bytes, but a data, ota partition has \(hexadecimal(choiceSize))")
    }
    guard !partition.isSettings || partition.size >= smallestNVS else {
      throw Failure("\(name) has \(size) bytes, but NVS needs \(hexadecimal(smallestNVS)) or more to be writable")
    }
  }
}
