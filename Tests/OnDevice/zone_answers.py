# Questions about time zones with glibc's answers, and about texts that may not be zones with those of POSIX's grammar.
# Must never ask this project's code.

import os
import random
import re
import struct
import time

from answers import Digest, instants, text

# 2024-01-01 to 2038-01-01.
BEGIN, END = 1_704_067_200, 2_145_916_800
# The Gregorian calendar repeats after 400 years, weekdays included.
CYCLE = 146_097 * 86_400


def system_zones():
    """The TZ strings at the ends of the system's zone files (RFC 9636)."""
    folder, zones = os.environ.get("TZDIR") or "/usr/share/zoneinfo", set()
    for path, folders, files in os.walk(folder):
        if path == folder:
            folders[:] = [name for name in folders if name not in ("posix", "right")]
        for name in files:
            with open(os.path.join(path, name), "rb") as file:
                data = file.read()
            if data[:4] == b"TZif" and data.endswith(b"\n"):
                zones.add(data.rsplit(b"\n", 2)[1])
    return sorted(zones - {b""})


def made_up_zones(numbers, count):
    """All kinds of days and times, two months or more apart and not near New Year: glibc looks at one year only."""
    def clock(hours):
        return f"{numbers.randint(-hours, hours)}:{numbers.randint(0, 59):02}:{numbers.randint(0, 59):02}"

    def day(first, last):
        kinds = (f"J{numbers.randint(first * 30, last * 30)}", f"{numbers.randint(first * 30, last * 30)}",
                 f"M{numbers.randint(first, last)}.{numbers.randint(1, 5)}.{numbers.randint(0, 6)}")
        return numbers.choice(kinds) + "/" + clock(166)

    for _ in range(count):
        halves = [day(2, 4), day(7, 10)]
        numbers.shuffle(halves)
        name = numbers.choice(("BBB", f"<b{numbers.randint(100, 999)}>{clock(23)}"))
        yield f"AAA{clock(23)}{name},{halves[0]},{halves[1]}".encode()


def state(instant):
    fields = time.localtime(instant)
    return fields.tm_gmtoff, fields.tm_isdst, fields.tm_zone


def changes(begin, end):
    """When glibc's answer changes, found by asking every ten days and then by bisection."""
    found, here, current = [], begin, state(begin)
    while here < end:
        there = min(here + 10 * 86_400, end)
        other = state(there)
        if other != current:
            low, high = here, there
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if state(middle) == current else (low, middle)
            found.append(high)
        here, current = there, other
    return found


def note_state(digest, instant):
    offset, is_daylight, name = state(instant)
    digest.note("iBB", offset, is_daylight, len(name))
    digest.note(f"{len(name)}s", name.encode())


def zone_question(zone, numbers):
    os.environ["TZ"] = zone.decode()
    time.tzset()
    found = changes(BEGIN, END)
    asked = [near for change in found for near in (change - 3_600, change - 1, change, change + 1, change + 3_600)]
    asked += [numbers.randrange(BEGIN, END) for _ in range(40)]
    # Out to the years 1972 and 20000.
    asked += [numbers.randrange(63_072_000, BEGIN) for _ in range(10)]
    asked += [numbers.randrange(END, 568_971_820_800) for _ in range(20)]
    # Anything that 64 bits hold.
    ages = [-(1 << 63), (1 << 63) - 1, -1, 0] + [numbers.randrange(-(1 << 63), 1 << 63) for _ in range(10)]

    states, aged, changed = Digest(), Digest(), Digest()
    for instant in asked:
        note_state(states, instant)
        local = time.localtime(instant)
        states.note("iBBBBBBi", local.tm_year, local.tm_mon, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                    (local.tm_wday + 1) % 7, local.tm_yday - 1)
        states.end()
    for instant in ages:
        for _ in range(2):
            note_state(aged, instant % CYCLE + CYCLE)
        aged.end()
    for instant in found:
        changed.note("q", instant)
        changed.end()
    question = b"Z" + text(zone) + struct.pack("<qq", BEGIN, END) + instants(asked) + instants(ages)
    return question, f"{zone.decode()} states {states} changes {changed} ages {aged}"


class Fault(Exception):
    pass


class Grammar:
    """POSIX.1-2024's grammar of TZ, with times up to 167 hours and names of 3 to 16 letters, as the clock has it."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def fault(self, expected):
        raise Fault(f"at {self.at} lacks {expected}")

    def take(self, pattern, expected=None):
        match = re.compile(pattern).match(self.data, self.at)
        if match:
            self.at = match.end()
        elif expected:
            self.fault(expected)
        return match

    def sees(self, pattern):
        return re.compile(pattern).match(self.data, self.at)

    def name(self, expected):
        is_quoted = self.take(rb"<")
        letters = self.sees(rb"[A-Za-z0-9+-]*" if is_quoted else rb"[A-Za-z]*").group()
        if not letters and not is_quoted:
            self.fault(expected)
        self.at += min(len(letters), 16)
        if len(letters) > 16:
            self.fault("shorterName")
        if len(letters) < 3:
            self.fault("longerName")
        if is_quoted:
            self.take(rb">", "closingBracket")

    def number(self, least, most, fewest, longest, expected):
        digits = self.sees(rb"[0-9]*").group()
        if not fewest <= len(digits) <= longest or not least <= int(digits) <= most:
            self.fault(expected)
        self.at += len(digits)

    def clock(self, most):
        self.take(rb"[+-]")
        self.number(0, most, 1, len(str(most)), f"hours {most}")
        for expected in ("minutes", "seconds"):
            if not self.take(rb":"):
                break
            self.number(0, 59, 2, 2, expected)

    def offset(self):
        if not self.sees(rb"[+0-9-]"):
            self.fault("offset")
        self.clock(24)

    def rule(self):
        if self.take(rb"J"):
            self.number(1, 365, 1, 3, "dayFromOne")
        elif self.take(rb"M"):
            self.number(1, 12, 1, 2, "month")
            self.take(rb"\.", "point")
            self.number(1, 5, 1, 1, "week")
            self.take(rb"\.", "point")
            self.number(0, 6, 1, 1, "weekday")
        elif self.sees(rb"[0-9]"):
            self.number(0, 365, 1, 3, "dayFromZero")
        else:
            self.fault("day")
        if self.take(rb"/"):
            self.clock(167)

    def zone(self):
        self.name("name")
        self.offset()
        if self.at == len(self.data):
            return
        self.name("nameOrEnd")
        if self.at < len(self.data) and not self.sees(rb","):
            self.offset()
        self.take(rb",", "rules")
        self.rule()
        self.take(rb",", "secondRule")
        self.rule()
        if self.at < len(self.data):
            self.fault("end")


def text_question(data):
    try:
        Grammar(data).zone()
        verdict = "is a zone"
    except Fault as fault:
        verdict = str(fault)
    shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in data)
    return b"T" + text(data), f"{shown} {verdict}"


def damaged(zones, numbers):
    """A zone with some bytes changed, inserted, removed or cut off."""
    data = bytearray(numbers.choice(zones))
    for _ in range(numbers.randint(1, 3)):
        place = numbers.randrange(len(data) + 1)
        byte = numbers.choice(b"AZaz<>+-,./:0123456789JM \0\xC3\xA9")
        kind = numbers.randrange(4)
        if kind == 0:
            data[place:place] = [byte] * numbers.choice((1, 1, 1, 14))
        elif kind == 1:
            del data[place:place + 1]
        elif kind == 2:
            data[place:place + 1] = [byte]
        elif numbers.randrange(4) == 0:
            del data[place:]
    return bytes(data)


def at_the_limits():
    """Two zones with each number replaced by ones around every limit of the grammar, and all their beginnings."""
    values = (b"", b"0", b"00", b"1", b"5", b"6", b"7", b"05", b"12", b"13", b"24", b"25", b"59", b"60", b"099", b"167",
              b"168", b"365", b"366", b"0000", b"99999999999999999999")
    for zone in (b"AAA-1:00:00BBB-2:00:00,M3.5.0/+1:00:00,M10.5.0/-2:00:00", b"<A+0>1<B-1>,J60/-1,200/2"):
        for digits in re.finditer(rb"[0-9]+", zone):
            for value in values:
                yield zone[:digits.start()] + value + zone[digits.end():]
        for length in range(len(zone) + 1):
            yield zone[:length]
    for length in (2, 3, 16, 17):
        yield b"A" * length + b"0"
        yield b"<" + b"0" * length + b">0"


def questions():
    """Pairs of a question and the line that answers it."""
    numbers = random.Random(2_027)
    zones = system_zones()
    # The number grows: the data of 2025 have 95.
    assert len(zones) > 80, f"this system's data have {len(zones)} zones only"
    # Days around the leap day, counted and not.
    made_up = [f"AAA0BBB,{day},J300".encode() for day in ("J59", "J60", "J61", "58", "59", "60")]
    made_up += made_up_zones(numbers, 40)
    for zone in zones + made_up:
        yield zone_question(zone, numbers)
    for data in at_the_limits():
        yield text_question(data)
    for _ in range(2_000):
        yield text_question(damaged(zones + made_up, numbers))
