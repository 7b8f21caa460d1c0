// `mnist-clock learn` as a person runs it, on a few drawn digits: what it writes, that a stop loses nothing, and what it
// refuses. Must never train for longer than a few seconds, nor judge how well it learns.

import Digits
import Foundation
import Support
import TestSupport
import Testing

struct LearnCommandTests {
  /// MNIST's four files with drawn digits: as many in the training half as given, 200 in the other.
  private static func mnist(_ count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let (training, rest) = StrokeDigits.make(countPerDigit: count / 10 + 21).shuffled(seed: 1).divided(at: count)
    let test = rest.divided(at: 200).first
    try IDX.write(
      training, images: "\(folder.path)/train-images-idx3-ubyte", labels: "\(folder.path)/train-labels-idx1-ubyte")
    try IDX.write(
      test, images: "\(folder.path)/t10k-images-idx3-ubyte", labels: "\(folder.path)/t10k-labels-idx1-ubyte")
    return folder
  }

  @Test func itTellsEachEpochAndWritesModelStateAndReport() throws {
    let (mnist, folder) = (try Self.mnist(512), try TemporaryFolder())
    let end = try Program.run(
      "learn", "--mnist", mnist.path, "--network", "fc", "--epochs", "3", "--save", "trial.model", "--report", "report",
      folder: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    let lines = end.output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("epoch ") && $0.contains("validation") } == 3)
    #expect(end.output.contains("384 digits, 128 for validation"))
    #expect(end.output.contains("of 200 digits right"))
    for name in ["figures.json", "loss.png", "accuracy.png", "validation.png", "misread.png", "index.html"] {
      #expect(Files.exists("\(folder.path)/report/\(name)"), "\(name)")
    }
    // Judged by Python: the figures agree with each other.
    let check = """
      import json
      figures = json.load(open("report/figures.json"))
      right = sum(row[label] for label, row in enumerate(figures["confusion"]))
      assert sum(map(sum, figures["confusion"])) == figures["testDigits"] == 200
      assert right == figures["testRight"] and abs(figures["testAccuracy"] - right / 200) < 1e-9
      assert len(figures["epochs"]) == 3 and len(open("trial.model", "rb").read()) == figures["modelBytes"]
      """
    let judge = try ChildProcess.run("sh", ["-c", "cd '\(folder.path)' && python3 -c '\(check)'"])
    #expect(judge.status == 0, "\(judge.errors)")
    // All numbers of the page are the JSON's, and its pictures are there.
    let page = try #require(String(bytes: try Files.read("\(folder.path)/report/index.html"), encoding: .utf8))
    #expect(page.contains("of 200 test digits") && !page.contains("http"))
  }

  /// Ctrl-C in the middle, and going on, come to the bytes of a training that nobody stopped.
  @Test func goingOnAfterCtrlCComesToTheSameModel() throws {
    let (mnist, folder) = (try Self.mnist(2_048), try TemporaryFolder())
    let whole = ["learn", "--mnist", mnist.path, "--epochs", "6", "--validation", "0%"]
    let (process, result) = try Program.start(
      whole + ["--save", "stopped.model"], cache: Program.noCache, folder: folder.path)
    while !Files.exists("\(folder.path)/stopped.model.state"), process.isRunning { usleep(2_000) }
    kill(process.processIdentifier, SIGINT)
    let stopped = result()
    #expect(stopped.status == 130, "\(stopped.output)")
    #expect(stopped.errors.contains("learn --from stopped.model.state"))
    #expect(!Files.exists("\(folder.path)/stopped.model"))
    let end = try Program.run(
      "learn", "--mnist", mnist.path, "--validation", "0%", "--from", "stopped.model.state", "--save", "stopped.model",
      folder: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    let other = try Program.start(
      whole + ["--save", "whole.model"], cache: Program.noCache, folder: folder.path
    ).result()
    #expect(other.status == 0, "\(other.errors)")
    let isSame = try Files.read("\(folder.path)/stopped.model") == Files.read("\(folder.path)/whole.model")
    #expect(isSame)
  }

  @Test func digitsOfOnesOwnAreTaughtAndAHeldOutPartIsToldOf() throws {
    let (mnist, folder) = (try Self.mnist(512), try TemporaryFolder())
    let first = try Program.run(
      "learn", "--mnist", mnist.path, "--network", "fc", "--epochs", "2", "--save", "first.model", folder: folder.path)
    #expect(first.status == 0, "\(first.errors)")
    let own = try Program.run(
      "digits", "export", "--mnist", mnist.path, "--split", "test", "--format", "png", "--output", "own",
      folder: folder.path)
    #expect(own.status == 0, "\(own.errors)")
    let end = try Program.run(
      "learn", "--mnist", mnist.path, "--extra", "own/test", "--from", "first.model", "--epochs", "2", "--allow-loss",
      "--save", "second.model", folder: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.output.contains("150 of your digits were learnt, 50 were held out."))
    #expect(end.output.contains("of 50 right before") && end.output.contains("MNIST's test digits"))
    #expect(Files.exists("\(folder.path)/second.model"))
  }

  @Test(arguments: [
    (["--validation", "91%"], 2, "expected a share from 0% to 90%"),
    (["--from", "t10k-labels-idx1-ubyte", "--epochs", "3"], 2, "--epochs is settled"),
    (["--network", "rnn"], 2, "expected fc, cnn"),
    (["--sheet", "x.png"], 2, "--sheet needs --extra"),
    (["--from", "t10k-labels-idx1-ubyte"], 1, "does not begin with MNISTLRN"),
    (["--from", "none"], 1, "none"),
    (["--extra", "none"], 1, "none"),
    (["--extra", "t10k-labels-idx1-ubyte", "--report", "r"], 2, "can't be combined"),
    (["--save", "no/folder"], 1, "there is no folder"),
  ]) func whatMakesNoSenseIsRefusedBeforeAnyWork(_ options: [String], _ status: Int32, _ cause: String) throws {
    let mnist = try Self.mnist(256)
    let end = try Program.start(
      ["learn", "--mnist", mnist.path] + options, cache: Program.noCache, folder: mnist.path
    ).result()
    #expect(end.status == status)
    #expect(end.errors.contains(cause), "\(end.errors)")
  }
}
