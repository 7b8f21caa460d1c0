// The program: finds the command, runs it, and turns errors into messages and exit statuses.
// Must never do a command's work.

import Commands
import Firmware
import Foundation
import Support

@main
enum Main {
  static let commands = [
    runCommand, glyphsBuildCommand, glyphsInspectCommand, glyphsJudgeCommand, glyphsFetchCommand, digitsShowCommand,
    digitsExportCommand, digitsImportCommand, readCommand, forecastCommand, civilCommand,
    benchmarkCommand, timeCommand, settingsCommand, journalCommand, waveformsCommand, imageCommand,
    learnCommand, sheetCommand, handwritingCommand, pageCommand, updateCommand, powerCommand,
  ]

  static let introduction = """
    A clock of four e-ink panels that shows the time in MNIST's handwritten digits, every digit in sequence so that \
    none repeats. This program runs its firmware on an emulated device and makes what the real one needs. Without a \
    command it runs the clock.
    """

  static func main() {
    StandardStreams.prepare()
    let status = status(of: Array(CommandLine.arguments.dropFirst()))
    exit(status == 0 && Terminal.hasLostMessages ? 1 : status)
  }

  private static func status(of words: [String]) -> Int32 {
    do {
      try proveUTF8(words)
      if words == ["--version"] {
        try Terminal.write("mnist-clock \(Version.text)\n")
        return 0
      }
      guard let (command, rest) = find(words) else {
        if let word = words.first, !["--help", "-h", "help"].contains(word) {
          throw UsageError(command: nil, cause: needs(word) ?? "there is no command \(word.shown)")
        }
        try Terminal.write(Help.overview(commands, introduction: introduction))
        return 0
      }
      if rest.contains("--help") || rest.contains("-h") {
        try Terminal.write(Help.page(command))
        return 0
      }
      let arguments = try Arguments(rest, for: command)
      try arguments.proveApart()
      return try command.run(arguments)
    } catch let error as UsageError {
      Terminal.writeError("\(error)\n")
      return 2
    } catch is StandardStreams.ReaderIsGone {
      StandardStreams.endWithoutReader()
    } catch {
      Terminal.writeError("mnist-clock: \(error)\n")
      return Interrupt.wasAsked ? 130 : 1
    }
  }

  /// What has to follow a word that several commands begin with; nil for any other.
  private static func needs(_ word: String) -> String? {
    let names = commands.map { $0.name.split(separator: " ").map(String.init) }
    let second = names.filter { $0.count > 1 && $0[0] == word }.map { $0[1] }
    guard let last = second.last else { return nil }
    return "\(word) needs \(second.dropLast().joined(separator: ", ")) or \(last)"
  }

  /// Swift has put U+FFFD for what isn't UTF-8: another name or value than the user's.
  private static func proveUTF8(_ words: [String]) throws(UsageError) {
    for (index, word) in words.enumerated() {
      guard let given = CommandLine.unsafeArgv[index + 1], String(validatingCString: given) == nil else { continue }
      throw UsageError(
        command: nil, cause: "the argument \(word.shown) is not UTF-8, which every name and value must be")
    }
  }

  /// The command that `words` begin with and the words after it; `run` if they don't begin with one.
  private static func find(_ words: [String]) -> (Command, ArraySlice<String>)? {
    guard let first = words.first else { return (runCommand, []) }
    if first.hasPrefix("--"), first != "--help" { return (runCommand, words[...]) }
    for command in commands {
      let name = command.name.split(separator: " ").map(String.init)
      if words.starts(with: name) { return (command, words.dropFirst(name.count)) }
    }
    return nil
  }
}
