// Which panels are redrawn at a minute, and which keep their picture, under both policies.

import Firmware
import TestSupport
import Testing

@Suite struct PanelPlanTests {
  @Test func onlyPanelsWhoseDigitChangesAreRedrawn() {
    var plan = PanelPlan(counts: lanes(RealDigits.counts), policy: .onChange)
    #expect(drawn(&plan, 12, 34) == "1234")
    #expect(drawn(&plan, 12, 34) == "----")
    #expect(drawn(&plan, 12, 35) == "---5")
    #expect(drawn(&plan, 12, 40) == "--40")
    #expect(drawn(&plan, 13, 40) == "-3--")
    #expect(drawn(&plan, 19, 59) == "-959")
    #expect(drawn(&plan, 20, 0) == "2000")
  }

  @Test func everyMinuteRedrawsAll() {
    var plan = PanelPlan(counts: lanes(RealDigits.counts), policy: .everyMinute)
    #expect(drawn(&plan, 12, 34) == "1234")
    #expect(drawn(&plan, 12, 35) == "1235")
  }

  @Test func aBlankPanelIsClearedOnceUnderBothPolicies() {
    for policy in [RedrawPolicy.onChange, .everyMinute] {
      var plan = PanelPlan(counts: lanes(RealDigits.counts), policy: policy)
      #expect(drawn(&plan, 12, 59, .twelve) == "1259")
      #expect(drawn(&plan, 13, 0, .twelve).first == " ")
      #expect(drawn(&plan, 13, 1, .twelve).first == "-")
      #expect(drawn(&plan, 22, 0, .twelve).first == "1")
    }
  }

  @Test func aForgottenPanelIsRedrawn() {
    var plan = PanelPlan(counts: lanes(RealDigits.counts), policy: .onChange)
    _ = drawn(&plan, 12, 34)
    plan.forget(1)
    #expect(drawn(&plan, 12, 34) == "-2--")
  }

  /// The digits drawn, "-" for a panel that keeps its picture, " " for one that is cleared.
  private func drawn(_ plan: inout PanelPlan, _ hour: Int64, _ minute: Int64, _ format: HourFormat = .twentyFour)
    -> String
  {
    let steps = plan.steps(for: ClockFace(LocalTime(seconds: hour * 3_600 + minute * 60), format))
    return (0..<4).map { panel in
      switch steps[panel] {
      case .keep: "-"
      case .clear: " "
      case .draw(let choice): "\(choice.id.digit)"
      }
    }.joined()
  }
}
