// Text of the page that is made, not written. Must never depend on the order of a dictionary.

import Foundation
import Support

enum SiteText {
  static func json(_ value: Any) throws -> String {
    do {
      let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
    } catch {
      throw Failure("it can't be written as JSON: \(error)")
    }
  }
}

enum SitePages {
  /// The files of these kinds in a folder, in order.
  static func names(in folder: String, kinds: [String]) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw Failure(file: folder, "it can't be read: \(SystemError.words(error))")
    }
    return names.filter { name in !name.hasPrefix(".") && kinds.contains { name.hasSuffix("." + $0) } }.sorted()
  }
}
