// Folders of MNIST's files in the layouts that people have, and what is said of incomplete ones.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct MNISTFolderTests {
  private let files: MNISTFiles

  init() throws {
    files = try MNISTFiles()
  }

  /// Kaggle's archive hojjatk/mnist-dataset: each file in a folder of its name, maybe with another spelling beside it.
  @Test(arguments: [
    ["t10k-images-idx3-ubyte/t10k-images-idx3-ubyte"],
    ["t10k-images-idx3-ubyte/t10k-images.idx3-ubyte"],
    ["t10k-images.idx3-ubyte/t10k-images-idx3-ubyte.gz"],
    ["t10k-images.idx3-ubyte"],
    ["t10k-images-idx3-ubyte/", "t10k-images.idx3-ubyte"],
    ["t10k-images-idx3-ubyte/", "t10k-images-idx3-ubyte.gz"],
    ["t10k-images-idx3-ubyte/notes.txt", "t10k-images.idx3-ubyte.gz"],
    ["t10k-images-idx3-ubyte/t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"],
  ])
  func layouts(names: [String]) throws {
    try files.writeTestHalf(count: 5)
    try FileManager.default.removeItem(atPath: files.path + "/t10k-images-idx3-ubyte")
    for name in names {
      if let slash = name.firstIndex(of: "/") { try Files.makeFolder("\(files.path)/\(name[..<slash])") }
      guard !name.hasSuffix("/") else { continue }
      let isPacked = name.hasSuffix(".gz")
      try files.write(MNISTFiles.images(count: 5), "images", gzip: isPacked)
      try FileManager.default.moveItem(
        atPath: files.path + (isPacked ? "/images.gz" : "/images"), toPath: "\(files.path)/\(name)")
    }
    #expect(try MNISTFolder(files.path).read(.test).count == 5)
  }

  /// What can't be read doesn't hide a good file; on its own it is reported with its reason.
  @Test func whatCannotBeRead() throws {
    try files.writeTestHalf(count: 5)
    let path = files.path + "/t10k-images-idx3-ubyte"
    try FileManager.default.moveItem(atPath: path, toPath: path + ".kept")
    func reason() -> String? {
      (#expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) })?.description
    }
    try Files.makeFolder(path)
    #expect(reason() == "\(path): it can't be read: Is a directory")
    rmdir(path)
    symlink("t10k-images-idx3-ubyte", path)
    #expect(reason() == "\(path): it can't be read: Too many levels of symbolic links")
    unlink(path)
    symlink("nowhere", path)
    #expect(reason() == "\(path): it can't be read: No such file or directory")
    try FileManager.default.moveItem(atPath: path + ".kept", toPath: files.path + "/t10k-images.idx3-ubyte")
    #expect(try MNISTFolder(files.path).read(.test).count == 5)
  }

  @Test func pipes() throws {
    try files.writeTestHalf(count: 5, gzip: true)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    let (images, labels) = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    for name in [images, labels] { try #require(mkfifo("\(files.path)/\(name)", 0o600) == 0) }
    writer.arguments = [
      "-c", "cd '\(files.path)'; cat \(images).gz > \(images) & exec cat \(labels).gz > \(labels)",
    ]
    try writer.run()
    #expect(try MNISTFolder(files.path).read(.test).labels == [0, 1, 2, 3, 4])
    writer.waitUntilExit()
  }

  @Test func imagesWithoutTheirLabelsNameThem() throws {
    try files.write(MNISTFiles.images(count: 3), "train-images-idx3-ubyte")
    let torn = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.all) }
    let cause = "train-labels-idx1-ubyte is missing, also as .gz, which belongs to train-images-idx3-ubyte"
    #expect(torn?.cause == cause)
  }

  @Test func noImagesAtAllAreTheImagesFault() throws {
    try files.writeTestHalf(count: 0)
    let none = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
    #expect(
      none?.description == "\(files.path)/t10k-images-idx3-ubyte: byte 4: it says that it has 0 images. "
        + "Download or make it again")
  }

  /// Of MNIST itself a half is missing; other people's digits have none, and nothing of them is.
  @Test(arguments: [(9_999, false), (10_000, true)])
  func oneHalfOfMNISTIsEnoughAndSaid(count: Int, isMNIST: Bool) throws {
    try files.writeTestHalf(count: count)
    var said: [String] = []
    #expect(try MNISTFolder(files.path).read(.all) { said.append($0) }.count == count)
    #expect(
      said == (isMNIST ? ["\(files.path) has no training digits: train-images-idx3-ubyte is missing"] : []))
  }

  @Test func aHalfOfAHalfIsSaid() throws {
    try files.writeTestHalf(count: 5)
    var said: [String] = []
    #expect(try MNISTFolder(files.path).read(.all) { said.append($0) }.labels == [0, 1, 2, 3, 4])
    #expect(said == [])
    // Images without labels aren't half of the data set.
    try files.write(MNISTFiles.images(count: 3), "train-images-idx3-ubyte")
    said = []
    #expect(try MNISTFolder(files.path).read(.all) { said.append($0) }.count == 5)
    #expect(said == ["\(files.path) has no training digits: train-labels-idx1-ubyte is missing"])
    let other = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.train) }
    #expect(
      other?.description
        == "\(files.path): train-labels-idx1-ubyte is missing, also as .gz, which belongs to train-images-idx3-ubyte. "
        + "The folder has the test digits alone")
    try files.write(MNISTFiles.labels([7, 8, 9]), "train-labels-idx1-ubyte")
    said = []
    #expect(try MNISTFolder(files.path).read(.all) { said.append($0) }.count == 8)
    #expect(said == [])
    unlink(files.path + "/t10k-labels-idx1-ubyte")
    #expect(try MNISTFolder(files.path).read(.all) { said.append($0) }.labels == [7, 8, 9])
    #expect(said == ["\(files.path) has no test digits: t10k-labels-idx1-ubyte is missing"])
  }

  @Test func missingFilesAndFolders() throws {
    func failure(_ path: String) -> Failure? {
      #expect(throws: Failure.self) { try MNISTFolder(path).read(.all) }
    }
    let empty = failure(files.path)
    #expect(empty?.cause == "train-images-idx3-ubyte and t10k-images-idx3-ubyte are missing, also as .gz")
    #expect(empty?.advice == "`mnist-clock glyphs fetch` gets MNIST")
    let none = failure(files.path + "/none")
    #expect(none?.cause == "there is no such folder" && none?.advice == "`mnist-clock glyphs fetch` gets MNIST")
    try files.write([1], "file")
    #expect(failure(files.path + "/file")?.cause == "the folder can't be read: Not a directory")
  }
}
