"""Digits as a hand moves, in a square from 0 to 1. Must never look at what a network makes of them."""

import math


def arc(x, y, across, down, begin, end, count=14):
    """Part of an ellipse; angles in degrees, clockwise from the right."""
    angles = [math.radians(begin + (end - begin) * index / (count - 1)) for index in range(count)]
    return [(x + across * math.cos(angle), y + down * math.sin(angle)) for angle in angles]


def line(*corners, count=8):
    points = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:]):
        points += [(x0 + (x1 - x0) * index / count, y0 + (y1 - y0) * index / count) for index in range(count)]
    return points + [corners[-1]]


ONE = [line((0.5, 0.2), (0.5, 0.8))]
DIGITS = {
    0: [arc(0.5, 0.5, 0.18, 0.3, -90, 270, 24)],
    1: ONE,
    2: [arc(0.5, 0.36, 0.17, 0.16, 190, 380) + line((0.64, 0.45), (0.32, 0.8), (0.7, 0.8))],
    3: [arc(0.48, 0.35, 0.16, 0.15, 200, 450) + arc(0.48, 0.65, 0.18, 0.16, -90, 160)],
    4: [line((0.36, 0.2), (0.32, 0.52), (0.68, 0.52)), line((0.66, 0.22), (0.62, 0.82))],
    5: [line((0.68, 0.2), (0.4, 0.2), (0.37, 0.45)) + arc(0.48, 0.62, 0.2, 0.18, -120, 150)],
    6: [line((0.6, 0.18), (0.45, 0.34), (0.36, 0.58)) + arc(0.5, 0.65, 0.15, 0.15, 200, 560, 24)],
    7: [line((0.32, 0.22), (0.68, 0.22), (0.46, 0.82))],
    8: [arc(0.5, 0.35, 0.13, 0.15, 90, -270, 20) + arc(0.5, 0.66, 0.16, 0.16, -90, 270, 20)],
    9: [arc(0.48, 0.36, 0.15, 0.16, 0, -360, 20) + line((0.63, 0.36), (0.6, 0.82))],
}


def moved(strokes, right=0.0, down=0.0, degrees=0.0, scale=1.0):
    """Turned clockwise and scaled about the middle, then moved."""
    cos, sin = math.cos(math.radians(degrees)) * scale, math.sin(math.radians(degrees)) * scale
    return [[(0.5 + (x - 0.5) * cos - (y - 0.5) * sin + right, 0.5 + (x - 0.5) * sin + (y - 0.5) * cos + down)
             for x, y in stroke] for stroke in strokes]


def placed(strokes, box):
    """In a box {x, y, width, height} of a page."""
    return [[(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke] for stroke in strokes]
