// The files that the host tools take from people: IDX, plain and gzipped, partition tables, ESP-IDF's build folder.
// Must never write anywhere but into a folder of its own.

import Digits
import Foundation
import Support

@testable import FlashImage

private nonisolated(unsafe) let folder: TemporaryFolder = {
  guard let folder = try? TemporaryFolder() else { fatalError("there is no room for a temporary folder") }
  return folder
}()

private func put(_ bytes: [UInt8], _ name: String) -> String {
  let path = "\(folder.path)/\(name)"
  guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { fatalError("\(path) can't be made") }
  return path
}

func fuzzIDX(_ input: inout FuzzInput) {
  let labelCount = Int(input.uint16())
  let labels = put(input.bytes(labelCount), "labels")
  let images = put(Array(input.rest), "images")
  guard let digits = try? IDX.read(images: images, labels: labels) else { return }
  guard digits.pixels.count == 784 * digits.labels.count, digits.labels.allSatisfy({ $0 < 10 }) else {
    fatalError("\(digits.pixels.count) pixels for \(digits.labels.count) labels")
  }
}

func fuzzPartitions(_ input: inout FuzzInput) {
  switch input.number(below: 3) {
  case 0: _ = try? PartitionText.read(put(Array(input.rest), "partitions.csv"))
  case 1: _ = try? PartitionBinary.parse(Array(input.rest), "fuzzed")
  default:
    _ = put(Array(input.rest), "flasher_args.json")
    _ = try? BuildFolder(folder.path)
  }
}
