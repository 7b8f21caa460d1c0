// `run --page` as people and their programs meet it: Improv from node, pages by curl, names by dig, updates signed by the
// real espsecure. Must never read a code from anywhere but the panels' picture.

import Digits
import Foundation
import GlyphImage
import Pictures
import Support
import TestSupport
import Testing

/// A run with a page of its own, until it is released.
private final class SetUpRun {
  let folder: TemporaryFolder
  let port: UInt16
  private let process: Process
  private let result: () -> Program.Result

  init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    try Files.write(try SetUpRun.image, to: folder.image)
    port = try freePort()
    (process, result) = try Program.start(
      [
        "run", "--image", folder.image, "--page", "\(port)", "--legible", "0", "--events", folder.path + "/events",
        "--frames", folder.path + "/frames", "--minutes", "10",
      ] + arguments, cache: folder.path, folder: folder.path,
      output: try FileHandle(forWritingTo: SetUpRun.output(folder)))
    _ = try said(#/page is at/#)
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Real handwriting, since a reader is to read it.
  private static var image: [UInt8] {
    get throws {
      if let all = try RealDigits.image { return all }
      let digits = try RealDigits.load(for: "a code on the panels")
      let few = min(digits.count, 2_000)
      return try GlyphImageBuilder(.packed).build(
        DigitSet(
          pixels: Array(digits.pixels.prefix(few * DigitSet.pixelsPerImage)), labels: Array(digits.labels.prefix(few))))
    }
  }

  private static func output(_ folder: TemporaryFolder) throws -> URL {
    try Files.write([], to: folder.path + "/output")
    return URL(fileURLWithPath: folder.path + "/output")
  }

  /// What it has said so far.
  var output: String { (try? String(contentsOfFile: folder.path + "/output", encoding: .utf8)) ?? "" }

  /// Waits for something to be said.
  @discardableResult
  func said<T>(_ what: Regex<T>, within seconds: Int = 40) throws -> Regex<T>.Match {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end, process.isRunning {
      if let found = output.firstMatch(of: what) { return found }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failure("it doesn't say that: \(output)\(process.isRunning ? "" : result().errors)")
  }

  func end() -> Program.Result {
    process.interrupt()
    return result()
  }

  /// Asks for a code and reads it; a person who has misread it waits for another one, too.
  func rightCode() throws -> String {
    for _ in 0..<3 {
      #expect(try curl("--data", "", path: "/code").status == "202")
      let code = try code()
      if try curl("--data", "", "--header", "X-Clock-Code: \(code)", path: "/settings").status == "200" { return code }
      Thread.sleep(forTimeInterval: 121)
    }
    throw Failure("three codes in a row were misread")
  }

  /// A digit for each panel, as a reader reads them in the last frame: five pixels for each of the glyph's.
  func code() throws -> String {
    // The refresh of four panels.
    Thread.sleep(forTimeInterval: 4)
    let frames = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/frames").sorted()
    let picture = try GreyPicture(reading: folder.path + "/frames/" + (frames.last ?? ""))
    var files: [String] = []
    for panel in 0..<4 {
      var digit = GreyPicture(width: 28, height: 28, fill: 0)
      for row in 0..<28 {
        for column in 0..<28 {
          let x = ClockPicture.left(of: panel) + 30 + column * 5 + 2
          let y = ClockPicture.top + 55 + row * 5 + 2
          if picture.pixels[y * picture.width + x] < 128 { digit.pixels[row * 28 + column] = 255 }
        }
      }
      files.append("\(folder.path)/panel\(panel).png")
      try digit.writePNG(files[panel])
    }
    let (_, result) = try Program.start(["read", "--json"] + files, cache: folder.path, folder: folder.path)
    return result().output.matches(of: #/"digit": ?(\d)/#).map { String($0.output.1) }.joined()
  }

  func curl(_ arguments: String..., host: String = "127.0.0.1", path: String) throws -> (status: String, body: String) {
    let result = try ChildProcess.run(
      "curl",
      ["--silent", "--show-error", "--max-time", "30", "--write-out", "\n%{http_code}"] + arguments
        + ["http://\(host):\(port)\(path)"])
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
  }

  /// When the first digit was drawn, if any was.
  var firstDigit: String? {
    let text = (try? String(contentsOfFile: folder.path + "/events", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").first { $0.contains("\"drew\"") }.map(String.init)
  }
}

@Suite(.serialized) struct SetUpTests {
  /// From a board out of the box to the right minute: Improv sets the network, and its DHCP names the server.
  @Test func improvLeadsToTheMinute() throws {
    let begin = ContinuousClock.now
    let chrony = try Chrony("local stratum 8")
    let run = try SetUpRun([
      "--serial", "--air", "Some other:net password", "--air", "My net:a password", "--dhcp-ntp",
      "127.0.0.1:\(chrony.port)",
    ])
    let device = String(try run.said(#/serial line is (\S+)/#).output.1)
    // While the panels refresh, with the network's name and password.
    try run.said(#/is a network now/#)
    let client = try ChildProcess.run(
      "node", ["\(RealDigits.root)/Tests/Program/Setup/improv.mjs", device, "My net", "a password"])
    #expect(client.status == 0, "\(client.errors)")
    let told = try #require(
      try JSONSerialization.jsonObject(with: Data(client.output.utf8)) as? [String: Any], "\(client.output)")
    #expect(told["state"] as? Int == 2)
    #expect((told["detected"] as? Int).map { $0 < 1_000 } == true, "\(told)")
    #expect((told["information"] as? [String])?.first == "MNIST Clock")
    #expect((told["networks"] as? [[String]])?.map(\.first) == ["Some other", "My net"])
    #expect(told["wrong"] as? [[Int]] == [[2, 0], [1, 3], [2, 3], [1, 2]])
    #expect(told["joined"] as? Int == 4 && told["page"] as? [String] == ["http://127.0.0.1"])
    let end = begin + .seconds(60)
    while run.firstDigit == nil, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.1) }
    #expect(run.firstDigit != nil, "no minute within 60 s: \(run.output)")
  }

  /// What a phone does: asks for names and its maker's page, finds the clock's, and sets it up.
  @Test func aPhoneLeadsToTheMinute() throws {
    let chrony = try Chrony("local stratum 8")
    let run = try SetUpRun(["--air", "My net:a password", "--dhcp-ntp", "127.0.0.1:\(chrony.port)"])
    try run.said(#/is a network now/#)
    let own = "127.0.4.1"
    let name = try ChildProcess.run(
      "dig", ["+short", "+tries=2", "@\(own)", "-p", "\(run.port)", "captive.apple.com", "A"])
    #expect(name.output == "\(own)\n", "\(name)")
    let none = try ChildProcess.run("dig", ["@\(own)", "-p", "\(run.port)", "captive.apple.com", "AAAA"])
    #expect(none.output.contains("status: NOERROR") && none.output.contains("ANSWER: 0"), "\(none)")
    let led = try run.curl("--include", "--header", "Host: captive.apple.com", host: own, path: "/hotspot-detect.html")
    #expect(led.status == "303" && led.body.contains("Location: http://\(own):\(run.port)/"))
    let page = try run.curl("--compressed", host: own, path: "/")
    #expect(page.status == "200" && page.body.contains("</html>"))
    #expect(try run.curl("--data", "tz=CET-1CEST,M3.5.0,M10.5.0/3", host: own, path: "/settings").status == "200")
    #expect(try run.curl("--data", "wifi=My+net&password=a+password", host: own, path: "/join").status == "202")
    let end = ContinuousClock.now + .seconds(20)
    while try !run.curl(host: own, path: "/join.json").body.contains("joined"), ContinuousClock.now < end {
      Thread.sleep(forTimeInterval: 0.2)
    }
    #expect(try run.curl("--data", "", host: own, path: "/restart").status == "200")
    try run.said(#/The clock restarts/#)
    while run.firstDigit == nil, ContinuousClock.now < end + .seconds(20) { Thread.sleep(forTimeInterval: 0.1) }
    #expect(run.firstDigit != nil, "\(run.output)")
    #expect(try run.curl(path: "/state.json").body.contains("\"cause\":\"restart\""))
    let local = try ChildProcess.run("dig", ["+short", "@127.0.0.1", "-p", "\(run.port)", "mnist-clock.local", "A"])
    #expect(local.output == "127.0.0.1\n", "\(local)")
  }

  /// The clock reads the code off its own panels, as a person would.
  @Test func settingsAndUpdatesTakeTheCodeOnThePanels() throws {
    let signer = try Signer()
    let run = try SetUpRun(["--update-key", signer.digest])
    try run.said(#/panel 4 shows an? \d/#)
    #expect(try run.curl("--data", "hours=12", path: "/settings").status == "403")
    let code = try run.rightCode()
    #expect(try run.curl("--data", "hours=12", "--header", "X-Clock-Code: \(code)", path: "/settings").status == "200")
    #expect(try run.curl(path: "/settings.json").body.contains("\"hours\":[true,\"12\"]"))
    let app = try signer.sign(SignedFile.image(version: "9.9.9"))
    let update = try Program.start(
      ["update", "127.0.0.1:\(run.port)", app, "--code", code], cache: run.folder.path, folder: run.folder.path)
    #expect(update.result().status == 0, "\(update.result())")
    try run.said(#/starts the new app, 9\.9\.9, on trial/#)
    // Older than what runs would be refused; so is what somebody else has signed.
    let stranger = try Signer()
    let other = try stranger.sign(SignedFile.image(version: "9.9.9"))
    try run.said(#/restarts(.|\n)*panel 4 shows an? \d/#)
    let refused = try Program.start(
      ["update", "127.0.0.1:\(run.port)", other, "--code", try run.rightCode()], cache: run.folder.path,
      folder: run.folder.path
    ).result()
    #expect(refused.status == 1 && refused.errors.contains("somebody else has signed it"), "\(refused)")
    #expect(run.end().status == 130)
  }

  @Test func whatCannotBeAnUpdateIsNotSent() throws {
    let folder = try TemporaryFolder()
    try Files.write([UInt8](repeating: 0, count: 8_192), to: folder.path + "/file")
    let result = try Program.run("update", "127.0.0.1:1", folder.path + "/file")
    #expect(result.status == 1 && result.errors.contains("it isn't signed"), "\(result.errors)")
  }
}

/// The maker's key, and the real espsecure.
private struct Signer {
  private let folder: TemporaryFolder
  private let espsecure: [String]
  /// SHA-256 of the public key.
  let digest: String

  init() throws {
    folder = try TemporaryFolder()
    espsecure = [RealDigits.root + "/.build-esptool/python3", "-m", "espsecure"]
    let key = folder.path + "/key.pem"
    try Signer.run(espsecure + ["generate-signing-key", "--version", "2", "--scheme", "rsa3072", key])
    try Signer.run(espsecure + ["digest-sbv2-public-key", "--keyfile", key, "--output", folder.path + "/digest"])
    digest = try Files.read(folder.path + "/digest").map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
      .joined()
  }

  private static func run(_ words: [String]) throws {
    let result = try ChildProcess.run(words[0], Array(words.dropFirst()))
    guard result.status == 0 else { throw Failure("\(words): \(result.output)\(result.errors)") }
  }

  /// - Returns: the signed file.
  func sign(_ bytes: [UInt8]) throws -> String {
    let (plain, signed) = (folder.path + "/app.bin", folder.path + "/signed.bin")
    try Files.write(bytes, to: plain)
    try Signer.run(
      espsecure + ["sign-data", "--version", "2", "--keyfile", folder.path + "/key.pem", "--output", signed, plain])
    return signed
  }
}
