// The firmware and the readers as WebAssembly, built from the project's folder. Must never go on with an old build.

import Support

enum SiteProgram {
  static let folder = ".build-web"
  static let files = ["clock.wasm", "readers.wasm"]
  private static let script = "Board/Web/build"

  /// - Throws: `Failure` when the project isn't found or doesn't compile.
  static func build() throws {
    let project = try ProjectFolder.path
    let result = try Elapsed.shown("Compiling the firmware for browsers") {
      try ChildProcess.run("bash", ["\(project)/\(script)"])
    }
    guard result.status == 0 else { throw Failure("the firmware can't be built for browsers: \(result.errors)") }
  }
}
