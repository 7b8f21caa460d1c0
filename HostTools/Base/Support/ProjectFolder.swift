// Where the project is: above this program, which is built inside it, or above the folder that it was called in.
// Must never be needed by what works without the project's sources.

import Foundation

public enum ProjectFolder {
  /// A file of this name exists nowhere else.
  private static let mark = "Board/QEMU/build"

  /// - Throws: `Failure` when the project isn't found.
  public static var path: String {
    get throws {
      guard let found else {
        throw Failure("the project's folder can't be found", advice: "Run this there: it needs the firmware's sources")
      }
      return found
    }
  }

  /// The running program, whatever name and links it was called through.
  public static var program: String {
    URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0]).resolvingSymlinksInPath().path
  }

  public static var found: String? {
    for start in [program, FileManager.default.currentDirectoryPath] {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
      while folder.path != "/" {
        if Files.exists("\(folder.path)/\(mark)") { return folder.path }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }
}
