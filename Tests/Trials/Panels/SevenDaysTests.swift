// One day on each row, of the seven that the benchmark runs. Must never take a model's number for a panel's.

import PanelSimulation
import Testing

@Suite struct SevenDaysTests {
  @Test(arguments: ["v2", "v1", "mixed", "mixed-swapping", "v2-swapping"])
  func ghostsStayFaintAndFullRefreshesFew(name: String) throws {
    let row = try #require(SimulatedRow.all.first { $0.name == name })
    let day = try PanelDays(row, days: 1)
    #expect(day.misuse == nil && day.minutes == 1_440)
    #expect(day.worstGhosting > 0 && day.worstGhosting < 2)
    // 24 of them are on the hour.
    #expect(day.mostFulls[3] >= 24 && day.mostFulls[3] <= 30)
    #expect(day.refreshes == 1_440 + 144 + 24 + 3)
  }

  @Test func greysAreAllFull() throws {
    let day = try PanelDays(SimulatedRow("grey", .init(repeating: .v2, count: 4), shades: .grey), days: 1)
    #expect(day.worstGhosting == 0 && day.mostFulls == [3, 24, 144, 1_440])
  }
}
