# Ink as DESIGN.md defines it, in exact fractions: reads glyphs of 784 levels, one per line, and writes 200 lines of 200
# darknesses (0 to 3, in four greys) for each. Must never share a table or a trick with the firmware.

import sys
from fractions import Fraction

PAPER_SIDE = 30
INK = Fraction(7, 16)
MARGIN = Fraction(1, 24)
# A third of a pixel where the field rises by 9.4 % of black per pixel.
EDGE = Fraction(1, 32)


def spline(distance):
    distance = abs(distance)
    if distance < Fraction(1, 2):
        return Fraction(3, 4) - distance**2
    return (Fraction(3, 2) - distance) ** 2 / 2 if distance < Fraction(3, 2) else Fraction(0)


def towards_zero(tone, part):
    """A change of tone in whole 96ths of black."""
    whole = abs(tone) * 96 // part
    return Fraction(whole if tone > 0 else -whole, 96)


def settled(levels):
    tones = [[Fraction(0)] * PAPER_SIDE for _ in range(PAPER_SIDE)]
    for y in range(28):
        for x in range(28):
            tones[y + 1][x + 1] = Fraction(levels[28 * y + x], 3)
    near = [(dx, dy, spline(dx) * spline(dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    for _ in range(2):
        for y in range(1, 29):
            for x in range(1, 29):
                middle = sum(tones[y + dy][x + dx] * weight for dx, dy, weight in near)
                if tones[y][x] > Fraction(1, 2):
                    tones[y][x] += towards_zero(max(Fraction(0), INK + MARGIN - middle), Fraction(1, 2))
                else:
                    tones[y][x] += towards_zero(min(Fraction(0), INK - MARGIN - middle), Fraction(1, 2))
                block = [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)]
                ink = [tones[j][i] > Fraction(1, 2) for j, i in block]
                missing = 4 * (INK + MARGIN) - sum(tones[j][i] for j, i in block)
                if ink in ([True, False, False, True], [False, True, True, False]) and missing > 0:
                    for (j, i), dark in zip(block, ink):
                        if dark:
                            tones[j][i] += Fraction((missing * 96 + 1) // 2, 96)
    return tones


def weights():
    """For each of 196 pixels: the first of the three tones around it, and the weights of the three."""
    rows = []
    for pixel in range(196):
        middle = Fraction(2 * pixel + 1, 14)
        first = pixel // 7
        rows.append((first, [spline(middle + Fraction(1, 2) - first - place) for place in range(3)]))
    return rows


def main():
    places = weights()
    for line in sys.stdin:
        # Whole numbers from here on: 96ths of black, and 392nds twice.
        tones = [[int(tone * 96) for tone in row] for row in settled([int(level) for level in line.strip()])]
        whole = [(first, [int(weight * 392) for weight in three]) for first, three in places]
        cuts = [int(cut * 96 * 392 * 392) for cut in (INK - EDGE, INK, INK + EDGE)]
        print("0" * 200 + "\n" + "0" * 200)
        for first, (a, b, c) in whole:
            row = [a * tones[first][x] + b * tones[first + 1][x] + c * tones[first + 2][x] for x in range(PAPER_SIDE)]
            pixels = [a * row[first] + b * row[first + 1] + c * row[first + 2] for first, (a, b, c) in whole]
            print("00" + "".join(str(sum(pixel > cut for cut in cuts)) for pixel in pixels) + "00")
        print("0" * 200 + "\n" + "0" * 200)


main()
