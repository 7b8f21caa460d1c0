// Runs a system tool. Must never go through a shell, and never outlive Ctrl-C.

import Foundation

public enum ChildProcess {
  public struct Result: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
  }

  /// Whether `tool` is found in PATH, or is a path itself.
  public static func isInstalled(_ tool: String) -> Bool {
    if tool.contains("/") { return FileManager.default.isExecutableFile(atPath: tool) }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
  }

  /// Runs `tool` as found in PATH and waits until it ends.
  /// - Parameter whileRunning: called about ten times a second.
  /// - Throws: `Failure` when the tool isn't installed or Ctrl-C was pressed, not for its exit status.
  public static func run(
    _ tool: String, _ arguments: [String], whileRunning: () -> Void = {}
  ) throws -> Result {
    guard isInstalled(tool) else { throw Failure("\(tool) is not installed") }
    // Files instead of pipes: a pipe that nobody reads would block the tool.
    let folder = try TemporaryFolder()
    let output = folder.path + "/output"
    let errors = folder.path + "/errors"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardInput = FileHandle.nullDevice
    for path in [output, errors] { try Files.write([], to: path) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    do {
      try process.run()
    } catch {
      throw Failure("\(tool) can't be started: \(SystemError.words(error))")
    }
    while process.isRunning {
      if Interrupt.wasAsked {
        process.terminate()
        process.waitUntilExit()
        throw Failure("interrupted")
      }
      whileRunning()
      Thread.sleep(forTimeInterval: process.isRunning ? 0.02 : 0)
    }
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "",
      errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
  }
}
