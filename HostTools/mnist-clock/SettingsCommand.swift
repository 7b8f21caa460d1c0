// `mnist-clock settings`: what it takes, and what it says about a device's answers.
// Must never take a password from the command line: it would end up in the shell's history, and in `ps`.

import Commands
import DeviceSettings
import Firmware
import LinkHost
import Support

let settingsCommand = Command(
  "settings",
  summary: "Show and change a device's settings, over its serial port or as an image for its flash.",
  operands: ["WORD…"],
  discussion: """
    With --port it talks to the device's console: `show`, `set KEY VALUE`, `clear KEY` (back to the default) or \
    `restart`, after which changed settings take effect. The same lines can be typed by hand in any serial terminal, \
    115200 8N1.

    With --nvs it makes an image of the NVS partition out of KEY=VALUE words, to be flashed at 0x9000, using \
    esp-idf-nvs-partition-gen, Espressif's Python package. Flashing it replaces all settings of the device.

    wifi is the network's name. Its password is asked for, or is the first line of standard input if that is not \
    a terminal; an empty one means an open network. `set password` changes the password alone.

    tz is the time zone, by name or as a POSIX TZ string, which is what the device keeps. servers are up to four time \
    servers separated by blanks or commas, HOST, HOST:PORT or [ADDRESS]:PORT. panels, style, shades, partials, policy \
    legible and quiet are as `run --help` explains for --panels, --style, --shades, --partials, --policy, --legible and \
    --quiet; hours is 24 or 12.

    Values are checked here, by the device's own parser, before anything is sent or written.
    """,
  options: [
    Option("--port", "PATH", "The device's serial port, such as /dev/ttyACM0."),
    Option(
      "--baud", "N",
      "The port's rate, unless it is USB. Default: 115200. A board with its panels on a PC has 921600 by default."),
    Option("--wait", "SECONDS", "Wait this long for an answer; it is late while panels refresh. Default: 10."),
    Option(
      "--nvs", "FILE", file: .written, "Write this image, which only you can read since it contains the password."),
    Option("--size", "BYTES", "The NVS partition's size in Board/ESP32/partitions.csv. Default: 0x6000."),
  ],
  examples: [
    ("settings --port /dev/ttyACM0 show", "What is set, and the defaults for what is not."),
    ("settings --port /dev/ttyACM0 set wifi \"My Home\"", "Asks for the password."),
    ("settings --port /dev/ttyACM0 set tz Europe/Berlin", "Sends CET-1CEST,M3.5.0,M10.5.0/3."),
    ("settings --port /dev/ttyACM0 set servers 192.168.1.1 time.example:4460", "The router, and another."),
    ("settings --port /dev/ttyACM0 restart", "Now they take effect."),
    (
      "settings --nvs nvs.bin wifi=Home tz=Europe/Berlin servers=192.168.1.1",
      "Then `esptool write_flash 0x9000 nvs.bin`."
    ),
  ],
  run: { arguments in
    switch (arguments.value("--port"), arguments.value("--nvs")) {
    case (let port?, nil):
      guard !arguments.has("--size") else { throw arguments.usageError("--size needs --nvs") }
      return try talk(arguments, port)
    case (nil, let file?):
      for option in ["--wait", "--baud"] where arguments.has(option) {
        throw arguments.usageError("\(option) needs --port")
      }
      return try writeImage(arguments, OutputFile(file, isPrivate: true))
    default: throw arguments.usageError("--port or --nvs is needed. \(SerialPort.advice)")
    }
  })

private func talk(_ arguments: Arguments, _ path: String) throws -> Int32 {
  let wait = try arguments.number("--wait", in: 1...120) ?? 10
  let (command, password) = try line(arguments)
  let rate = try arguments.number("--baud", in: 1...4_000_000) ?? SerialPort.consoleRate
  let session = try ConsoleSession(try SerialPort(path, rate: rate), patience: .seconds(wait))
  let answer = try Elapsed.shown("Waiting for the device") { try session.run(Array(command), password: password) }
  for item in answer.items { try Terminal.write(item + "\n") }
  guard !answer.isRefused else {
    throw Failure(file: path, "the device says: \(answer.end)", advice: "Is its firmware older than this program?")
  }
  if answer.items.isEmpty { try Terminal.write(answer.end + "\n") }
  return 0
}

/// The console's line, and the password that it will ask for.
private func line(_ arguments: Arguments) throws -> (line: [UInt8], password: [UInt8]?) {
  let words = arguments.operands
  let form = "expected show, set KEY VALUE, clear KEY or restart"
  switch words.first {
  case "show" where words.count == 1, "restart" where words.count == 1: return (Array(words[0].utf8), nil)
  case "clear" where words.count == 2:
    let key = try SettingKey(words[1])
    return (Array("clear \(key.text)".utf8), nil)
  case "set" where words.count >= 2:
    let key = try SettingKey(words[1])
    if key == .password {
      guard words.count == 2 else { throw arguments.usageError(passwordAdvice) }
      return (Array("set password".utf8), try password())
    }
    let change = try SettingChange(key, words.dropFirst(2).joined(separator: " "))
    tell(change.notes)
    guard key == .wifi else { return (Array("set \(key.text) ".utf8) + change.value, nil) }
    return (Array("set wifi \"".utf8) + change.value + Array("\"".utf8), try password())
  default: throw arguments.usageError(form)
  }
}

private let passwordAdvice = "the password is prompted for, or read from standard input: here others could see it"

private func password() throws -> [UInt8] {
  let change = try SettingChange(password: try Secret.read("Password, empty for an open network: "))
  tell(change.notes)
  return change.value
}

private func writeImage(_ arguments: Arguments, _ output: OutputFile) throws -> Int32 {
  var changes: [SettingChange] = []
  for word in arguments.operands {
    guard let equals = word.firstIndex(of: "=") else {
      throw arguments.usageError("\(word.shown): settings are written KEY=VALUE")
    }
    let key = try SettingKey(String(word[..<equals]))
    guard key != .password else { throw arguments.usageError(passwordAdvice) }
    guard !changes.contains(where: { $0.key == key }) else {
      throw arguments.usageError("\(key.text) is given twice")
    }
    changes.append(try SettingChange(key, String(word[word.index(after: equals)...])))
  }
  for change in changes { tell(change.notes) }
  guard !changes.isEmpty else { throw arguments.usageError("no settings are given: write them as KEY=VALUE") }
  let size = try imageSize(arguments)
  if let wifi = changes.firstIndex(where: { $0.key == .wifi }) {
    changes.insert(try SettingChange(password: try password()), at: wifi + 1)
  }
  let image = try Elapsed.shown("Making the image") { try NVSPartition.image(changes, size: size) }
  try output.write(image)
  try Terminal.write("\(output.path): \(changes.map(\.key.text).joined(separator: ", ")). Flash it at 0x9000.\n")
  return 0
}

private func imageSize(_ arguments: Arguments) throws -> Int {
  guard let text = arguments.value("--size") else { return NVSPartition.defaultSize }
  let number = text.hasPrefix("0x") ? Int(hexadecimal: text.dropFirst(2)) : Int(decimal: text)
  guard let number, number % 4_096 == 0, (3...256).contains(number / 4_096) else {
    throw arguments.valueError("--size", text, "a multiple of 0x1000, from 0x3000 to 0x100000")
  }
  return number
}
