// Errors that give the true reason: arguments that aren't text, endless inputs, places that take no file.
// Must never call into the program's code.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct TrueReasonTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  private func bash(_ script: String) throws -> ChildProcess.Result {
    let names = ["program=\(Program.path)", "XDG_CACHE_HOME=\(Program.noCache)"]
    return try ChildProcess.run("env", ["-C", folder.path] + names + ["timeout", "100", "bash", "-c", script])
  }

  @Test(arguments: [
    #""$program" settings --nvs n wifi=$'\xff\xfe'"#, #""$program" run --image $'\xc3'"#, #""$program" $'\xf0\x9f'"#,
    #""$program" run --png $'clock\xe9.png' --at 12:34"#,
  ])
  func whatIsNotUTF8IsRefused(script: String) throws {
    let end = try bash(script)
    #expect(end.status == 2 && end.errors.contains(" is not UTF-8, which every name and value must be"), "\(end)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["glyphs.bin"])
  }

  private static let values: [([String], String)] = [
    (["run", "--ntp", "fe80::1"], "--ntp fe80::1: an IPv6 address takes brackets, such as [fe80::1]"),
    (["time", "host:0"], "host:0: a port is a number from 1 to 65535, not 0"),
    (["time", ""], "\"\": the host is missing"), (["run", "--frames", ""], "--frames \"\": a path is missing"),
    (["run", "--image", ""], "--image \"\": a path is missing"), (["run", "--png="], "--png \"\": a path is missing"),
    (["glyphs", "build", "--model", "", "--output", "a"], "--model \"\": a path is missing"),
    (["glyphs", "inspect", ""], "FILE \"\": a path is missing"),
    (["run", "--minutes", ""], "--minutes \"\": expected a whole number"),
    (["run", "--at", ""], "--at \"\": invalid time"),
    (["run", "--at", "12\n34"], "--at \"12\\n34\": invalid time"), (["a\nb"], "there is no command \"a\\nb\""),
    (
      ["forecast", "--counts", Array(repeating: "1000001", count: 10).joined(separator: ",")],
      "--counts \(Array(repeating: "1000001", count: 10).joined(separator: ",")): expected ten whole numbers from 1 to 1,000,000"
    ),
  ]

  @Test(arguments: values) func aValueIsSeenAndItsFaultNamed(words: [String], message: String) throws {
    let (_, result) = try Program.start(words, cache: Program.noCache, folder: folder.path)
    let end = result()
    #expect(end.status == 2 && end.errors.contains(": " + message), "\(end.errors)")
  }

  @Test(arguments: [
    (#""$program" settings --nvs n wifi=x < /dev/zero"#, "standard input's first line has more than 1,024 bytes"),
    (#""$program" civil UTC < /dev/zero"#, "standard input, line 1: it has more than 1,048,576 bytes"),
    (
      #""$program" settings --nvs /proc/n tz=UTC0"#,
      "/proc/n: it can't be written: the folder /proc takes no new files. Name a file elsewhere"
    ),
    (
      #""$program" run --at 12:34"#,
      "the folder can't be made: Not a directory. XDG_CACHE_HOME can name another place for what is fetched; --image or"
    ),
  ])
  func theReasonIsTheTrueOne(script: String, reason: String) throws {
    let end = try bash(script)
    #expect(end.status == 1 && end.errors.contains(reason), "\(end)")
  }

  @Test func englishAndYears() throws {
    let script = #""$program" run --image glyphs.bin --at 0001-01-01T08:58 --png /dev/null --flash journal"#
    let run = try bash(script)
    #expect(
      run.output.contains("0001-01-01T08:58  panel 2 shows an 8: ") && run.output.contains(" shows a 5: "), "\(run)")
    let records = try bash("\"$program\" journal journal").output
    #expect(records.contains("4 records; ") || records.contains("1 record; "), "\(records)")
  }

  /// Ctrl-C during a progress bar: its line is empty when the shell goes on, and the program ends by SIGINT.
  @Test func aBarThatIsCutLeavesItsLineEmpty() throws {
    try Files.makeFolder(folder.path + "/mn")
    for half in ["train", "t10k"] {
      try IDX.write(
        StrokeDigits.make(countPerDigit: 200), images: folder.path + "/mn/\(half)-images-idx3-ubyte",
        labels: folder.path + "/mn/\(half)-labels-idx1-ubyte")
    }
    let words = ["glyphs", "build", "--mnist", "mn", "--output", "out.bin"]
    let end = try ChildProcess.run(
      "env", ["-C", folder.path, "TERM=xterm", "python3", "-c", TrueReasonTests.script, Program.path] + words)
    #expect(end.status == 0 && end.output == "2 True\n", "\(end)")
  }

  /// 2 is SIGINT.
  private static let script = """
    import os, pty, select, signal, sys
    # As in a shell, and not as on this test's thread, where they are blocked.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    child, master = pty.fork()
    if child == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    written = b""
    while True:
        if select.select([master], [], [], 100)[0]:
            try: written += os.read(master, 65536)
            except OSError: break
            if b"glyph image" in written and b"\\x03" not in written:
                os.write(master, b"\\x03")
                written += b"\\x03"
        else: break
    status = os.waitpid(child, 0)[1]
    print(os.WIFSIGNALED(status) and os.WTERMSIG(status), written.endswith(b"\\r\\x1b[K"))
    """
}
