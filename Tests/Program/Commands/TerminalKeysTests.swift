// The terminal's echo and line editing under the live view: off while it is shown, and restored on every way out.
// Must never call into the program's code.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct TerminalKeysTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  /// Steps are "view" (wait for it), "gone" (wait for the program's end), "stop" (Ctrl-Z, wait for that), a signal's
  /// name, or keys to be typed.
  /// - Returns: after each step, whether echo, line editing and signal keys are on; and how the program ended.
  private func run(_ words: [String], steps: [String], prefix: String = "") throws -> (keys: [String], status: String) {
    let result = try ChildProcess.run(
      "env",
      [
        "-C", folder.path, "TERM=xterm", "python3", "-c", TerminalKeysTests.script, steps.joined(separator: " "), "sh",
        "-c",
      ]
        + [prefix + "exec \"$@\"", "sh", Program.path, "run", "--image", "glyphs.bin", "--at", "12:34"] + words)
    try #require(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    return (Array(lines.dropLast()), lines.last ?? "")
  }

  private static let script = """
    import os, pty, select, signal, sys, termios, time
    # As in a shell, and not as on this test's thread, where they are blocked.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    child, master = pty.fork()
    if child == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    written, status = b"", None
    def listen(seconds):
        global written
        try:
            if select.select([master], [], [], seconds)[0]: written += os.read(master, 65536)
        except OSError: pass
    def wait(condition):
        end = time.monotonic() + 60
        while not condition():
            listen(0.05)
            assert time.monotonic() < end, written
    def reaped(stopped=False):
        global status
        found, how = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
        if found and not os.WIFSTOPPED(how): status = os.waitstatus_to_exitcode(how)
        return found and os.WIFSTOPPED(how) == stopped
    for step in sys.argv[1].split():
        if step == "view":
            wait(lambda: b"\\x1b[?1049h" in written)
        elif step == "gone": wait(reaped)
        elif step == "stop":
            os.write(master, b"\\x1a")
            wait(lambda: reaped(True))
        elif step.startswith("SIG"):
            written = b""
            os.kill(child, getattr(signal, step))
        else: os.write(master, step.encode().decode("unicode_escape").encode())
        flags = termios.tcgetattr(master)[3]
        print("echo" if flags & termios.ECHO else "silent", "lines" if flags & termios.ICANON else "keys",
              "signals" if flags & termios.ISIG else "none")
    print(status)
    """

  private static let usual = "echo lines signals"
  private static let silent = "silent keys signals"

  @Test(arguments: ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "\\x03"]) func everyEndGivesTheKeysBack(end: String)
    throws
  {
    let (keys, status) = try run(["--minutes", "60", "--png", "out"], steps: ["view", end, "gone"])
    #expect(keys.first == TerminalKeysTests.silent && keys.last == TerminalKeysTests.usual, "\(keys)")
    #expect(status == "130")
  }

  @Test func theUsualEndAndAnErrorToo() throws {
    let whole = try run(["--minutes", "1", "--speed", "20"], steps: ["view", "gone"])
    #expect(whole.keys == [TerminalKeysTests.silent, TerminalKeysTests.usual] && whole.status == "0", "\(whole)")
    let cut = try run(
      ["--days", "1", "--speed", "2000", "--events", "events"], steps: ["view", "gone"], prefix: "ulimit -f 1; ")
    #expect(cut.keys == [TerminalKeysTests.silent, TerminalKeysTests.usual] && cut.status == "1", "\(cut)")
  }

  @Test func theShellHasItsKeysWhileTheClockIsStopped() throws {
    let (keys, status) = try run(
      ["--minutes", "60", "--speed", "60"],
      steps: ["view", "stop", "SIGCONT", "view", "stop", "SIGCONT", "view", "\\x03", "gone"])
    let (usual, silent) = (TerminalKeysTests.usual, TerminalKeysTests.silent)
    #expect(
      keys[1] == usual && keys[3] == silent && keys[4] == usual && keys[6] == silent && keys[8] == usual, "\(keys)")
    #expect(status == "130")
  }

  /// A terminal gets back what it had before.
  @Test func aTerminalWithoutEchoStaysOne() throws {
    let (keys, _) = try run(["--minutes", "60"], steps: ["view", "SIGINT", "gone"], prefix: "stty -echo; ")
    #expect(keys.last == "silent lines signals", "\(keys)")
  }
}
