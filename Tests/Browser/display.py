"""A display that nobody sees: WebKit's driver hangs without one.

Must never touch the display of the person who runs the tests.
"""

import os

from processes import Started


class Display:
    def __init__(self):
        reading, writing = os.pipe()
        # It chooses the number itself, since others may run on this machine.
        self.server = Started(["Xvfb", "-displayfd", str(writing), "-screen", "0", "2560x1600x24", "-nolisten", "tcp"],
                              inherited=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb: " + "\n".join(self.server.lines))
        self.name = f":{number}"

    def end(self):
        self.server.end()
