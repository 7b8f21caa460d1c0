// What a command line may say, on a command made up for it. Must never run a command.

import Commands
import Testing

@Suite struct ArgumentsTests {
  enum Colour: String, CaseIterable { case red, blue }

  static let command = Command(
    "paint", summary: "Paint.", operands: ["FILE"], discussion: "It paints.\n\nTwice.",
    options: [
      Option("--colour", "C", "Which."), Option("--coats", "N", "How many."), Option("--wet", nil, "Wet on wet."),
      Option("--on", "WALL", isRepeatable: true, "Where."),
    ], examples: [("paint door", "A door.")], run: { _ in 0 })

  @Test func readsOptionsOperandsAndNumbers() throws {
    let arguments = try Arguments(
      ["--colour=blue", "door", "--coats", "3", "--wet", "--on", "a", "--on=b"], for: Self.command)
    #expect(try arguments.choice("--colour", Colour.red) == .blue)
    #expect(try arguments.number("--coats", in: 1...9) == 3)
    #expect(arguments.has("--wet"))
    #expect(arguments.all("--on") == ["a", "b"])
    #expect(try arguments.operand(0) == "door")
    let dashes = try Arguments(["--", "--wet"], for: Self.command)
    #expect(try dashes.operand(0) == "--wet")
    #expect(!dashes.has("--wet"))
    #expect(try dashes.choice("--colour", Colour.red) == .red)
  }

  @Test(arguments: [
    (["--gloss"], "there is no option --gloss"),
    (["--col"], "there is no option --col; did you mean --colour?"),
    (["--colour"], "--colour needs a value: C"),
    (["--wet=1"], "--wet takes no value"),
    (["--wet", "--wet"], "--wet is given twice"),
    (["a", "b"], "b is one argument too many"),
  ])
  func refusesWhatTheCommandDoesNotTake(words: [String], cause: String) {
    let error = #expect(throws: UsageError.self) { try Arguments(words, for: Self.command) }
    #expect(error?.cause == cause)
    #expect(error?.description.contains("`mnist-clock paint --help`") == true)
  }

  @Test func takesNegativeNumbersAndAnyNumberOfTheLastOperand() throws {
    let sum = Command(
      "sum", summary: "Add.", operands: ["UNIT", "NUMBER…"], discussion: "It adds.",
      options: [Option("-v", nil, "Say.")],
      examples: [], run: { _ in 0 })
    let arguments = try Arguments(["metre", "-5", "6", "-v", "-7"], for: sum)
    #expect(arguments.operands == ["metre", "-5", "6", "-7"] && arguments.has("-v"))
    #expect(try Arguments(["metre"], for: sum).operands == ["metre"])
    #expect(throws: UsageError.self) { try Arguments(["metre", "-5x"], for: sum) }
  }

  @Test func refusesBadValues() throws {
    let arguments = try Arguments(["--colour", "green", "--coats", "10"], for: Self.command)
    #expect(
      #expect(throws: UsageError.self) { try arguments.choice("--colour", Colour.red) }?.cause
        == "--colour green: expected red, blue")
    #expect(
      #expect(throws: UsageError.self) { try arguments.number("--coats", in: 1...9) }?.cause
        == "--coats 10: expected a whole number from 1 to 9")
    #expect(#expect(throws: UsageError.self) { try arguments.operand(0) }?.cause == "FILE is missing")
  }

  @Test func helpSaysAllThatACommandTakes() {
    let page = Help.page(Self.command)
    for text in ["Usage: mnist-clock paint FILE [OPTION…]", "--colour C", "Wet on wet.", "mnist-clock paint door"] {
      #expect(page.contains(text))
    }
    #expect(page.split(separator: "\n").allSatisfy { $0.count <= 90 })
  }
}
