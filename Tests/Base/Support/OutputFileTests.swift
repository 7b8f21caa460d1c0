// Where the path of an output may lead, and that it is written as a shell would. Must never put the machine's own
// device nodes or links at risk: the tests go through links of their own.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct OutputFileTests {
  private let folder: TemporaryFolder
  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
  }

  private func text(_ name: String) throws -> String { String(decoding: try Files.read(path(name)), as: UTF8.self) }

  /// A link to `destination`, which must serve as well as what it leads to.
  private func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: destination)
  }

  private func isStillALink(_ name: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path(name))) != nil
  }

  @Test(arguments: [0o644, 0o600, 0o750, 0o4711, 0o222]) func aReplacedFileKeepsItsMode(old: Int) throws {
    try Files.write("old".utf8, to: path("a"))
    try FileManager.default.setAttributes([.posixPermissions: old], ofItemAtPath: path("a"))
    try OutputFile(path("a")).write("new".utf8)
    #expect(try text("a") == "new" && mode("a") == old && names == ["a"])
  }

  @Test func aPrivateFileIsPrivateWhateverStoodThere() throws {
    try Files.write("old".utf8, to: path("a"))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path("a"))
    for name in ["a", "b"] {
      try OutputFile(path(name), isPrivate: true).write("new".utf8)
      #expect(try text(name) == "new" && mode(name) == 0o600)
    }
    try OutputFile(path("a"), isPrivate: true).live().append(Array("live".utf8))
    #expect(try text("a") == "live" && mode("a") == 0o600)
  }

  /// Whoever has the old file open still sees the old one: the new file takes its place.
  @Test func aRegularFileIsReplacedWhole() throws {
    try Files.write("old".utf8, to: path("a"))
    let before = try #require(FileHandle(forReadingAtPath: path("a")))
    let writer = try OutputFile(path("a")).writer()
    try writer.append(Array("ne".utf8))
    #expect(try text("a") == "old")
    try writer.append(Array("w".utf8))
    try writer.finish()
    #expect(try text("a") == "new" && before.readToEnd() == Data("old".utf8))
  }

  @Test func whatIsNotFinishedLeavesTheOldFileAndNoOther() throws {
    try Files.write("old".utf8, to: path("a"))
    do {
      try OutputFile(path("a")).writer().append([1, 2, 3])
    }
    #expect(try text("a") == "old" && names == ["a"])
  }

  @Test func provingTouchesNothing() throws {
    try Files.write("old".utf8, to: path("a"))
    let before = try FileManager.default.attributesOfItem(atPath: path("a"))
    _ = try OutputFile(path("a"))
    _ = try OutputFile(path("b"))
    _ = try OutputFolder(path("c/d"))
    let after = try FileManager.default.attributesOfItem(atPath: path("a"))
    #expect(try names == ["a"] && text("a") == "old")
    for key in [FileAttributeKey.modificationDate, .systemFileNumber, .size] {
      #expect(before[key] as? NSObject == after[key] as? NSObject)
    }
  }

  /// Relative and absolute links, links to links, through a folder that is a link, and to a file that doesn't exist
  /// yet.
  @Test(arguments: [true, false], [true, false]) func linksAreWrittenThrough(isThere: Bool, isLive: Bool) throws {
    try Files.makeFolder(path("real/deep"))
    if isThere { try Files.write("old".utf8, to: path("real/deep/a")) }
    try link("real/relative", to: "deep/a")
    try link("absolute", to: path("real/deep/a"))
    try link("chained", to: "real/relative")
    try link("longer", to: "./chained")
    try link("folder", to: "real")
    for name in ["real/relative", "absolute", "chained", "longer", "folder/relative", "folder/../folder/deep/a"] {
      let output = try OutputFile(path(name))
      if isLive {
        try output.live().append(Array(name.utf8))
      } else {
        try output.write(name.utf8)
      }
      #expect(try text("real/deep/a") == name)
      if name != "folder/../folder/deep/a" { #expect(isStillALink(name)) }
      if !isThere { try FileManager.default.removeItem(atPath: path("real/deep/a")) }
    }
    #expect(isStillALink("folder") && isStillALink("chained"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: path("real/deep")) == (isThere ? ["a"] : []))
  }

  @Test func aFolderIsWrittenIntoThroughLinks() throws {
    try Files.makeFolder(path("real"))
    try link("there", to: "real")
    try link("dangling", to: "real/new")
    for name in ["there", "dangling", "there/more/still"] {
      let output = try OutputFolder(path(name))
      try output.make()
      try OutputFile(output.path + "/a").write("new".utf8)
    }
    for name in ["real/a", "real/new/a", "real/more/still/a"] { #expect(try text(name) == "new") }
    #expect(isStillALink("there") && isStillALink("dangling"))
  }

  @Test(arguments: [true, false]) func aPipeStaysAPipe(isLive: Bool) throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    try link("link", to: "pipe")
    // Nobody reads yet: the writer waits.
    let writing = meanwhile { [path = path("link")] in
      let writer = try isLive ? OutputFile(path).live() : OutputFile(path).writer()
      try writer.append(Array("through the pipe".utf8))
      try writer.finish()
    }
    Thread.sleep(forTimeInterval: 0.2)
    let reader = try #require(FileHandle(forReadingAtPath: path("pipe")))
    #expect(try reader.readToEnd() == Data("through the pipe".utf8))
    try writing()
    var status = stat()
    #expect(lstat(path("pipe"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(try names == ["link", "pipe"] && isStillALink("link"))
  }

  /// More than a pipe holds, to a reader that goes away: an error, and no death by SIGPIPE.
  @Test func aPipeThatNobodyReadsAnyMoreIsAnError() throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let reading = meanwhile { [path = path("pipe")] in
      let file = open(path, O_RDONLY)
      var byte: UInt8 = 0
      _ = read(file, &byte, 1)
      close(file)
    }
    let output = try OutputFile(path("pipe"))
    #expect(throws: Failure(file: path("pipe"), "it can't be written: Broken pipe")) {
      try output.write([UInt8](repeating: 0, count: 1 << 20))
    }
    try reading()
  }

  /// Does `work` on a thread of its own, where it may wait for the caller.
  /// - Returns: a function that waits for it to end, and throws what it threw.
  private func meanwhile(_ work: @escaping @Sendable () throws -> Void) -> () throws -> Void {
    let (end, outcome) = (DispatchSemaphore(value: 0), Outcome())
    Thread.detachNewThread {
      outcome.result = Result { try work() }
      end.signal()
    }
    return {
      end.wait()
      try outcome.result.get()
    }
  }

  /// Written before its semaphore is signalled, and read after.
  private final class Outcome: @unchecked Sendable {
    var result = Result<Void, any Error>.success(())
  }

  /// The device node is the machine's, but the link is ours.
  @Test func aDeviceStaysADevice() throws {
    let terminal = try PseudoTerminal(isRaw: true)
    try link("terminal", to: terminal.path)
    try OutputFile(path("terminal")).write("to the screen".utf8)
    try OutputFile(terminal.path).live().append(Array(" and more".utf8))
    // The kernel passes a terminal's bytes on in its own time.
    var shown: [UInt8] = []
    for _ in 0..<200 where shown.count < 22 {
      shown += terminal.read()
      if shown.count < 22 { Thread.sleep(forTimeInterval: 0.01) }
    }
    #expect(String(decoding: shown, as: UTF8.self) == "to the screen and more")
    try link("nothing", to: "/dev/null")
    try OutputFile(path("nothing")).write("gone".utf8)
    try link("full", to: "/dev/full")
    let full = Failure(
      file: path("full"), "it can't be written: No space left on device",
      advice: "Free some space, or choose a file elsewhere")
    #expect(throws: full) { try OutputFile(path("full")).write("gone".utf8) }
    #expect(isStillALink("terminal") && isStillALink("nothing") && isStillALink("full"))
  }

  /// A path under /proc or /dev/fd may lead to a file that has no other name.
  @Test func aFileWithoutANameIsWrittenTo() throws {
    let file = open(path("a"), O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    #expect(unlink(path("a")) == 0)
    try OutputFile("/dev/fd/\(file)").write("here".utf8)
    var bytes = [UInt8](repeating: 0, count: 10)
    #expect(pread(file, &bytes, 10, 0) == 4 && bytes.prefix(4) == Array("here".utf8)[...])
    #expect(try names.isEmpty)
  }

  @Test func whatCanNotBeWrittenSaysSo() throws {
    try Files.write("old".utf8, to: path("a"))
    try link("ring", to: "ring")
    try link("nowhere", to: "none/a")
    let other = "Choose another file"
    let reasons = [
      ("none/a", "there is no folder \(path("none"))", "Create the folder first, or choose another file"),
      ("nowhere", "there is no folder \(path("none"))", "Create the folder first, or choose another file"),
      ("a/b", "Not a directory", other), ("ring", "Too many levels of symbolic links", other),
      ("", "Is a directory", other), (".", "Is a directory", other),
      ("b/", "there is no folder \(path("b"))", "Create the folder first, or choose another file"),
      (String(repeating: "a", count: 256), "File name too long", other),
    ]
    for (name, cause, advice) in reasons {
      let failure = Failure(file: path(name), "it can't be written: \(cause)", advice: advice)
      #expect(throws: failure) { try OutputFile(path(name)) }
    }
    #expect(throws: Failure("an output file has no name")) { try OutputFile("") }
    let folder = Failure(
      file: path("a/b"), "nothing can be written there: Not a directory", advice: "Choose another folder")
    #expect(throws: folder) { try OutputFolder(path("a/b")) }
    #expect(try names == ["a", "nowhere", "ring"])
  }
}
