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
        "\(partition.name) begins at \(hexadecimal(partition.offset)), but \(last.partition.name) of line "
          + "\(last.line) reaches up to \(hexadecimal(last.partition.range.upperBound))",
        advice: "Partitions stand in the order of their offsets and don't overlap")
    }
    if partition.isChoiceOfApp, let other = earlier.first(where: { $0.partition.isChoiceOfApp }) {
      throw Failure("there is a data, ota partition in line \(other.line) already", advice: "A table has one")
    }
    earlier.append((line, partition))
  }

  private func checkName(_ partition: Partition) throws {
    guard !partition.name.isEmpty else { throw Failure("the partition has no name", advice: "The first field is one") }
    guard partition.name.utf8.count <= PartitionRules.longestName else {
      throw Failure(
        "the name \(partition.name) has \(partition.name.utf8.count) bytes, and the table keeps "
          + "\(PartitionRules.longestName)", advice: "Choose a shorter one")
    }
    if let other = earlier.first(where: { $0.partition.name == partition.name }) {
      throw Failure("\(partition.name) is the name of line \(other.line) already", advice: "Each name stands once")
    }
  }

  private static func checkPlace(_ partition: Partition) throws {
    let (name, offset, size) = (partition.name, hexadecimal(partition.offset), hexadecimal(partition.size))
    let alignment = partition.isApp ? appAlignment : sector
    guard partition.offset >= PartitionBinary.end else {
      throw Failure(
        "\(name) begins at \(offset), where the bootloader and this table lie",
        advice: "The first free offset is \(hexadecimal(PartitionBinary.end))")
    }
    guard partition.offset % alignment == 0 else {
      throw Failure("\(name) begins at \(offset), which is no multiple of \(hexadecimal(alignment))")
    }
    guard partition.size > 0, !partition.isApp || partition.size % sector == 0 else {
      throw Failure("\(name) has \(size) bytes, which is no size of such a partition")
    }
    guard partition.range.upperBound <= 1 << 32 else {
      throw Failure("\(name) ends behind the 4 GB that an offset can tell")
    }
    guard !partition.isChoiceOfApp || partition.size == choiceSize else {
      throw Failure("\(name) has \(size) bytes, and a data, ota partition has \(hexadecimal(choiceSize))")
    }
    guard !partition.isSettings || partition.size >= smallestNVS else {
      throw Failure("\(name) has \(size) bytes, and NVS needs \(hexadecimal(smallestNVS)) or more to be written to")
    }
  }
}
