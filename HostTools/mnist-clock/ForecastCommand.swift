// `mnist-clock forecast`: how long until a digit repeats. Must never calculate what Forecast finds out by running.

import Commands
import Firmware
import Forecast
import GlyphImage
import Run
import Support
import TimeZones

let forecastCommand = Command(
  "forecast",
  summary: "Work out when a digit will be shown for the second time.",
  discussion: """
    Runs the firmware's own scheduler minute by minute, from a midnight or from --at, until every digit has come \
    round, and says when the first glyph repeats. Days are 24 hours; changes to and from summer time are ignored.
    """,
  options: [
    Option("--image", "FILE", file: .read, "Count the glyphs of this partition image."),
    Option("--counts", "N0,…,N9", "Use these numbers of glyphs for the digits 0 to 9."),
    Option("--at", "TIME", "Switch the clock on at this local time: \(LocalMoment.format). Default: midnight."),
    Option("--policy", "change|minute", "The policy for the first line. Default: change."),
    Option("--12h", nil, "A twelve-hour clock for the first line."),
    Option("--quiet", "HH:MM-HH:MM", "The setting `quiet`: in these hours no glyph is taken. Default: none."),
    Option(
      "--legible", "N",
      "The setting `legible`, 0 to 100, which leaves glyphs of the image out. Default: \(standardLegible)."),
  ],
  examples: [
    ("forecast --counts 6903,7877,6990,7141,6824,6313,6876,7293,6825,6958", "All of MNIST."),
    ("forecast --image glyphs.bin --policy minute", "An image, redrawn every minute."),
  ],
  run: { arguments in
    let glyphs = try ForecastGlyphs(arguments)
    var chosen = ChosenSettings()
    try chosen.take("--policy", .policy, arguments)
    try chosen.take("--legible", .legible, arguments)
    try chosen.take("--quiet", .quiet, arguments)
    let (legible, quiet) = (chosen.values.clock.legible, chosen.values.clock.quiet)
    let policy = chosen.values.clock.policy
    let format: HourFormat = arguments.has("--12h") ? .twelve : .twentyFour
    var start = LocalTime(seconds: 0)
    if let text = arguments.value("--at") {
      guard let moment = LocalMoment.parse(text) else {
        throw arguments.valueError("--at", text, "invalid time; write it as \(LocalMoment.format)")
      }
      start = moment
    }
    let forecasts = Elapsed.shown("Running the schedule") {
      [RedrawPolicy.onChange, .everyMinute].flatMap { policy in
        [HourFormat.twentyFour, .twelve].map { format in
          glyphs.forecast(legible: legible, policy, format, quiet, start)
        }
      }
    }
    guard let chosen = forecasts.first(where: { $0.policy == policy && $0.hourFormat == format }) else { return 1 }
    let shown = glyphs.shown(legible: legible)
    try Terminal.write(
      headline(chosen, shown, start) + "\n\n" + overview(forecasts, start) + "\n" + digits(chosen, shown))
    return 0
  })

/// Of each digit: more than any flash that a chip maps holds, at 20 bytes a glyph, and counted through in seconds.
private let mostGlyphs = 1_000_000

private enum ForecastGlyphs {
  case image(GlyphImageFile)
  case counts([Int])

  init(_ arguments: Arguments) throws {
    switch (arguments.value("--image"), arguments.value("--counts")) {
    case (let path?, nil): self = .image(try GlyphImageFile(path: path))
    case (nil, let text?):
      let counts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard counts.count == 10, counts.allSatisfy({ (1...mostGlyphs).contains($0) }) else {
        throw arguments.valueError(
          "--counts", text, "expected ten whole numbers from 1 to \(mostGlyphs.grouped), separated by commas")
      }
      guard !arguments.has("--legible") else { throw arguments.usageError("--legible needs --image FILE") }
      self = .counts(counts)
    default: throw arguments.usageError("either --image FILE or --counts N0,…,N9 is needed")
    }
  }

  func forecast(
    legible: UInt8, _ policy: RedrawPolicy, _ format: HourFormat, _ quiet: QuietHours, _ start: LocalTime
  ) -> Forecast {
    switch self {
    case .image(let image):
      return Forecast(
        counts: image.counts, legibility: image.table.legibility(in: image.bytes.span), legible: legible,
        policy: policy, hourFormat: format, quiet: quiet, start: start)
    case .counts(let counts):
      return Forecast(counts: counts, policy: policy, hourFormat: format, quiet: quiet, start: start)
    }
  }

  /// Glyphs of each digit that the clock shows.
  func shown(legible: UInt8) -> [Int] {
    switch self {
    case .image(let image): zip(image.counts, image.passedOver(below: legible)).map { $0 - $1.count }
    case .counts(let counts): counts
    }
  }
}

private func headline(_ forecast: Forecast, _ shown: [Int], _ start: LocalTime) -> String {
  let (all, left) = (forecast.counts.reduce(0, +), shown.reduce(0, +))
  let total = left == all ? all.grouped : "\(left.grouped) of \(all.grouped)"
  guard let (digit, moment) = forecast.first else { return "No repeat within 100 years, with \(total) glyphs." }
  return "\(Minutes(moment.minute).words) until the first repeat: digit \(digit), "
    + "\(when(moment, start)), with \(total) glyphs."
}

/// "on day 38 at 03:15", days counted from 1 at the start.
private func when(_ moment: Forecast.Repeat, _ start: LocalTime) -> String {
  let time = LocalTime(seconds: start.seconds + Int64(moment.minute) * 60)
  return "on day \((moment.minute / 1_440 + 1).grouped) at \(LocalMoment.text(time).suffix(5))"
}

private func overview(_ forecasts: [Forecast], _ start: LocalTime) -> String {
  var text = "redrawn        hours      days  first repeat\n"
  for forecast in forecasts {
    let policy = forecast.policy == .onChange ? "on change" : "every minute"
    let hours = forecast.hourFormat == .twentyFour ? "24" : "12"
    let days = forecast.first.map { Minutes($0.moment.minute).inDays } ?? "> 36,525"
    let moment = forecast.first.map { "digit \($0.digit) \(when($0.moment, start))" } ?? "none within 100 years"
    text += "\(policy.padded(to: 13)) \(hours.leftPadded(to: 6)) \(days.leftPadded(to: 9))  \(moment)\n"
  }
  return text
}

private func digits(_ forecast: Forecast, _ shown: [Int]) -> String {
  let policy = forecast.policy == .onChange ? "on change" : "every minute"
  let hours = forecast.hourFormat == .twentyFour ? "24" : "12"
  var text = "Redrawn \(policy), \(hours) hours:\ndigit    glyphs  a day  days until it repeats\n"
  for digit in 0..<10 {
    let days = forecast.repeats[digit].map { Minutes($0.minute).inDays } ?? "> 36,525"
    text += "  \(digit) \(shown[digit].grouped.leftPadded(to: 13)) "
    text += "\(forecast.perDay[digit].grouped.leftPadded(to: 6)) \(days.leftPadded(to: 12))\n"
  }
  return text
}
