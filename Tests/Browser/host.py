"""What the same firmware does on this machine, by `mnist-clock run`: what the page is compared with.

Must never come from the page, nor from the module that it loads.
"""

import hashlib
import json
import os
import re
import struct
import subprocess
import zlib

SIDE = 200
# ClockPicture.swift: gaps of 20 pixels, 48 in the middle.
LEFTS = (20, 240, 488, 708)
TOP = 20


def grey_png(path):
    """Rows of an 8-bit grey PNG, by the standard's own words (PNG, third edition, 9: filters)."""
    with open(path, "rb") as file:
        data = file.read()
    place, body = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        part = data[place + 8:place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", part)
            assert (depth, colour, interlace) == (8, 0, 0), f"{path} isn't 8-bit grey"
        elif kind == b"IDAT":
            body += part
        place += 12 + length
    stream = zlib.decompress(body)
    rows, above = [], bytearray(width)
    for y in range(height):
        kind = stream[y * (width + 1)]
        row = bytearray(stream[y * (width + 1) + 1:(y + 1) * (width + 1)])
        for x in range(width):
            left = row[x - 1] if x else 0
            up, corner = above[x], above[x - 1] if x else 0
            if kind == 1:
                add = left
            elif kind == 2:
                add = up
            elif kind == 3:
                add = (left + up) // 2
            elif kind == 4:
                guess = left + up - corner
                add = min((left, up, corner), key=lambda near: abs(guess - near))
            else:
                add = 0
            row[x] = row[x] + add & 255
        rows.append(bytes(row))
        above = row
    return rows


def panels(path):
    """The four panels in a picture of `mnist-clock run`, 40,000 bytes each."""
    rows = grey_png(path)
    return [b"".join(row[left:left + SIDE] for row in rows[TOP:TOP + SIDE]) for left in LEFTS]


def digest(greys):
    return hashlib.sha256(greys).digest()[:8].hex()


class Host:
    """The program `mnist-clock`, with the partition image that the site has."""

    def __init__(self, program, image, folder):
        self.program = program
        self.image = image
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def command(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"mnist-clock {' '.join(arguments)}:\n{done.stderr}{done.stdout}")
        return done.stdout

    def picture(self, at, *options):
        """The panels after the minute `at`, as they are after power-on."""
        path = f"{self.folder}/picture.png"
        self.command("run", "--image", self.image, "--at", at, "--png", path, *options)
        return panels(path)

    def minutes(self, at, count, *options):
        """Digests of the panels after each minute, and events in words."""
        frames = f"{self.folder}/frames"
        if os.path.isdir(frames):
            for name in os.listdir(frames):
                os.remove(f"{frames}/{name}")
        # The page has a journal too, and says what it finds in it.
        journal = f"{self.folder}/journal.flash"
        if os.path.exists(journal):
            os.remove(journal)
        told = self.command("run", "--image", self.image, "--at", at, "--minutes", str(count), "--speed", "max",
                            "--flash", journal, "--frames", frames, *options)
        last = {}
        for name in sorted(os.listdir(frames)):
            day, minute = re.match(r"\d+-(\d+-\d+-\d+)T(\d\d-\d\d)", name).groups()
            last[f"{day}T{minute.replace('-', ':')}"] = f"{frames}/{name}"
        digests, seen = [], None
        for minute in minutes_from(at, count):
            if minute in last:
                seen = [digest(one) for one in panels(last[minute])]
            digests.append(seen)
        events = [match[1] for line in told.splitlines() if (match := re.match(r"\d\S+T\d\d:\d\d  (.*)", line))]
        return digests, events


def minutes_from(at, count):
    import datetime
    start = datetime.datetime.fromisoformat(at)
    return [(start + datetime.timedelta(minutes=index)).isoformat(timespec="minutes") for index in range(count)]


def local_seconds(at):
    """Seconds of local time since 1970, as the device counts them."""
    import datetime
    return int((datetime.datetime.fromisoformat(at) - datetime.datetime(1970, 1, 1)).total_seconds())
