// Which paths lead to the same file. Must never assume that it exists.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct FileUseTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Files.makeFolder(folder.path + "/sub")
    for name in ["a", "b", "sub/c"] { try Files.write("old".utf8, to: folder.path + "/" + name) }
    for (name, target) in [("to-a", "a"), ("to-new", "new"), ("to-sub", "sub"), ("to-to-new", "./to-new")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
    }
    #expect(Foundation.link(folder.path + "/a", folder.path + "/hard") == 0)
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
  }

  private func clash(_ first: String, _ second: String, isRead: Bool = false) -> String? {
    FileUse.clash(among: [
      FileUse("--one", folder.path + "/" + first, isWritten: !isRead),
      FileUse("--two", folder.path + "/" + second, isWritten: true),
    ])
  }

  @Test(arguments: [
    ("a", "a"), ("a", "./a"), ("a", "to-a"), ("a", "hard"), ("a", "sub/../a"), ("new", "new"), ("new", "./new"),
    ("new", "to-new"), ("to-to-new", "to-new"), ("sub", "to-sub/"), ("sub/c", "to-sub/c"), ("sub/new", "to-sub/new"),
    ("new/deep", "new/./deep/"), ("new/deep", "to-new/deep"),
  ])
  func oneFile(first: String, second: String) {
    let (one, two) = (folder.path + "/" + first, folder.path + "/" + second)
    #expect(clash(first, second)?.hasPrefix("--one \(one) and --two \(two) are one file") == true)
    #expect(clash(first, second, isRead: true) == "--two \(two) would overwrite what --one reads")
  }

  @Test(arguments: [
    ("a", "b"), ("a", "new"), ("new", "newer"), ("a", "sub/a"), ("sub", "sub/c"), ("pipe", "pipe"), ("a/x", "a/x"),
    ("new/a", "newer/a"),
  ])
  func twoFilesOrNone(first: String, second: String) {
    #expect(clash(first, second) == nil && clash(first, second, isRead: true) == nil)
  }

  @Test func readingTwiceAndDevices() {
    let reads = FileUse("--one", folder.path + "/a", isWritten: false)
    let nothing = FileUse("--two", "/dev/null", isWritten: true)
    #expect(FileUse.clash(among: [reads, reads, nothing, nothing]) == nil)
  }
}
