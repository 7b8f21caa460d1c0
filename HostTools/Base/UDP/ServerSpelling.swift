// What is wrong with a time server as somebody has written it, where that can be told from the rule's other parts.
// Must never say what is right: the firmware's parser does.

import Support

public enum ServerSpelling {
  /// - Parameter text: "HOST", "HOST:PORT" or "[ADDRESS]:PORT", as it was meant.
  /// - Returns: nil if nothing stands out.
  public static func fault(in text: String) -> String? {
    let colons = text.count { $0 == ":" }
    if colons > 1, !text.contains(where: { "[]".contains($0) }) {
      return "an IPv6 address takes brackets, such as [\(text)]"
    }
    let host: Substring
    let port: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return "the closing ] is missing" }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return "after the ] comes a colon and the port, or nothing" }
      (host, port) = (text[text.index(after: text.startIndex)..<end], rest.isEmpty ? nil : rest.dropFirst())
    } else {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      (host, port) = (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
    }
    if host.isEmpty { return "the host is missing" }
    if let port, Int(decimal: port).map({ (1...65_535).contains($0) }) != true {
      return "a port is a number from 1 to 65535, not \(String(port).shown)"
    }
    return host.utf8.count > 63 ? "a host has at most 63 letters here, and this has \(host.utf8.count)" : nil
  }
}
