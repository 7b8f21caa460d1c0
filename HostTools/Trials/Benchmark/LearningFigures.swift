// How fast a reader learns on this machine, next to PyTorch where that is installed, and what two epochs come to.
// Must never compare two runs of different machines, cores or digits.

import Digits
import Foundation
import ReaderModels
import ReaderTraining
import Support

public enum LearningFigures {
  /// Long enough that the first steps don't count, in seconds.
  private static let span = 10.0
  /// As the models' README says.
  private static let shippedEpochs = 150

  /// - Parameters:
  ///   - training: MNIST's training digits.
  ///   - test: the test digits.
  ///   - report: told what can't be measured here, and why.
  public static func measure(
    _ training: DigitSet, _ test: DigitSet, report: (String) -> Void
  ) throws -> [Figure] {
    var figures: [Figure] = []
    for network in ReaderNetwork.allCases {
      let own = try speed(network, training)
      figures.append(
        Figure(
          "learning_\(network.rawValue)_digits_a_second", "\(network.rawValue): digits a second, learning", own,
          "on this machine, as busy as it is"))
      if network == .cnn {
        let minutes = Double(shippedEpochs * training.count) / own / 60
        figures.append(
          Figure(
            "learning_shipped_minutes", "cnn: minutes that the shipped one takes at that speed", minutes,
            "at most 15 on 2 cores"))
      }
      if let other = try torchSpeed(network, training) {
        figures.append(
          Figure(
            "learning_\(network.rawValue)_to_pytorch",
            "\(network.rawValue): that, to PyTorch's \(Int(other).grouped) right after it", own / other,
            network == .cnn ? "at least 1.5" : ""))
      } else {
        report(
          "reading: \(network.rawValue) isn't compared with PyTorch: no python3 here has it (Debian: python3-torch)")
      }
    }
    return figures + (try twoEpochs(training, test))
  }

  private static func speed(_ network: ReaderNetwork, _ digits: DigitSet) throws -> Double {
    let trainer = try ReaderTrainer(ReaderPlan(network: network, epochs: 1_000), digits)
    for _ in 0..<10 { _ = trainer.learn() }
    let first = trainer.step
    let begin = ContinuousClock.now
    while (ContinuousClock.now - begin) / .seconds(1) < span { _ = trainer.learn() }
    return Double((trainer.step - first) * ReaderPlan.batch) / ((ContinuousClock.now - begin) / .seconds(1))
  }

  /// - Returns: nil without the project's folder, or where no Python has PyTorch.
  private static func torchSpeed(_ network: ReaderNetwork, _ digits: DigitSet) throws -> Double? {
    guard let project = ProjectFolder.found else { return nil }
    // Debian's package is for the system's own Python, which needn't be the first on the path.
    let pythons = ["python3", "/usr/bin/python3"]
    guard let python = pythons.first(where: { (try? ChildProcess.run($0, ["-c", "import torch"]))?.status == 0 }) else {
      return nil
    }
    let folder = try TemporaryFolder()
    let (images, labels) = ("\(folder.path)/images", "\(folder.path)/labels")
    try IDX.write(digits, images: images, labels: labels)
    let script = "\(project)/HostTools/Trials/Benchmark/torch_training.py"
    let result = try ChildProcess.run(python, [script, images, labels, network.rawValue, "\(span)"])
    guard result.status == 0, let speed = Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Failure("PyTorch's training failed: \(result.errors)")
    }
    return speed
  }

  private static func twoEpochs(_ training: DigitSet, _ test: DigitSet) throws -> [Figure] {
    let begin = ContinuousClock.now
    let trainer = try ReaderTrainer(ReaderPlan(network: .cnn, epochs: 2, augments: false), training)
    while trainer.step < trainer.steps { _ = trainer.learn() }
    let seconds = (ContinuousClock.now - begin) / .seconds(1)
    let score = ReaderScore(try trainer.reader(), test)
    return [
      Figure("learning_two_epochs_seconds", "cnn: seconds that two epochs take", seconds, "below 30 on 2 cores"),
      Figure("learning_two_epochs_accuracy", "cnn: test digits right after them", score.accuracy, "at least 0.98"),
      Figure("learning_two_epochs_top_five", "cnn: label among the five likeliest", score.topFive, "at least 0.9995"),
    ]
  }
}
