// Runs the built program as a user does. Must never call into its code.

import Digits
import Foundation
import Support

package enum Program {
  package struct Result {
    package let status: Int32
    package let output: String
    package let errors: String
    /// The output, for when it isn't text.
    package let bytes: [UInt8]
  }

  /// Beside the program that runs the tests.
  package static var path: String {
    // On macOS the tests are a bundle that another program loads, elsewhere a program.
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
    let tests = bundle ?? Bundle.main.executablePath ?? ""
    return (tests as NSString).deletingLastPathComponent + "/mnist-clock"
  }

  /// A cache folder that nobody can create, not even root: its parent is a file.
  package static var noCache: String { path + "/cache" }

  /// `cache` is its XDG_CACHE_HOME, `folder` its working directory, `searchPath` its PATH, and `input` a file for its
  /// standard input; `variables` are added to its environment; `isUnprivileged` drops root's capabilities where the
  /// tests run as root; `wrapper` is a program, with arguments, that starts it; `program` is the path of the program
  /// itself; `output` becomes its standard output, which is then missing from the result.
  package static func start(
    _ arguments: [String], cache: String, folder: String, path searchPath: String? = nil, input: String? = nil,
    variables: [String: String] = [:], isUnprivileged: Bool = false, wrapper: [String] = [],
    program: String = path, output: FileHandle? = nil
  ) throws -> (process: Process, result: () -> Result) {
    let temporary = try TemporaryFolder()
    let process = Process()
    let rights = isUnprivileged && geteuid() == 0 ? ["setpriv", "--bounding-set=-all"] : []
    let words = wrapper + rights + [program] + arguments
    process.executableURL = URL(fileURLWithPath: words.count > arguments.count + 1 ? "/usr/bin/env" : program)
    process.arguments = words.count > arguments.count + 1 ? words : arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = cache
    if let searchPath { environment["PATH"] = searchPath }
    environment.merge(variables) { $1 }
    process.environment = environment
    process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? .nullDevice
    for name in ["output", "errors"] { try Files.write([], to: "\(temporary.path)/\(name)") }
    process.standardOutput = output ?? FileHandle(forWritingAtPath: temporary.path + "/output")
    process.standardError = FileHandle(forWritingAtPath: temporary.path + "/errors")
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        func text(_ name: String) -> String {
          (try? String(contentsOfFile: "\(temporary.path)/\(name)", encoding: .utf8)) ?? ""
        }
        return Result(
          status: process.terminationStatus, output: text("output"), errors: text("errors"),
          bytes: (try? Files.read(temporary.path + "/output")) ?? [])
      }
    )
  }

  package static func run(
    _ arguments: String..., cache: String = noCache, folder: String = "/tmp", path: String? = nil
  ) throws -> Result {
    try start(arguments, cache: cache, folder: folder, path: path).result()
  }
}
