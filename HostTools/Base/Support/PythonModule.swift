// A tool by Espressif from PyPI: the project's own copy if HostTools/install-packages has installed it, since ESP-IDF's
// environment, which comes first in many shells, has other versions. Must never change another Python's packages.

public struct PythonModule: Sendable {
  private let name: String
  private let interpreter: String
  public let isOurOwn: Bool

  /// - Parameter folder: that of the project's own copy, within the project.
  /// - Throws: `Failure` when there is no Python.
  public init(_ name: String, in folder: String) throws {
    let own = ProjectFolder.found.map { "\($0)/\(folder)/python3" }.flatMap { Files.exists($0) ? $0 : nil }
    (self.name, interpreter, isOurOwn) = (name, own ?? "python3", own != nil)
    guard ChildProcess.isInstalled(interpreter) else { throw Failure("python3 is not installed, which runs \(name)") }
  }

  public func run(_ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess.run(interpreter, ["-m", name] + arguments)
  }

  /// Whether it is installed at all.
  public var isInstalled: Bool {
    get throws { try ChildProcess.run(interpreter, ["-c", "import \(name)"]).status == 0 }
  }
}
