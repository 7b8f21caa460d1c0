// `mnist-clock update`: sends a signed app or signed glyphs to a clock in the network, by its page. Must never send what
// the clock would refuse for a reason that can be seen here, nor keep the code.

import Commands
import Foundation
import Support

let updateCommand = Command(
  "update",
  summary: "Send a signed app or signed glyphs to a clock in your network.",
  operands: ["HOST", "FILE"],
  discussion: """
    The clock shows four digits; typed here, they prove that you stand before it. The file is what `espsecure sign-data \
    --version 2` makes of an app or a glyph image, as a release has them in `updates`. The clock goes on showing the time \
    while it takes an app, checks the maker's signature, and starts the new app on trial: if that draws no digit within \
    a quarter of an hour, the one before comes back. Curl does the sending.
    """,
  options: [
    Option("--code", "DIGITS", "The four digits, if the clock shows them already. Default: asks for them.")
  ],
  examples: [
    ("update mnist-clock.local updates/mnist-clock-esp32c3.bin", "A new app."),
    ("update 192.168.1.20 updates/glyphs.bin", "Other handwriting."),
  ],
  run: { arguments in
    let sending = try UpdateSending(host: try arguments.operand(0), file: try arguments.operand(1))
    Interrupt.watch()
    return try sending.run(code: arguments.value("--code"))
  })

private let closed =
  "the clock shows no code now, after wrong ones or ones that nobody typed. Wait, or press its BOOT button"

private struct UpdateSending {
  /// What a signed file is made of.
  private static let sector = 4_096
  /// An app slot, and the partition of the glyphs.
  private static let mostBytes = 0x180000 + sector

  let host: String
  let file: String
  private let bytes: [UInt8]

  init(host: String, file: String) throws {
    // Whatever a browser shows of the clock's address.
    let name = host.hasPrefix("http://") ? host.dropFirst(7).prefix { $0 != "/" } : host[...]
    guard !name.isEmpty, !name.contains("/") else {
      throw Failure("\(host.shown) is no host", advice: "mnist-clock.local, or the clock's address")
    }
    (self.host, self.file) = (String(name), file)
    bytes = try Files.read(file)
    let size = bytes.count
    guard size >= 2 * UpdateSending.sector, size % UpdateSending.sector == 0,
      bytes[size - UpdateSending.sector] == 0xE7
    else {
      throw Failure(
        file: file, "it isn't signed: its last \(UpdateSending.sector.grouped) bytes hold no signature",
        advice: "`espsecure sign-data --version 2 --keyfile KEY --output SIGNED FILE` signs it")
    }
    guard size <= UpdateSending.mostBytes else {
      throw Failure(file: file, "it has \(size.grouped) bytes, more than a clock has room for")
    }
  }

  func run(code given: String?) throws -> Int32 {
    let code = try given ?? ask()
    guard code.count == 4, code.allSatisfy({ "0123456789".contains($0) }) else {
      throw Failure("the code is four digits", advice: "The clock's panels show them, one each")
    }
    // The signature first, so that nothing is overwritten by what somebody else has signed.
    let folder = try TemporaryFolder()
    let ordered = "\(folder.path)/update"
    try Files.write(bytes.suffix(UpdateSending.sector) + bytes.dropLast(UpdateSending.sector), to: ordered)
    let answer = try Elapsed.shown("Sending \(bytes.count.grouped) bytes") {
      try curl(
        ["--data-binary", "@\(ordered)", "--header", "X-Clock-Code: \(code)", "--header", "Content-Type:"], "update")
    }
    switch answer.status {
    case 200:
      try Terminal.write(
        answer.body.contains("\"app\"")
          ? "The clock has taken the app, and starts it now.\n" : "The clock has taken the glyphs.\n")
      return 0
    case 403: throw Failure("the clock refuses the code", advice: "Try again: it shows new digits after two minutes")
    case 429: throw Failure(closed)
    case 503: throw Failure("the clock is busy with another update", advice: "Try again in a few minutes")
    case 422:
      // Their signature came first; what was cut or changed on its way has overwritten some.
      let isLost = answer.body.contains("\"kind\":\"glyphs\"")
      throw Failure(
        UpdateSending.words(answer.body),
        advice: isLost ? "The clock has no digits now: send the glyphs again" : nil)
    default: throw Failure("\(host) answers with status \(answer.status)", advice: "Is it a clock of this project?")
    }
  }

  private func ask() throws -> String {
    let answer = try curl(["--data", ""], "code")
    guard answer.status == 202 else {
      throw Failure(
        answer.status == 429
          ? closed
          : "\(host) answers with status \(answer.status)", advice: "Is it a clock of this project?")
    }
    Terminal.writeError("The four digits that the clock shows: ")
    guard let line = readLine() else { throw Failure("standard input ends before the code", advice: "--code gives it") }
    return line.filter { $0 != " " }
  }

  private func curl(_ options: [String], _ path: String) throws -> (status: Int, body: String) {
    let place = host.contains(":") && !host.hasPrefix("[") && host.filter({ $0 == ":" }).count > 1 ? "[\(host)]" : host
    let result = try ChildProcess.run(
      "curl",
      [
        "--silent", "--show-error", "--connect-timeout", "10", "--max-time", "600", "--write-out", "\n%{http_code}",
      ] + options + ["--", "http://\(place)/\(path)"])
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    guard let status = lines.last.flatMap({ Int($0) }), status > 0 else {
      throw Failure(
        "\(host) can't be reached: \(result.errors.trimmingCharacters(in: .whitespacesAndNewlines))",
        advice: "Is its page on (`set page on`), and this machine in the same network?")
    }
    return (status, lines.dropLast().joined(separator: "\n"))
  }

  /// Faults by the names of Firmware/Setup/PAGES.md.
  private static func words(_ answer: String) -> String {
    let words = [
      "no-key": "the clock's app was built without a maker's key: it takes no updates",
      "not-whole": "the clock says that the file isn't whole",
      "too-large": "it doesn't fit the clock's flash",
      "not-ours": "it is neither an app of this clock nor glyphs",
      "other-chip": "it is for another chip",
      "older": "it is older than the app that runs",
      "rolled-back": "it is no newer than an app that was tried and drew nothing",
      "unsigned": "its signature is missing or damaged",
      "other-key": "somebody else has signed it, not whom this clock trusts",
      "damaged": "it isn't what was signed: a byte has changed",
      "flash": "the clock's flash didn't take it",
      "cut": "it arrived cut: try again",
      "seal-missing": "glyphs have to come with their signature first",
    ]
    let found = words.first { answer.contains("\"fault\":\"\($0.key)\"") }
    return "the clock refuses the file: \(found?.value ?? answer)"
  }
}
