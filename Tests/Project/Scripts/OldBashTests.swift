// No script of the project's uses anything that macOS's bash 3.2 or its BSD tools don't know.
// Must never pass without having read the scripts.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct OldBashTests {
  /// Since when, by bash's own CHANGES; and GNU's options that BSD's tools lack.
  private static let tooNew: [(pattern: String, since: String)] = [
    (#"\b(mapfile|readarray|coproc)\b"#, "bash 4.0"), (#"\b(declare|local|typeset) -[a-zA-Z]*A"#, "bash 4.0"),
    (#"\$\{[A-Za-z_0-9@*\[\]]+(,|\^)"#, "bash 4.0"), (#"&>>|\|&"#, "bash 4.0"), (#"\bglobstar\b"#, "bash 4.0"),
    (#"\b(declare|local|typeset) -[a-zA-Z]*[ng]\b"#, "bash 4.2"), (#"\[\[? -v "#, "bash 4.2"),
    (#"%\([^)]*\)T"#, "bash 4.2"),
    (#"\bwait -[np]"#, "bash 4.3"), (#"\$\{[A-Za-z_0-9]+@[A-Z]\}"#, "bash 4.4"),
    (#"\bEPOCH(SECONDS|REALTIME)\b"#, "bash 5.0"),
    (#"\bsed -[a-zA-Z]*i\b|\bsed 'i "#, "GNU sed"), (#"\breadlink -f\b"#, "GNU readlink"),
    (#"\bgrep -[a-zA-Z]*P"#, "GNU grep"),
    (#"\bstat -c"#, "GNU stat"), (#"\bdate -d"#, "GNU date"), (#"\b(head|tail) -c ?[0-9]+[A-Za-z]"#, "GNU head"),
    (#"-printf\b"#, "GNU find"), (#"\bsort -[a-zA-Z]*V"#, "GNU sort"), (#"\bnproc\b"#, "GNU coreutils"),
  ]

  private static func scripts() throws -> [String] {
    let all = try #require(FileManager.default.enumerator(atPath: RealDigits.root))
    var scripts: [String] = []
    while let name = all.nextObject() as? String {
      // Builds hold other people's scripts.
      if name.hasPrefix(".build") || name.hasPrefix("build") || name == ".git" { all.skipDescendants() }
      guard let file = FileHandle(forReadingAtPath: "\(RealDigits.root)/\(name)") else { continue }
      defer { try? file.close() }
      let start = (try? file.read(upToCount: 19)).map { String(decoding: $0, as: UTF8.self) }
      if start == "#!/usr/bin/env bash" { scripts.append(name) }
    }
    return scripts
  }

  @Test func noScriptNeedsNewerTools() throws {
    let scripts = try Self.scripts()
    #expect(scripts.count >= 14 && scripts.contains("clock") && scripts.contains("HostTools/install-packages"))
    for name in scripts {
      let text = String(decoding: try Files.read("\(RealDigits.root)/\(name)"), as: UTF8.self)
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        for (pattern, since) in Self.tooNew where !line.drop(while: { $0 == " " }).hasPrefix("#") {
          #expect(try Regex(pattern).firstMatch(in: line) == nil, "\(name), line \(index + 1) needs \(since): \(line)")
        }
      }
    }
  }

  /// Each line is one that a script of the project's once had, or might.
  @Test(arguments: [
    "mapfile -t a < <(ls)", "while x; do wait -n || status=1; done", "head -c 4M /dev/zero", "sed 'i -Xswiftc'",
    "declare -A map", "echo ${name,,}", "make |& tee log", "stat -c %s file",
  ])
  func theSearchFinds(line: String) throws {
    #expect(try Self.tooNew.contains { try Regex($0.pattern).firstMatch(in: line) != nil })
  }
}
