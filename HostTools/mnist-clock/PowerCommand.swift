// `mnist-clock power`: how long a cell lasts, and where its charge goes. Must never print a figure as if it had been
// measured on a board.

import Commands
import Firmware
import PanelSimulation
import Pictures
import PowerModel
import Support

let powerCommand = Command(
  "power",
  summary: "Work out how long the clock runs on a cell, and where the charge goes.",
  discussion: """
    Runs the firmware for a day on the emulated device, once its time-keeping has settled, and counts: each microsecond \
    that the chip sleeps, computes, waits for BUSY or has its radio on, and each refresh. Then it multiplies by a table of \
    currents from data sheets and from other people's measurements. Nothing here was measured on this clock: a carrier \
    that leaks changes everything, as the last table shows. Board/ESP32/README.md has a chapter for people with a cell.
    """,
  options: [
    Option("--chip", names(ChipPower.all.map(\.name)), "Default: esp32c3."),
    Option("--board", names(Drain.boards.map(\.name)), "What is around the chip. Default: bare."),
    Option("--carrier", names(Drain.carriers.map(\.name)), "The panels' carriers. Default: good."),
    PanelOptions.options[0],
    Option("--cell", "MAH", "The cell's charge, 50 to 100000 mAh. Default: 2600."),
    Option("--rc", nil, "The slow clock is the chip's RC oscillator. Default: a crystal of 32,768 Hz."),
    Option("--static", nil, "The board has an address of its own. Default: it asks by DHCP."),
    Option("--deep", nil, "Deep sleep between minutes. Default: light sleep."),
    Option("--policy", "change|minute", "Which panels are redrawn. Default: change."),
    Option("--png", "FILE", file: .written, "Draw where a day's charge goes."),
  ],
  examples: [
    ("power --deep", "A C3 in deep sleep, with a crystal."),
    ("power --chip esp32c6 --board xiao-c6 --cell 1000", "A small cell on a board that you can buy."),
    ("power --carrier floating --png power.png", "Why RST must be held, as a picture."),
  ],
  run: { arguments in
    let (setup, plan) = try (setup(arguments), plan(arguments))
    let output = try arguments.output("--png")
    let glyphs = try SimulatedGlyphs(countPerDigit: 100)
    let day = try Elapsed.shown("Running a day") { try PowerDay(plan, glyphs: glyphs) }
    let budget = PowerBudget(day, setup)
    try Terminal.write(headline(budget, setup) + "\n\n" + table(budget) + "\n" + counts(day) + "\n" + wrong(day, setup))
    if let output {
      try picture(budget, setup).writePNG(output)
      try Terminal.write("\nThe picture is in \(output.path).\n")
    }
    return 0
  })

private func names(_ names: [String]) -> String { names.joined(separator: "|") }

private func setup(_ arguments: Arguments) throws -> PowerSetup {
  func find<Entry>(_ option: String, _ all: [Entry], _ name: (Entry) -> String) throws -> Entry {
    guard let word = arguments.value(option) else { return all[0] }
    guard let entry = all.first(where: { name($0) == word }) else {
      throw arguments.valueError(option, word, "expected \(all.map(name).joined(separator: ", "))")
    }
    return entry
  }
  var setup = PowerSetup(
    chip: try find("--chip", ChipPower.all, \.name), board: try find("--board", Drain.boards, \.name),
    carrier: try find("--carrier", Drain.carriers, \.name))
  (setup.isDeep, setup.hasCrystal) = (arguments.has("--deep"), !arguments.has("--rc"))
  if let text = arguments.value("--cell") {
    guard let cell = Double(text), (50...100_000).contains(cell) else {
      throw arguments.valueError("--cell", text, "expected a charge of 50 to 100000 mAh")
    }
    setup.cell = cell
  }
  return setup
}

private func plan(_ arguments: Arguments) throws -> PowerPlan {
  var plan = PowerPlan()
  var chosen = try PanelOptions.settings(arguments)
  try chosen.take("--policy", .policy, arguments)
  let kinds = chosen.values.kinds
  plan.kinds = (0..<4).map { kinds[$0] }
  plan.policy = chosen.values.clock.policy
  (plan.hasCrystal, plan.hasStaticAddress) = (!arguments.has("--rc"), arguments.has("--static"))
  return plan
}

private func headline(_ budget: PowerBudget, _ setup: PowerSetup) -> String {
  let sleep = "\(setup.isDeep ? "deep" : "light") sleep, \(setup.hasCrystal ? "a crystal" : "the RC oscillator")"
  return "\(Int(budget.days.rounded(.down)).grouped) days on \(Int(setup.cell).grouped) mAh by this model: "
    + "\(setup.chip.name) in \(sleep), \(budget.total.formatted(places: 2)) mAh a day."
}

private func table(_ budget: PowerBudget) -> String {
  var text = "mAh a day     share\n"
  for part in PowerBudget.Part.allCases {
    let charge = budget.charges[part] ?? 0
    text += "\(charge.formatted(places: 3).leftPadded(to: 9)) "
    text += "\((charge / budget.total * 100).formatted(places: 1).leftPadded(to: 7)) %  \(part.rawValue)\n"
  }
  return text
}

private func counts(_ day: PowerDay) -> String {
  """
  Counted in a day: \(day.partials.grouped) partial and \(day.fulls.grouped) full refreshes, \
  \(day.polls.grouped) polls with \(day.radio.formatted(places: 1)) s of radio,
  \(day.awake.formatted(places: 1)) s of CPU (\((day.awakeForDigit * 1_000).formatted(places: 1)) ms for a digit that \
  changes), \(day.asleepWhileBusy.formatted(places: 0)) s asleep while BUSY, \(day.wakes.grouped) wake-ups. \
  No minute was off by more than \(day.worstError.formatted(places: 2)) s.

  """
}

private func wrong(_ day: PowerDay, _ setup: PowerSetup) -> String {
  var text = "  days  if an assumption is wrong\n"
  for entry in PowerSensitivity.all(day, setup) {
    text += "\(Int(entry.days.rounded(.down)).grouped.leftPadded(to: 6))  \(entry.change)\n"
  }
  return text
}

private func picture(_ budget: PowerBudget, _ setup: PowerSetup) -> GreyPicture {
  let bars = PowerBudget.Part.allCases.map { part in
    let charge = budget.charges[part] ?? 0
    return Bar(title: part.rawValue.uppercased(), value: charge, text: charge.formatted(places: 2))
  }
  let sleep = setup.isDeep ? "DEEP" : "LIGHT"
  return BarChart.draw(
    bars,
    title:
      "\(setup.chip.name.uppercased()) \(sleep) SLEEP - MAH A DAY - \(Int(budget.days)) DAYS ON \(Int(setup.cell)) MAH")
}
