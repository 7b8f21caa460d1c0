// The program in a terminal of any size, played by pyte: what is on its screen, and how many lines scrolled away.
// Must never ask this project's code what a character looks like: Unicode's names tell.

import Foundation
import Support
import TestSupport
import Testing

struct ScreenedProgram: Decodable {
  struct Screen: Decodable {
    let lines: [String]
    /// Each cell as 8 rows of 4 brightnesses, side by side; without colours ink is 0 and paper 255.
    let brightness: [[Double]]
    /// Lines that have scrolled away since the program took over the screen.
    let scrolled: Int
    let hasCursor: Bool
  }

  /// Where a program that doesn't end by itself writes its events, which tell when its panels are drawn.
  static let events = "shown.jsonl"

  /// One for each size, once nothing has been written for a second; and one at the end.
  let screens: [Screen]
  let status: Int32
  /// All that was written.
  let text: String

  /// The terminal gets the `sizes` one after another; `lasts` is for programs that end by themselves, others are
  /// interrupted; `typed` is typed at each size, before the screen is taken.
  static func run(
    _ arguments: [String], sizes: [(columns: Int, rows: Int)], folder: String, variables: [String: String] = [:],
    lasts: Bool = false, typed: String = ""
  ) throws -> ScreenedProgram {
    let python = RealDigits.root + "/.build-pyte/python3"
    guard Files.exists(python) else {
      throw Failure("pyte is not installed", advice: "HostTools/install-packages tests installs it")
    }
    let environment = ["TERM": "xterm-256color", "NO_COLOR": "", "XDG_CACHE_HOME": folder].merging(variables) { $1 }
    let task: [String: Any] = [
      "program": [Program.path] + arguments, "sizes": sizes.map { [$0.columns, $0.rows] }, "folder": folder,
      "environment": environment, "lasts": lasts, "typed": typed,
      "events": "\(folder)/\(events)",
    ]
    let json = String(decoding: try JSONSerialization.data(withJSONObject: task), as: UTF8.self)
    let result = try ChildProcess.run(python, ["-c", script, json])
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode(ScreenedProgram.self, from: Data(result.output.utf8))
  }

  private static let script = #"""
    import fcntl, functools, json, os, pty, re, select, signal, struct, sys, termios, time, unicodedata
    import pyte
    task = json.loads(sys.argv[1])

    def set_size(descriptor, columns, rows):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @functools.lru_cache(None)
    def light(colour, default):
        return default if colour == "default" else sum(int(colour[i:i + 2], 16) for i in (0, 2, 4)) / 3

    @functools.lru_cache(None)
    def ink(character):
        """8 rows of 4: whether each is filled, by the character's name."""
        name = unicodedata.name(character)
        eighths = {"ONE EIGHTH": 1, "ONE QUARTER": 2, "THREE EIGHTHS": 3, "HALF": 4, "FIVE EIGHTHS": 5,
                   "THREE QUARTERS": 6, "SEVEN EIGHTHS": 7}
        if name.startswith("BRAILLE PATTERN DOTS-"):
            dots = name.split("-")[1]
            return [["14253678"[r // 2 * 2 + c // 2] in dots for c in range(4)] for r in range(8)]
        if name == "FULL BLOCK":
            return [[True] * 4 for r in range(8)]
        if name.startswith("QUADRANT "):
            quarters = name[9:].split(" AND ")
            return [[("UPPER " if r < 4 else "LOWER ") + ("LEFT" if c < 2 else "RIGHT") in quarters for c in range(4)]
                    for r in range(8)]
        match = re.fullmatch("(UPPER|LOWER|LEFT|RIGHT) (.*?)(?: BLOCK)?", name)
        if match and match[2] in eighths:
            n = eighths[match[2]]
            return [[{"UPPER": r < n, "LOWER": r >= 8 - n, "LEFT": 2 * c < n, "RIGHT": 2 * c >= 8 - n}[match[1]]
                     for c in range(4)] for r in range(8)]
        return [[False] * 4 for r in range(8)]

    def picture(screen):
        rows = []
        for y in range(screen.lines):
            cells = [screen.buffer[y][x] for x in range(screen.columns)]
            shapes = [ink(cell.data) for cell in cells]
            for r in range(8):
                rows.append([light(cell.fg, 0.0) if shape[r][c] else light(cell.bg, 255.0)
                             for cell, shape in zip(cells, shapes) for c in range(4)])
        return rows

    columns, rows = task["sizes"][0]
    child, master = pty.fork()
    if child == 0:
        set_size(0, columns, rows)
        os.chdir(task["folder"])
        os.execve(task["program"][0], task["program"], {**os.environ, **task["environment"]})
    screen = pyte.HistoryScreen(columns, rows, history=100000)
    stream = pyte.ByteStream(screen)
    written = b""
    # From here on the screen is the program's.
    ENTER = b"\x1b[?1049h"
    scrolled_before = None

    def listen(seconds):
        """Shows what comes within `seconds`; False if nothing did, None at the program's end."""
        global written, scrolled_before
        if not select.select([master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(master, 65536)
        except OSError:
            return None
        start = len(written)
        written += data
        if scrolled_before is None and ENTER in written:
            at = written.index(ENTER) - start
            stream.feed(data[:at])
            scrolled_before = len(screen.history.top)
            data = data[at:]
        stream.feed(data)
        return True

    def listen_until(condition):
        end = time.monotonic() + 200
        while not condition():
            if listen(0.2) is None or time.monotonic() > end:
                return

    def listen_while_it_writes():
        while listen(1.0):
            pass

    def drawn():
        """Whether all four panels have been drawn."""
        return os.path.exists(task["events"]) and open(task["events"]).read().count('"drew"') >= 4

    def state():
        return {"lines": screen.display, "brightness": picture(screen), "hasCursor": not screen.cursor.hidden,
                "scrolled": len(screen.history.top) - (scrolled_before or 0)}

    screens = []
    for number, (columns, rows) in enumerate(task["sizes"]):
        if number > 0:
            set_size(master, columns, rows)
            screen.resize(rows, columns)
        if task["lasts"]:
            listen_until(lambda: False)
        else:
            so_far = len(written)
            listen_until(lambda: drawn() and (number == 0 or len(written) > so_far))
            listen_while_it_writes()
        if task["typed"]:
            os.write(master, task["typed"].encode())
            listen_while_it_writes()
        screens.append(state())
    if not task["lasts"]:
        os.kill(child, signal.SIGINT)
        listen_until(lambda: False)
    status = os.waitpid(child, 0)[1]
    screens.append(state())
    json.dump({"screens": screens, "status": os.waitstatus_to_exitcode(status),
               "text": written.decode("utf-8", "replace")}, sys.stdout)
    """#
}
