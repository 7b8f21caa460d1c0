// Help texts, laid out from what the commands say about themselves.
// Must never say anything that a command doesn't.

import Support

public enum Help {
  private static let width = 90

  public static func overview(_ commands: [Command], introduction: String) -> String {
    let names = commands.map { $0.name.count }.max() ?? 0
    let list = commands.map { "  \($0.name.padded(to: names))  \($0.summary)" }
    return """
      \(wrap(introduction, indent: 0))

      Usage: mnist-clock [COMMAND] [OPTION…]

      \(list.joined(separator: "\n"))

      `mnist-clock COMMAND --help` explains a command.

      """
  }

  public static func page(_ command: Command) -> String {
    var text = "mnist-clock \(command.name): \(command.summary)\n\n"
    text += "Usage: mnist-clock \(([command.name] + command.operands).joined(separator: " "))"
    text += command.options.isEmpty ? "\n\n" : " [OPTION…]\n\n"
    text += command.discussion.split(separator: "\n\n").map { wrap(String($0), indent: 0) }.joined(separator: "\n\n")
    text += "\n"
    if !command.options.isEmpty {
      let titles = command.options.map { $0.name + ($0.placeholder.map { " " + $0 } ?? "") }
      let column = (titles.map(\.count).max() ?? 0) + 4
      text += "\nOptions:\n"
      for (title, option) in zip(titles, command.options) {
        let help = wrap(option.help, indent: column)
        text += "  \(title.padded(to: column - 2))\(help.dropFirst(column))\n"
      }
    }
    if !command.examples.isEmpty {
      text += "\nExamples:\n"
      for example in command.examples {
        text += "  mnist-clock \(example.line)\n      \(example.what)\n"
      }
    }
    return text
  }

  /// Lines of at most `width` characters, each after `indent` spaces.
  private static func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [margin + line]).joined(separator: "\n")
  }
}
