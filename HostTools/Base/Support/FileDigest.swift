// Digests of bytes by the system's own tools, under Linux's names or macOS's. Must never compute one itself.

import Foundation

public enum FileDigest: Sendable {
  case md5, sha256

  private var tools: [[String]] {
    switch self {
    case .md5: [["md5sum"], ["md5", "-q"]]
    case .sha256: [["sha256sum"], ["shasum", "-a", "256"]]
    }
  }

  /// - Returns: lower-case hexadecimal.
  /// - Throws: `Failure` when no such tool is installed.
  public func hexadecimal(of bytes: [UInt8]) throws -> String {
    guard let tool = tools.first(where: { ChildProcess.isInstalled($0[0]) }) else {
      throw Failure("neither \(tools.map { $0[0] }.joined(separator: " nor ")) is installed")
    }
    let folder = try TemporaryFolder()
    try Files.write(bytes, to: folder.path + "/bytes")
    let result = try ChildProcess.run(tool[0], tool.dropFirst() + [folder.path + "/bytes"])
    let digits = result.output.prefix { $0.isHexDigit }
    guard result.status == 0, digits.count == (self == .md5 ? 32 : 64) else {
      throw Failure("\(tool[0]) failed: \(result.errors)")
    }
    return String(digits)
  }
}
