// What a command is, and what it was given. Must never know any command by name.

import Support

/// What becomes of the path that an option names.
public enum FileRole: Sendable {
  case read, written
  /// A folder of which only some files are read: those that the function finds there.
  case folder(@Sendable (String) -> [String])
}

/// An option that a command takes, with a value if it has a placeholder for one.
public struct Option: Sendable {
  public let name: String
  public let placeholder: String?
  /// nil if its value is no path.
  public let file: FileRole?
  public let help: String
  public let isRepeatable: Bool

  public init(
    _ name: String, _ placeholder: String? = nil, file: FileRole? = nil, isRepeatable: Bool = false, _ help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.file = file
    self.isRepeatable = isRepeatable
    self.help = help
  }
}

public struct Command: Sendable {
  /// As typed: "glyphs build".
  public let name: String
  /// One line for the list of commands.
  public let summary: String
  /// What comes after the name when the command takes something that isn't an option: "FILE". The last one may end in
  /// "…" and can then be given any number of times, or not at all. "FILE" is one that is read.
  public let operands: [String]
  /// What a newcomer needs to know, in paragraphs.
  public let discussion: String
  public let options: [Option]
  /// Command lines without the program's name, each with a note of what it does.
  public let examples: [(line: String, what: String)]
  public let run: @Sendable (Arguments) throws -> Int32

  public init(
    _ name: String, summary: String, operands: [String] = [], discussion: String, options: [Option],
    examples: [(line: String, what: String)], run: @escaping @Sendable (Arguments) throws -> Int32
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.discussion = discussion
    self.options = options
    self.examples = examples
    self.run = run
  }
}

/// What came after the command's name on the command line.
public struct Arguments: Sendable {
  public private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]
  private let command: Command

  /// - Throws: `UsageError` for what the command doesn't take.
  public init(_ words: some Sequence<String>, for command: Command) throws {
    self.command = command
    var words = Array(words)[...]
    while let word = words.popFirst() {
      if word == "--" {
        operands += words
        break
      }
      // A negative number isn't an option.
      guard word.hasPrefix("-"), word != "-", Int64(word) == nil else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = command.options.first(where: { $0.name == parts[0] }) else {
        throw usageError("there is no option \(parts[0].shown)" + suggestion(for: parts[0]))
      }
      if !option.isRepeatable, values[option.name] != nil { throw usageError("\(option.name) is given twice") }
      guard let placeholder = option.placeholder else {
        guard parts.count == 1 else { throw usageError("\(option.name) takes no value") }
        values[option.name] = [""]
        continue
      }
      guard let value = parts.count == 2 ? parts[1] : words.popFirst() else {
        throw usageError("\(option.name) needs a value: \(placeholder)")
      }
      if option.file != nil, value.isEmpty { throw valueError(option.name, value, "a path is missing") }
      values[option.name, default: []].append(value)
    }
    let isOpen = command.operands.last?.hasSuffix("…") == true
    guard isOpen || operands.count <= command.operands.count else {
      throw usageError("\(operands[command.operands.count].shown) is one argument too many")
    }
  }

  public func has(_ option: String) -> Bool { values[option] != nil }
  public func value(_ option: String) -> String? { values[option]?.first }
  public func all(_ option: String) -> [String] { values[option] ?? [] }

  /// An operand that the command needs.
  public func operand(_ index: Int) throws -> String {
    guard index < operands.count else { throw usageError("\(command.operands[index]) is missing") }
    if command.operands[index] == "FILE", operands[index].isEmpty { throw valueError("FILE", "", "a path is missing") }
    return operands[index]
  }

  /// The option's value as a case of an enumeration, or `fallback` if it wasn't given.
  public func choice<Choice>(_ option: String, _ fallback: Choice) throws -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    guard let text = value(option) else { return fallback }
    guard let choice = Choice(rawValue: text) else {
      let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw valueError(option, text, "expected \(choices)")
    }
    return choice
  }

  /// The option's value as a whole number, or nil when it wasn't given.
  public func number(_ option: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw valueError(option, text, "expected a whole number from \(range.lowerBound) to \(range.upperBound.grouped)")
    }
    return number
  }

  /// The output file that the option names, or nil if it wasn't given.
  /// - Throws: `Failure` if it couldn't be written.
  public func output(_ option: String) throws -> OutputFile? { try value(option).map { try OutputFile($0) } }

  /// Makes sure that nothing that is written is also read, or written twice.
  /// - Parameter others: files that no option names.
  public func proveApart(also others: [FileUse] = []) throws(UsageError) {
    var uses: [FileUse] = []
    for option in command.options {
      for path in all(option.name) {
        switch option.file {
        case .read: uses.append(FileUse(option.name, path, isWritten: false))
        case .written: uses.append(FileUse(option.name, path, isWritten: true))
        case .folder(let files): uses += files(path).map { FileUse(option.name, $0, isWritten: false) }
        case nil: continue
        }
      }
    }
    for (name, path) in zip(command.operands, operands) where name == "FILE" {
      uses.append(FileUse(name, path, isWritten: false))
    }
    if let clash = FileUse.clash(among: uses + others) { throw usageError(clash) }
  }

  /// For a value that makes no sense.
  public func valueError(_ option: String, _ value: String, _ cause: String) -> UsageError {
    usageError("\(option) \(value.shown): \(cause)")
  }

  public func usageError(_ cause: String) -> UsageError {
    UsageError(command: command.name, cause: cause)
  }

  private func suggestion(for word: String) -> String {
    let near = command.options.map(\.name).filter { $0.hasPrefix(word) || word.hasPrefix($0) }
    return near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
  }
}

/// The command line makes no sense; exit status 2.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  /// nil if no command was found.
  public let command: String?
  public let cause: String

  public init(command: String?, cause: String) {
    self.command = command
    self.cause = cause
  }

  public var description: String {
    let cause = cause.withoutControls
    guard let command else { return "mnist-clock: \(cause). `mnist-clock --help` lists the commands" }
    return "mnist-clock \(command): \(cause). `mnist-clock \(command) --help` shows what it takes"
  }
}
