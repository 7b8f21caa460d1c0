// Downloads MNIST's four files from public mirrors with curl, and checks them by SHA-256.
// Must never trust a mirror: what counts is the digest.

import Foundation
import Support

public struct MirrorDownload {
  public static let mirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
  ]

  /// The size of the largest file: 60,000 images and their header. No more is unpacked.
  private static let mostUnpacked = 16 + 60_000 * DigitSet.pixelsPerImage

  /// SHA-256 of each unpacked file, since mirrors pack differently.
  public static let digests = [
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  ]

  let mirrors: [String]
  let report: (String) -> Void

  /// Puts the four files, packed, into `folder`.
  func download(to folder: String) throws {
    guard ChildProcess.isInstalled("curl") else { throw Failure("curl is not installed") }
    var remaining = mirrors
    // Small ones first: a mirror that can't be reached or has something else is found out at once.
    for name in MirrorDownload.digests.keys.sorted(by: { $0.contains("labels") && !$1.contains("labels") }) {
      while true {
        guard let mirror = remaining.first else { throw Failure("no mirror has it") }
        do {
          try download(name, from: mirror, to: folder)
          break
        } catch {
          if Interrupt.wasAsked { throw error }
          report("\(mirror): \(error)")
          remaining.removeFirst()
        }
      }
    }
  }

  private func download(_ name: String, from mirror: String, to folder: String) throws {
    let path = "\(folder)/\(name).gz"
    let bar = ProgressBar("Fetching \(name)", total: nil, unit: "bytes")
    defer { bar.finish() }
    // Ten seconds to connect, then no limit as long as 1 kB a second arrives.
    let result = try ChildProcess.run(
      "curl",
      [
        "--fail", "--silent", "--show-error", "--location", "--connect-timeout", "10", "--speed-limit", "1000",
        "--speed-time", "20", "--max-filesize", "\(MirrorDownload.mostUnpacked)", "--output", path,
        (mirror.hasSuffix("/") ? mirror : mirror + "/") + name + ".gz",
      ],
      whileRunning: { bar.update(MirrorDownload.size(of: path)) })
    guard result.status == 0 else {
      throw Failure(result.errors.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    let contents = try UnpackedFile(path).read(atMost: MirrorDownload.mostUnpacked + 1)
    let digest = try FileDigest.sha256.hexadecimal(of: contents)
    guard digest == MirrorDownload.digests[name] else {
      throw Failure("\(name).gz is not MNIST's: its SHA-256 is \(digest)")
    }
  }

  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int ?? 0
  }
}
