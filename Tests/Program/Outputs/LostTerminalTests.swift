// A run whose terminal goes away, as when a window is closed or a connection breaks: its files are written anyway.
// Must never call into the program's code.

import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct LostTerminalTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  /// A shell sends its programs SIGHUP, and its own end sends it again; under `nohup` they get none, and only their
  /// writing fails.
  @Test(arguments: [("exec \"$@\"", 130), ("trap '' HUP; exec \"$@\"", 1)])
  func filmAndPictureAreWritten(shell: String, status: Int32) throws {
    let words = [
      "run", "--image", "glyphs.bin", "--at", "2026-11-28T12:34:52", "--minutes", "5", "--png", "end.png", "--film",
      "film.png",
      "--events", "events",
    ]
    let end = try ChildProcess.run(
      "env", ["-C", folder.path, "TERM=xterm", "python3", "-c", LostTerminalTests.script, shell, Program.path] + words)
    #expect(end.status == status, "\(end.errors)")
    let picture = try GreyPicture(reading: folder.path + "/end.png")
    // Four panels with ink.
    for left in [20, 240, 488, 708] {
      #expect((0..<40_000).contains { picture[left + $0 % 200, 20 + $0 / 200] < 128 })
    }
    let film = try Files.read(folder.path + "/film.png")
    #expect(film.starts(with: [137, 80, 78, 71]) && film.dropLast(4).suffix(4).elementsEqual("IEND".utf8))
  }

  /// Runs a shell script in a terminal, and takes that away when four panels are drawn. One SIGHUP is the kernel's.
  private static let script = """
    import os, pty, select, signal, sys, time
    child, master = pty.fork()
    if child == 0:
        os.execvp("sh", ["sh", "-c", sys.argv[1], "sh"] + sys.argv[2:])
    signal.alarm(200)
    while not os.path.exists("events") or open("events").read().count('"drew"') < 4:
        if select.select([master], [], [], 0.1)[0]:
            os.read(master, 65536)
    os.close(master)
    time.sleep(0.1)
    os.kill(child, signal.SIGHUP)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
}
