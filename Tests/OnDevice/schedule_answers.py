# Questions about the schedule, answered by counting: which panels the time of day changes, and which glyph is next.
# Must never ask this project's code.

import random
import struct

from answers import Digest

# How often each label occurs among MNIST's 70,000 images, by its files.
MNIST = [6_903, 7_877, 6_990, 7_141, 6_824, 6_313, 6_876, 7_293, 6_825, 6_958]
ON_CHANGE, EVERY_MINUTE = 0, 1
TWENTY_FOUR, TWELVE = 0, 1
DAY = 1_440
# The certainty in percent from which on a glyph has each level: Firmware/Glyphs/FORMAT.md.
LEAST = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]


def face(minute, form):
    hour = minute // 60 % 24
    if form == TWELVE:
        shown = f"{(hour + 11) % 12 + 1:2}"
    else:
        shown = f"{hour:02}"
    return [None if digit == " " else int(digit) for digit in shown + f"{minute % 60:02}"]


class Sequences:
    """Each digit's glyphs in order, again and again; those that aren't legible enough, unless none is, and those that
    another panel shows are passed over."""

    def __init__(self, counts, levels):
        self.counts, self.taken = counts, [0] * 10
        levels = iter(levels)
        self.levels = [[next(levels, 15) for _ in range(count)] for count in counts]

    def set(self, legible):
        legible = [[LEAST[level] >= legible for level in levels] for levels in self.levels]
        self.is_shown = [flags if any(flags) else [True] * len(flags) for flags in legible]

    def take(self, digit, others):
        count, first = self.counts[digit], self.taken[digit]
        lap = range(first, first + count)
        choices = (taken for taken in lap if self.is_shown[digit][taken % count])
        taken = next((taken for taken in choices if (digit, taken % count) not in others), None)
        if taken is None:
            taken = next(taken for taken in lap if self.is_shown[digit][taken % count])
        self.taken[digit] = taken + 1
        return digit, taken % count, taken // count

    def leave_out(self, digit, end):
        count, place = self.counts[digit], self.taken[digit] % self.counts[digit]
        if place:
            self.taken[digit] += max(0, end - place)


def question(policy, form, days, restart=0, failure=0, unreadable=0, counts=MNIST, levels=(), legible=(0,), change=0):
    def is_due(minute, interval):
        return interval > 0 and minute > 0 and minute % interval == 0

    def draw(panel, digit):
        others = [glyph for other, glyph in enumerate(panels) if other != panel and other not in pending and glyph]
        choice = sequences.take(digit, others)
        panels[panel] = choice[:2]
        digest.note("BBII", panel, *choice)
        digest.end()
        return choice

    minutes, sequences, digest, lines = days * DAY, Sequences(counts, levels), Digest(), []
    sequences.set(legible[0])
    # What each panel shows: a digit with its glyph, () for nothing, None for something unknown.
    panels = [None] * 4
    for minute in range(minutes):
        if is_due(minute, change):
            sequences.set(legible[minute // change % len(legible)])
        if is_due(minute, restart) or is_due(minute, change):
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
    packed += struct.pack("<II", change, len(legible)) + bytes(legible)
    pairs = list(levels) + [0] * (len(levels) % 2)
    packed += struct.pack("<I", len(pairs) // 2) + bytes(low | high << 4 for low, high in zip(pairs[::2], pairs[1::2]))
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
    # One glyph in thirty is hard to read; then a whole digit is, and the setting changes now and then.
    chance = random.Random(1)
    levels = [chance.randrange(16) if chance.random() < 1 / 30 else 15 for _ in range(sum(MNIST))]
    yield question(ON_CHANGE, TWENTY_FOUR, 45, levels=levels, legible=(50,))
    begin = sum(MNIST[:4])
    levels[begin:begin + MNIST[4]] = [chance.randrange(7) for _ in range(MNIST[4])]
    yield question(ON_CHANGE, TWELVE, 6, failure=101, levels=levels, legible=(0, 50, 3, 100, 40), change=997)
    for policy in (ON_CHANGE, EVERY_MINUTE):
        few = [1, 2, 3, 4, 5, 6, 7, 20, 3, 2]
        levels = [chance.choice((0, 6, 7, 15)) for _ in range(sum(few))]
        yield question(policy, TWENTY_FOUR, 3, 211, 17, 7, few, levels, (50,))
        yield question(policy, TWENTY_FOUR, 3, 0, 17, 7, few, levels, (50, 0, 100), 211)
