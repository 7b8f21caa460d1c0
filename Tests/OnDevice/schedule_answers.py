# Questions about the schedule, answered by counting: which panels the time of day changes, and which glyph is next.
# Must never ask this project's code.

import struct

from answers import Digest

# How often each label occurs among MNIST's 70,000 images, by its files.
MNIST = [6_903, 7_877, 6_990, 7_141, 6_824, 6_313, 6_876, 7_293, 6_825, 6_958]
ON_CHANGE, EVERY_MINUTE = 0, 1
TWENTY_FOUR, TWELVE = 0, 1
DAY = 1_440


def face(minute, form):
    hour = minute // 60 % 24
    if form == TWELVE:
        shown = f"{(hour + 11) % 12 + 1:2}"
    else:
        shown = f"{hour:02}"
    return [None if digit == " " else int(digit) for digit in shown + f"{minute % 60:02}"]


class Sequences:
    """Each digit's glyphs in order, again and again; those that another panel shows are passed over."""

    def __init__(self, counts):
        self.counts, self.taken = counts, [0] * 10

    def take(self, digit, others):
        count, first = self.counts[digit], self.taken[digit]
        for taken in range(first, first + min(count, 4)):
            if (digit, taken % count) not in others:
                break
        else:
            taken = first
        self.taken[digit] = taken + 1
        return digit, taken % count, taken // count

    def leave_out(self, digit, end):
        count, place = self.counts[digit], self.taken[digit] % self.counts[digit]
        if place:
            self.taken[digit] += max(0, end - place)


def question(policy, form, days, restart=0, failure=0, unreadable=0, counts=MNIST):
    def is_due(minute, interval):
        return interval > 0 and minute > 0 and minute % interval == 0

    def draw(panel, digit):
        others = [glyph for other, glyph in enumerate(panels) if other != panel and other not in pending and glyph]
        choice = sequences.take(digit, others)
        panels[panel] = choice[:2]
        digest.note("BBII", panel, *choice)
        digest.end()
        return choice

    minutes, sequences, digest, lines = days * DAY, Sequences(counts), Digest(), []
    # What each panel shows: a digit with its glyph, () for nothing, None for something unknown.
    panels = [None] * 4
    for minute in range(minutes):
        if is_due(minute, restart):
            panels = [None] * 4
        if is_due(minute, failure):
            panels[minute // failure % 4] = None
        digits = face(minute, form)
        pending = set()
        for panel, digit in enumerate(digits):
            shown = panels[panel]
            is_right = shown == () if digit is None else policy == ON_CHANGE and shown and shown[0] == digit
            if not is_right:
                pending.add(panel)
        is_drawn = 3 in pending
        for panel in sorted(pending):
            pending.remove(panel)
            if digits[panel] is None:
                panels[panel] = ()
                digest.note("BB", panel, 0xFF)
                digest.end()
            else:
                last = draw(panel, digits[panel])
        if is_due(minute, unreadable) and is_drawn:
            sequences.leave_out(last[0], min(counts[last[0]], (last[1] // 8 + 1) * 8))
            draw(3, last[0])
        if minute % (10 * DAY) == 10 * DAY - 1 or minute == minutes - 1:
            lines.append(f"minute {minute} choices {digest}")
    positions = Digest()
    for count, taken in zip(counts, sequences.taken):
        positions.note("II", taken % count, taken // count)
    lines += ["repeats 0", "foreign 0", f"positions {positions.value}"]
    packed = struct.pack("<BBIIII10I", policy, form, minutes, restart, failure, unreadable, *counts)
    return b"S" + packed, "\n".join(lines)


def questions():
    """Pairs of a question and the lines that answer it."""
    yield question(ON_CHANGE, TWENTY_FOUR, 45)
    yield question(EVERY_MINUTE, TWENTY_FOUR, 45)
    # Clocks that lose their power, and panels that lose theirs.
    yield question(ON_CHANGE, TWELVE, 45, restart=997, failure=101)
    yield question(EVERY_MINUTE, TWELVE, 12, restart=61)
    # So few glyphs that those on view are passed over, and blocks that can't be read.
    for policy in (ON_CHANGE, EVERY_MINUTE):
        for form in (TWENTY_FOUR, TWELVE):
            yield question(policy, form, 3, 211, 17, 7, [1, 2, 3, 4, 5, 6, 7, 20, 3, 2])
