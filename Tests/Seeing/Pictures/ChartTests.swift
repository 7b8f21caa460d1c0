// A learning curve's chart: where its line is. Must never compare letters.

import Pictures
import Testing

@Suite struct ChartTests {
  /// A line from the lower left to the upper right: black on the diagonal, paper beside it.
  @Test func drawsTheLineWhereTheValuesAre() {
    let chart = Chart.draw([(0, 0), (50, 5), (100, 10)], xTitle: "STEPS", yTitle: "BYTES")
    #expect(chart.width == 720 && chart.height == 420)
    // The plot reaches from column 56 to 696 and from row 380 up to 28.
    for part in [0, 1, 2, 3, 4] {
      let (x, y) = (56 + 640 * part / 4, 380 - 352 * part / 4)
      #expect((-1...1).contains { chart[x, y + $0] == 0 }, "part \(part)")
    }
    #expect(chart[120, 60] != 0 && chart[600, 300] != 0)
  }

  @Test func oneValueOrNoneIsNoTrap() {
    #expect(Chart.draw([(5, 5)], xTitle: "", yTitle: "").width == 720)
    #expect(Chart.draw([], xTitle: "A", yTitle: "B").height == 420)
  }
}
