// Models that read digits: arbitrary bytes, and such whose size and checksum were then corrected.
// Must never expect more of an accepted model than that it reads within its bounds.

import ReaderModels

@testable import Firmware

private let shipped: [[UInt8]] = ReaderNetwork.allCases.map {
  guard let reader = try? LoadedReader($0) else { fatalError("the project's models can't be read") }
  return reader.bytes
}

func fuzzReader(_ input: inout FuzzInput) {
  let kind = input.number(below: 4)
  // A picture of a few bytes, over and over.
  let pattern = [input.byte(), input.byte(), input.byte(), input.byte(), input.byte()]
  let picture = (0..<784).map { pattern[$0 % pattern.count] }
  switch kind {
  case 0: readAll(Array(input.rest), picture)
  case 1: readAll(mended(Array(input.rest)), picture)
  default:
    var bytes = shipped[kind - 2]
    while !input.isEmpty {
      // Half of the changes are made to the header and the shapes.
      let offset = Int(input.uint16())
      bytes[offset % 2 == 0 ? offset / 2 % 48 : offset / 2 % bytes.count] = input.byte()
    }
    readAll(mended(bytes), picture)
  }
}

private func readAll(_ bytes: [UInt8], _ picture: [UInt8]) {
  guard let reader = try? LoadedReader(bytes: bytes, named: "fuzzed") else { return }
  let read = reader.read(picture)
  let sum = (0..<10).reduce(0) { $0 + Int(read[$1]) }
  guard sum == Certainties.one, (0..<10).allSatisfy({ read[$0] <= read[read.digit] }) else {
    fatalError("\(read.digit) of shares that sum to \(sum)")
  }
}

/// With the right size and checksum.
private func mended(_ bytes: [UInt8]) -> [UInt8] {
  typealias Layout = ReaderModelLayout
  guard bytes.count >= Layout.headerSize else { return bytes }
  var bytes = bytes
  bytes.replaceSubrange(Layout.sizeOffset..<Layout.sizeOffset + 4, with: littleEndian(UInt32(bytes.count)))
  let crc = ReaderModel.checksum(bytes.span)
  bytes.replaceSubrange(Layout.checksumOffset..<Layout.checksumOffset + 4, with: littleEndian(crc))
  return bytes
}
