// What `learn --report` writes: curves, confusions, misread digits, figures, and one page that shows them all.
// Must never work out a figure: those come from training and from the reader.

import Digits
import Foundation
import GlyphImage
import Pictures
import ReaderTraining
import Support

struct LearnReport {
  private let folder: OutputFolder
  private let folderPath: String

  /// - Throws: `Failure` if nothing could be written there.
  init(_ path: String) throws {
    folder = try OutputFolder(path)
    folderPath = path
  }

  func write(
    _ plan: ReaderPlan, _ epochs: [ReaderTrainer.Epoch], _ score: ReaderScore, _ test: DigitSet, modelSize: Int
  ) throws {
    try folder.make()
    let figures = Figures(plan, epochs, score, modelSize: modelSize)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try file("figures.json").write(try encoder.encode(figures) + [0x0A])
    try chart(epochs.map { ($0.epoch, $0.loss) }, "LOSS A DIGIT IN NATS", "loss.png")
    try chart(epochs.map { ($0.epoch, 100 * $0.accuracy) }, "READ RIGHTLY WHILE LEARNING IN PERCENT", "accuracy.png")
    let validated = epochs.compactMap { epoch in epoch.validation.map { (epoch.epoch, 100 * $0) } }
    try chart(validated, "VALIDATION DIGITS READ RIGHTLY IN PERCENT", "validation.png")
    let misread = score.misread.sorted { ($0.label, $0.index) < ($1.label, $1.index) }
    try ContactSheet.draw(misread.map { GlyphImageBuilder.levels(test.image($0.index)) }).writePNG(file("misread.png"))
    try file("index.html").write(page(figures, misread, hasValidation: !validated.isEmpty).utf8)
    try Terminal.write("\(folderPath)/index.html shows how it went.\n")
  }

  private func file(_ name: String) throws -> OutputFile { try OutputFile("\(folderPath)/\(name)") }

  private func chart(_ points: [(Int, Double)], _ title: String, _ name: String) throws {
    guard !points.isEmpty else { return }
    try Chart.draw(points.map { (Double($0), $1) }, xTitle: "EPOCHS", yTitle: title).writePNG(file(name))
  }

  /// `figures.json`. Shares are of 1.
  private struct Figures: Encodable {
    let network: String
    let seed: UInt64
    let augmented: Bool
    let modelBytes: Int
    let epochs: [ReaderTrainer.Epoch]
    let testDigits: Int
    let testRight: Int
    let testAccuracy: Double
    let testTopFive: Double
    /// By label, then by what was read.
    let confusion: [[Int]]

    init(_ plan: ReaderPlan, _ epochs: [ReaderTrainer.Epoch], _ score: ReaderScore, modelSize: Int) {
      (network, seed, augmented) = (plan.network.rawValue, plan.seed, plan.augments)
      (modelBytes, self.epochs) = (modelSize, epochs)
      (testDigits, testRight, testAccuracy) = (score.count, score.right, score.accuracy)
      (testTopFive, confusion) = (score.topFive, score.confusion)
    }
  }

  private func page(_ figures: Figures, _ misread: [ReaderScore.Misread], hasValidation: Bool) -> String {
    let head = (0..<10).map { "<th scope=\"col\">\($0)</th>" }.joined()
    let rows = figures.confusion.enumerated().map { label, row in
      let cells = row.enumerated().map { read, count in
        "<td\(read == label ? " class=\"right\"" : count > 0 ? " class=\"wrong\"" : "")>\(count == 0 ? "" : count.grouped)</td>"
      }
      return "<tr><th scope=\"row\">\(label)</th>\(cells.joined())</tr>"
    }
    let list = misread.map { misread in
      "<li>test digit \(misread.index): \(misread.label) read as \(misread.read), \(percent(misread.certainty)) sure</li>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>How \(figures.network) learnt to read</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
      img { max-width: 100% } table { border-collapse: collapse }
      th, td { padding: 0.1rem 0.5rem; text-align: right } .right { background: #cfe8cf } .wrong { background: #f4d3d0 }
      </style>
      <h1>How \(figures.network) learnt to read</h1>
      <p>\(figures.testRight.grouped) of \(figures.testDigits.grouped) test digits are read rightly,
      \(percent(figures.testAccuracy)); for \(percent(figures.testTopFive)) the label is among the five likeliest. The
      firmware's reader read them, with the integer model of \(figures.modelBytes.grouped) bytes.</p>
      <h2>Learning</h2>
      <p><img src="loss.png" alt="The loss by epoch"></p>
      <p><img src="accuracy.png" alt="The share read rightly while learning, by epoch"></p>
      \(hasValidation ? "<p><img src=\"validation.png\" alt=\"The share of validation digits read rightly, by epoch\"></p>" : "")
      <h2>What was read for what</h2>
      <table><tr><td></td>\(head)</tr>
      \(rows.joined(separator: "\n"))
      </table>
      <p>A row for each label, a column for what was read.</p>
      <h2>The misread</h2>
      <p><img src="misread.png" alt="The misread digits, in the order of the list"></p>
      <ol>
      \(list.joined(separator: "\n"))
      </ol>
      </html>

      """
  }
}
