"""Programs that the tests start, with all that those start, and what they print. They stay in the tests' group of processes, so
that whoever kills that group leaves none.

Must never end a process that it hasn't started.
"""

import os
import re
import signal
import subprocess
import threading
import time


class Started:
    """A program that runs beside the tests. What it prints to either stream is kept as lines."""

    def __init__(self, arguments, environment=None, inherited=()):
        self.name = os.path.basename(arguments[0])
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})}, pass_fds=inherited, text=True, errors="replace")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def await_line(self, pattern, seconds=150):
        """The first line's match with `pattern`. Throws RuntimeError with what was printed instead."""
        end = time.monotonic() + seconds
        seen = 0
        with self.changed:
            while True:
                for line in self.lines[seen:]:
                    if match := re.search(pattern, line):
                        return match
                seen = len(self.lines)
                left = end - time.monotonic()
                if left <= 0 or self.process.poll() is not None and not self.changed.wait(0.2):
                    raise RuntimeError(f"{self.name} never printed {pattern!r} but:\n" + "\n".join(self.lines))
                self.changed.wait(min(left, 0.5))

    def descendants(self):
        """Process ids of all that this program has started, by name: [(id, name)]."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        known, found = {self.process.pid}, []
        # Children may be listed before their parents.
        for _ in range(6):
            for row in rows:
                if len(row) == 3 and int(row[1]) in known and int(row[0]) not in known:
                    known.add(int(row[0]))
                    found.append((int(row[0]), row[2]))
        return found

    def kill(self):
        """Ends it and all that it has started at once, without a chance to write anything."""
        ids = [self.process.pid] + [number for number, _ in self.descendants()]
        for number in ids:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                pass
        self.kill()
