// Where a day's charge goes, and how long a cell lasts. Must never count anything: `PowerDay` has.

/// A board, its cell, and how it sleeps between two minutes.
public struct PowerSetup: Sendable {
  public var chip: ChipPower
  public var board: Drain
  public var carrier: Drain
  /// In mAh.
  public var cell = 2_600.0
  public var isDeep = false
  public var hasCrystal = true

  public init(
    chip: ChipPower = ChipPower.all[0], board: Drain = Drain.boards[0], carrier: Drain = Drain.carriers[0]
  ) {
    (self.chip, self.board, self.carrier) = (chip, board, carrier)
  }
}

public struct PowerBudget: Sendable {
  public enum Part: String, CaseIterable, Sendable {
    case panels = "panels refresh"
    case idle = "panels asleep"
    case sleep = "chip asleep"
    case busy = "chip asleep, BUSY"
    case cpu = "CPU awake"
    case boots = "starts from deep sleep"
    case radio = "radio"
    case board = "board and divider"
    case cell = "the cell's own loss"
  }

  /// In mAh a day.
  public private(set) var charges: [Part: Double]
  public let cell: Double

  public var total: Double { charges.values.reduce(0, +) }
  public var days: Double { cell * Assumed.usable / total }

  public init(_ day: PowerDay, _ setup: PowerSetup) {
    let (chip, hour) = (setup.chip, 3_600.0)
    cell = setup.cell
    let crystal = setup.hasCrystal ? Assumed.crystal : 0
    let light = (chip.lightSleep + crystal) / 1_000
    let deep = (chip.deepSleep + crystal) / 1_000
    let resting = setup.isDeep ? day.restTime : 0
    charges = [
      .panels: day.refreshing * Assumed.panel / hour,
      .idle: 4 * setup.carrier.current / 1_000 * 24,
      .sleep: ((day.asleep - resting) * light + resting * deep) / hour,
      .busy: day.asleepWhileBusy * light / hour,
      .cpu: (day.awake + Double(day.wakes) * chip.wake) * chip.cpu / hour,
      .boots: setup.isDeep ? Double(day.rests) * (chip.boot + chip.calibration) / hour : 0,
      .radio: day.radio * chip.radio / hour,
      .board: (setup.board.current + Assumed.divider) / 1_000 * 24,
      .cell: setup.cell * Assumed.selfDischarge / 30,
    ]
  }

  /// The same day with something else about it.
  func with(_ part: Part, _ change: (Double) -> Double) -> PowerBudget {
    var copy = self
    copy.charges[part] = change(charges[part] ?? 0)
    return copy
  }
}

/// What would become of the days if an assumption were wrong.
public struct PowerSensitivity: Sendable {
  public let change: String
  public let days: Double

  /// The worst first.
  public static func all(_ day: PowerDay, _ setup: PowerSetup) -> [PowerSensitivity] {
    let budget = PowerBudget(day, setup)
    var list: [PowerSensitivity] = []
    func add(_ change: String, _ budget: PowerBudget) {
      list.append(PowerSensitivity(change: change, days: budget.days))
    }
    add("RST floats on the carriers: 500 µA each", budget.with(.idle) { $0 + 4 * 0.499 * 24 })
    add("a board with a linear regulator of 5 mA", budget.with(.board) { $0 + 5 * 24 })
    // `NetworkTime` looks for one again after half an hour, then after up to four.
    add("no access point: 8 tries of 10 s a day", budget.with(.radio) { $0 + 80 * setup.chip.radio / 3_600 })
    add("the CPU polls BUSY", budget.with(.busy) { _ in day.asleepWhileBusy * setup.chip.cpu / 3_600 })
    add("carriers that leak 55 µA each", budget.with(.idle) { $0 + 4 * 0.054 * 24 })
    if setup.isDeep {
      add("the image checked at each start: 14 mC", budget.with(.boots) { $0 + Double(day.rests) * 14.2 / 3_600 })
      add("3,000 cycles of calibration at each start", budget.with(.boots) { $0 + Double(day.rests) * 2.65 / 3_600 })
    } else {
      add(
        "light sleep as users got it: 300 µA",
        budget.with(.sleep) { $0 + day.asleep * (0.3 - 0.001 * setup.chip.lightSleep) / 3_600 })
    }
    add(
      "four times as many full refreshes",
      budget.with(.panels) { $0 + 3 * Double(day.fulls) * 2.51 * Assumed.panel / 3_600 })
    add("a cell that loses 2 % a month", budget.with(.cell) { 2 * $0 })
    add("10 µA more anywhere", budget.with(.board) { $0 + 0.24 })
    add("panels that take a third less, as measured on one", budget.with(.panels) { $0 * 0.66 })
    return list.sorted { $0.days < $1.days }
  }
}
