// `mnist-clock journal`: a journal in a form for people. Must never change the file.

import Commands
import Firmware
import GlyphImage
import NorFlash
import Support

let journalCommand = Command(
  "journal",
  summary: "Show the state of a clock's journal, its history and its wear.",
  operands: ["FILE"],
  discussion: """
    FILE is what `run --flash` keeps, or the 65,536 bytes of the partition `journal` read from a device. Only a file of \
    `run --flash` records how often each sector was erased; a device doesn't. A copy from a device with flash \
    encryption can't be read here.

    Damaged slots are what power cuts leave: the record that was being written then, and the slot behind it.
    """,
  options: [
    Option(
      "--image", "FILE", file: .read,
      "The glyph image, which shows how long each digit's lap is. Default: what `run` has kept, if it is that one."),
    Option("--records", "N", "List the newest N records too."),
  ],
  examples: [
    ("journal journal.flash --image glyphs.bin", "How far each digit has got."),
    ("journal journal.flash --records 10", "The last ten minutes."),
  ],
  run: { arguments in
    let path = try arguments.operand(0)
    if let holder = LockedFile.holder(of: path) {
      try Terminal.write("\(path): \(holder) is using it; this was its state a moment ago.\n\n")
    }
    let (cells, erases) = try NorFlashFile.contents(path)
    let report = JournalReport(cells: cells, erases: erases)
    let image = try arguments.value("--image").map { (path: $0, file: try GlyphImageFile(path: $0)) }
    let listed = try arguments.number("--records", in: 1...JournalLayout.mostSectors * JournalLayout.slotsPerSector)
    guard let newest = report.records.first else {
      try Terminal.write("No record yet.\n\n" + sectors(report, nil))
      return 0
    }
    try Terminal.write(
      "\(report.records.count.grouped) \(report.records.count == 1 ? "record" : "records"); the newest is "
        + "\(Int(newest.record.sequence).grouped), in sector "
        + "\(newest.sector), slot \(newest.slot).\n\n")
    if let image, !report.images.contains(where: { $0.image == image.file.table.journalName }) {
      try Terminal.write("There is no record of \(image.path).\n\n")
    }
    let images = image.map { [$0] } ?? DigitChoice.keptImages()
    for (index, record) in report.images.enumerated() {
      let image = images.first { $0.file.table.journalName == record.image }
      try Terminal.write(positions(record, isCurrent: index == 0, image))
    }
    try Terminal.write(sectors(report, newest.record))
    if let listed { try Terminal.write("\n" + list(report, listed)) }
    return 0
  })

private func positions(_ record: JournalRecord, isCurrent: Bool, _ image: (path: String, file: GlyphImageFile)?)
  -> String
{
  let counts = image?.file.counts
  let name = image?.path ?? "glyph image \(hex(record.image))"
  var text = (isCurrent ? "Now: " : "Before: ") + "\(name), record \(Int(record.sequence).grouped)\n"
  text += "digit       next        of     lap\n"
  for digit in 0..<10 {
    let cursor = Int(record.positions.cursors[digit])
    text += "  \(digit) \(cursor.grouped.leftPadded(to: 12)) "
    text += (counts.map { $0[digit].grouped } ?? "?").leftPadded(to: 9)
    text += Int(record.positions.laps[digit]).grouped.leftPadded(to: 8)
    if let counts { text += "  " + bar(cursor, of: counts[digit]) }
    text += "\n"
  }
  if counts == nil { text += "--image FILE shows how long these laps are.\n" }
  return text + "\n"
}

private func bar(_ cursor: Int, of count: Int) -> String {
  let filled = min(20, 20 * cursor / max(1, count))
  return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
}

private func sectors(_ report: JournalReport, _ newest: JournalRecord?) -> String {
  var text = "sector  records             copies  damaged  erased slots  erases\n"
  for sector in report.sectors.indices {
    let numbers = report.records.filter { $0.sector == sector }.map { Int($0.record.sequence) }
    let range = numbers.isEmpty ? "-" : "\((numbers.min() ?? 0).grouped)–\((numbers.max() ?? 0).grouped)"
    let copies = report.count(sector) { if case .record(let record) = $0 { record.isCarried } else { false } }
    let damaged = report.count(sector) { if case .damaged = $0 { true } else { false } }
    let erased = report.count(sector) { if case .erased = $0 { true } else { false } }
    text += "\(String(sector).leftPadded(to: 6))  \(range.padded(to: 18)) \(String(copies).leftPadded(to: 7))"
    text += "\(String(damaged).leftPadded(to: 9))\(String(erased).leftPadded(to: 14))"
    text += (report.erases.map { Int($0[sector]).grouped } ?? "?").leftPadded(to: 8)
    if let newest, newest.retired & 1 << UInt16(sector) != 0 { text += "  retired" }
    text += "\n"
  }
  return text
}

private func list(_ report: JournalReport, _ count: Int) -> String {
  var text = "    record  place    image     cursors of 0 to 9\n"
  for (sector, slot, record) in report.records.prefix(count) {
    let cursors = (0..<10).map { Int(record.positions.cursors[$0]).grouped }.joined(separator: " ")
    let place = "\(sector)/\(slot)" + (record.isCarried ? "c" : "")
    text +=
      "\(Int(record.sequence).grouped.leftPadded(to: 10))  \(place.padded(to: 7))  \(hex(record.image))  \(cursors)\n"
  }
  return text
}

private func hex(_ value: UInt32) -> String {
  String(value, radix: 16, uppercase: true).leftPadded(to: 8, with: "0")
}
