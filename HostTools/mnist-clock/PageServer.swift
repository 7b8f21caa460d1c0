// Hands this process over to the page's server. Must never be reached from another machine: Board/Web/serve sees to it.

import Foundation
import Support

enum PageServer {
  private static let script = "Board/Web/serve"

  /// - Parameter port: nil for the script's own choice.
  /// - Returns: why it couldn't; if it can, this program is gone.
  static func takeOver(_ folder: String, port: Int?) -> Failure {
    do {
      let words = ["env", "python3", "\(try ProjectFolder.path)/\(script)", folder] + (port.map { [String($0)] } ?? [])
      var arguments = words.map { strdup($0) } + [nil]
      execv("/usr/bin/env", &arguments)
      let code = errno
      arguments.forEach { free($0) }
      return Failure("the page can't be served: \(SystemError.words(code))")
    } catch {
      return error as? Failure ?? Failure("the page can't be served: \(error)")
    }
  }
}
