// Every command where standard output or standard error can't be written: full, closed, or a pipe without a reader.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct StandardStreamsTests {
  private let folder: TemporaryFolder
  private let server: LoopbackServer
  private let build: BuildFiles

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 70)
    // Too short to be a reply, and `time` says so.
    server = try LoopbackServer { _ in [[0x24]] }
    build = try BuildFiles()
    try Files.makeFolder(folder.path + "/mnist")
    try Files.makeFolder(folder.path + "/no-tools")
    for half in ["train", "t10k"] {
      try IDX.write(
        StrokeDigits.make(countPerDigit: 3), images: folder.path + "/mnist/\(half)-images-idx3-ubyte",
        labels: folder.path + "/mnist/\(half)-labels-idx1-ubyte")
    }
    let first = try run(["run", "--image", "glyphs.bin", "--at", "12:34", "--flash", "journal.flash"])
    try #require(first.status == 0, "\(first.errors)")
  }

  static let commands = [
    "--help", "run --help", "run --image glyphs.bin --at 12:34",
    "run --image glyphs.bin --at 12:34 --minutes 2 --speed max", "forecast --image glyphs.bin",
    "glyphs build --mnist mnist --codec packed --output built.bin",
    "glyphs inspect glyphs.bin", "glyphs inspect glyphs.bin --digest 1", "glyphs fetch", "civil UTC 0",
    "civil Africa/Casablanca 0", "time 127.0.0.1:PORT", "settings --nvs nvs.bin tz=UTC0", "journal journal.flash",
    "waveforms --kind v1",
    "image --chip esp32c3 --build BUILD --partitions TABLE --glyphs glyphs.bin --output flash.bin",
  ]

  private func start(
    _ words: [String], redirection: String = "", output: FileHandle? = nil
  ) throws -> (process: Process, result: () -> Program.Result) {
    let names = [
      "BUILD": build.path, "TABLE": RealDigits.root + "/Board/ESP32/partitions.csv",
      "127.0.0.1:PORT": "127.0.0.1:\(server.port)",
    ]
    return try Program.start(
      words.map { names[$0] ?? $0 }, cache: folder.path, folder: folder.path,
      path: words == ["glyphs", "fetch"] ? folder.path + "/no-tools" : nil,
      wrapper: redirection.isEmpty ? [] : ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(redirection)"], output: output)
  }

  private func run(_ words: [String], redirection: String = "") throws -> Program.Result {
    try start(words, redirection: redirection).result()
  }

  /// The two that are added here take long.
  @Test(
    arguments: commands + [
      "benchmark --only journal", "glyphs build --mnist mnist --train --steps 20 --output trained.bin",
    ])
  func outputThatCannotBeWrittenIsAnError(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    // /dev/full answers as a full disk does.
    for (redirection, cause) in [(">/dev/full", "No space left on device"), (">&-", "it is closed")] {
      let end = try run(words, redirection: redirection)
      #expect(end.status == 1, "\(redirection): \(end.status) \(end.errors)")
      let message = "mnist-clock: standard output can't be written: \(cause)\n"
      #expect(end.errors.hasSuffix(message), "\(redirection): \(end.errors)")
    }
  }

  /// The work is done all the same; the status tells that a message was lost.
  @Test(arguments: commands)
  func lostMessagesCostNoOutput(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let whole = try run(words)
    for redirection in ["2>/dev/full", "2>&-"] {
      let end = try run(words, redirection: redirection)
      #expect(lines(end.output, command) == lines(whole.output, command), "\(redirection)")
      #expect(end.status == (whole.errors.isEmpty ? whole.status : 1), "\(redirection): \(end.status)")
    }
    #expect(try run(words, redirection: ">/dev/full 2>/dev/full").status == 1)
    #expect(try run(words, redirection: "<&- >&- 2>&-").status == 1)
  }

  /// The figures that `time` prints differ each time.
  private func lines(_ output: String, _ command: String) -> [Substring] {
    let lines = output.split(separator: "\n")
    return command.hasPrefix("time") ? lines.map { $0.prefix { !$0.isNumber } } : lines
  }

  @Test(arguments: commands)
  func aPipeWithoutAReaderEndsQuietly(command: String) throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let words = command.split(separator: " ").map(String.init)
    let whole = try run(words)
    let (process, result) = try start(words, output: pipe.fileHandleForWriting)
    let end = result()
    // 13 is SIGPIPE, by which `yes` ends in `yes | true` too.
    #expect(process.terminationReason == .uncaughtSignal && end.status == 13, "\(end.status)")
    #expect(whole.errors.hasPrefix(end.errors), "\(end.errors)")
  }

  /// With 1 and 2 closed, the next files to be opened would get numbers 1 and 2.
  @Test func noMessageGoesIntoAFile() throws {
    let words = ["run", "--image", "glyphs.bin", "--at", "12:34", "--minutes", "1", "--speed", "max"]
    _ = try run(words + ["--events", "quiet.jsonl", "--flash", "quiet.flash"], redirection: "<&- >&- 2>&-")
    let events = try String(contentsOfFile: folder.path + "/quiet.jsonl", encoding: .utf8)
    #expect(events.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, "\(events)")
    let build = ["glyphs", "build", "--mnist", "mnist", "--codec", "packed", "--output"]
    #expect(try run(build + ["first.bin"]).status == 0)
    _ = try run(build + ["second.bin"], redirection: "<&- >&- 2>&-")
    #expect(try Files.read(folder.path + "/second.bin") == Files.read(folder.path + "/first.bin"))
  }

  @Test func inputThatIsClosedIsAnError() throws {
    let end = try run(["civil", "UTC"], redirection: "<&-")
    #expect(end.status == 1 && end.errors == "mnist-clock: standard input can't be read: it is closed\n")
  }

  /// A pipe to a slow reader, which somebody else made non-blocking.
  @Test func aSlowReaderGetsEverything() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    let numbers = (0..<20_000).map(String.init)
    try Files.write(Array(numbers.joined(separator: "\n").utf8), to: folder.path + "/instants")
    let (_, result) = try Program.start(
      ["civil", "UTC"], cache: folder.path, folder: folder.path, input: folder.path + "/instants",
      output: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    Thread.sleep(forTimeInterval: 0.5)
    let lines = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(result().status == 0)
    #expect(lines.split(separator: "\n").map { String($0.prefix { $0 != " " }) } == numbers)
  }
}
