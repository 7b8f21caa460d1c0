#!/usr/bin/env python3
"""Writes MNIST's test digits into the printed sheet's boxes and photographs it, all simulated, for Tests/Support/SheetCamera.swift.

Usage: camera.py PDF MNIST FOLDER FIRST COUNT [WIDTH]: photographs FIRST, FIRST + 1, … as FOLDER/N.jpg, the same for the
same number, WIDTH pixels wide or high (1,800). Beside each lie N.truth, 120 × 785 bytes, row by row: 1 and the digit
that was written as MNIST's makers would have cut it from a scan, or zeros where the box stayed empty; and N.txt, the
pen and the camera's pose.
Needs NumPy, Pillow and pdftoppm. Must never be told where a box is: that it sees in the print, by the lines' colour.
"""

import gzip
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageFilter

DPI = 200
MILLIMETRE = DPI / 25.4


def test_digits(folder):
    def read(name, offset):
        for path, opened in ((f"{folder}/{name}", open), (f"{folder}/{name}.gz", gzip.open)):
            if os.path.exists(path):
                with opened(path, "rb") as file:
                    return np.frombuffer(file.read(), np.uint8, offset=offset)
        sys.exit(f"{folder} has no {name}")

    return read("t10k-images-idx3-ubyte", 16).reshape(-1, 28, 28), read("t10k-labels-idx1-ubyte", 8)


def cloudy(size, scale, rng):
    """Smooth noise of deviation 1."""
    width, height = size
    small = rng.standard_normal((int(height / scale) + 3, int(width / scale) + 3)).astype(np.float32)
    large = np.asarray(Image.fromarray(small).resize(size, Image.BICUBIC))
    return large / large.std()


# The sheet, printed.


def printed(pdf):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-singlefile", pdf, f"{folder}/sheet"], check=True)
        return np.asarray(Image.open(f"{folder}/sheet.ppm").convert("RGB")).copy()


def boxes(sheet):
    """Left, top, right and bottom of each box in pixels, row by row."""

    def middles(flags):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
        return [(first + end) / 2 for first, end in edges.reshape(-1, 2)]

    line = sheet[..., 2].astype(int) - sheet[..., 0] > 30
    rows = middles(line.mean(1) > 0.5)
    assert len(rows) == 20, f"{len(rows)} lines across"
    found = []
    for top, bottom in zip(rows[::2], rows[1::2]):
        columns = middles(line[int(top):int(bottom)].mean(0) > 0.8)
        assert len(columns) == 13, f"{len(columns)} lines down"
        found += [(left, top, right, bottom) for left, right in zip(columns, columns[1:])]
    return found


# The writer.

# How much light of each colour the ink lets back, and how evenly it lies: the paper's grain and the pen's flow.
PENS = {
    "blue ballpoint": ((0.2, 0.24, 0.56), 0.06, 0.1),
    "black ballpoint": ((0.2, 0.2, 0.22), 0.06, 0.1),
    "pencil": ((0.45, 0.45, 0.46), 0.3, 0.1),
    "hard pencil": ((0.6, 0.6, 0.61), 0.3, 0.1),
    "black felt pen": ((0.08, 0.08, 0.09), 0, 0.05),
    "blue felt pen": ((0.1, 0.17, 0.5), 0, 0.05),
    "red felt pen": ((0.65, 0.1, 0.1), 0, 0.05),
    "green felt pen": ((0.12, 0.4, 0.17), 0, 0.05),
}


def thinned(mask):
    """A line one pixel wide (Zhang and Suen 1984)."""
    line = np.pad(mask.astype(np.uint8), 1)
    while True:
        before = line.sum()
        for step in (0, 1):
            near = [np.roll(line, shift, (0, 1))
                    for shift in ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))]
            count = sum(near)
            rises = sum((near[i] == 0) & (near[(i + 1) % 8] == 1) for i in range(8))
            north, east, south, west = near[0], near[2], near[4], near[6]
            if step == 0:
                open_side = (north * east * south == 0) & (east * south * west == 0)
            else:
                open_side = (north * east * west == 0) & (north * south * west == 0)
            line[(line == 1) & (count >= 2) & (count <= 6) & (rises == 1) & open_side] = 0
        if line.sum() == before:
            return line[1:-1].astype(bool)


def stroke(image, pen, size, rng):
    """How far each pixel is covered, 0 to 1, by a digit whose longer side is `size` pixels. Felt pens draw as broadly as
    MNIST's, the others a line of even width along the middle."""
    ys, xs = np.nonzero(image > 30)
    digit = np.pad(image[ys.min():ys.max() + 1, xs.min():xs.max() + 1], 3)
    scale = size / (max(digit.shape) - 6)
    shape = [max(1, round(side * scale)) for side in digit.shape]
    large = np.asarray(Image.fromarray(digit).resize(shape[::-1], Image.BICUBIC)).astype(np.float32) / 255
    if "felt" in pen:
        return np.clip((large - 0.42) / 0.12, 0, 1)
    width = (rng.uniform(0.5, 0.8) if "ballpoint" in pen else rng.uniform(0.6, 1.0)) * MILLIMETRE
    ys, xs = np.nonzero(thinned(large > 0.4))
    covered = np.zeros(large.shape, np.float32)
    reach = int(width / 2 + 2)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            part = min(1, width / 2 + 0.5 - (right * right + down * down) ** 0.5)
            if part > 0:
                y, x = ys + down, xs + right
                inside = (y >= 0) & (x >= 0) & (y < large.shape[0]) & (x < large.shape[1])
                y, x = y[inside], x[inside]
                covered[y, x] = np.maximum(covered[y, x], part)
    return covered


def mnist_form(covered):
    """As Yann LeCun describes MNIST: the bilevel digit's aspect kept in 20 × 20, its centre of mass in the middle."""
    ys, xs = np.nonzero(covered > 0.5)
    digit = (covered[ys.min():ys.max() + 1, xs.min():xs.max() + 1] * 255).astype(np.uint8)
    shape = [max(1, round(side * 20 / max(digit.shape))) for side in digit.shape]
    small = np.asarray(Image.fromarray(digit).resize(shape[::-1], Image.BOX)).astype(float)
    place = []
    for axis in (0, 1):
        mass = small.sum(1 - axis)
        middle = (mass * np.arange(len(mass))).sum() / mass.sum()
        place.append(int(np.clip(round(14 - middle), 0, 28 - len(mass))))
    form = np.zeros((28, 28), np.uint8)
    form[place[0]:place[0] + shape[0], place[1]:place[1] + shape[1]] = small
    return form


def written(sheet, places, images, labels, rng):
    """The sheet with most boxes filled, each by a digit of its row, what was written there, and with which pens."""
    sheet = sheet.copy()
    grain, flow = cloudy((512, 512), 1.3, rng), cloudy((512, 512), 5, rng)
    # One hand writes a sheet with one pen, a family with several.
    names = list(PENS) if rng.random() < 0.3 else [str(rng.choice(list(PENS)))]
    truth = np.zeros((120, 785), np.uint8)
    for box, (left, top, right, bottom) in enumerate(places):
        if rng.random() < 0.15:
            continue
        pen = str(rng.choice(names))
        digit = images[rng.choice(np.flatnonzero(labels == box // 12))]
        covered = stroke(digit, pen, rng.uniform(6.5, 11) * MILLIMETRE, rng)
        ys, xs = np.nonzero(covered > 0.05)
        covered = covered[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
        height, width = covered.shape
        # People keep off the lines.
        air = 1.1 * MILLIMETRE
        if width > right - left - 2 * air or height > bottom - top - 2 * air:
            continue
        x, y = int(rng.uniform(left + air, right - air - width)), int(rng.uniform(top + air, bottom - air - height))
        ink, rough, uneven = PENS[pen]
        at = rng.integers(0, 512 - max(height, width), 2)
        patch = (slice(at[0], at[0] + height), slice(at[1], at[1] + width))
        lies = covered * np.clip(1 - rough / 2 - uneven / 2 + rough * grain[patch] + uneven * flow[patch], 0, 1)
        area = sheet[y:y + height, x:x + width]
        area[:] = area * (1 - lies[..., None] * (1 - np.array(ink)))
        truth[box, 0] = 1
        truth[box, 1:] = mnist_form(covered).ravel()
    return sheet, truth, names


# The camera.


def turn(axis, angle):
    """Rodrigues' rotation."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


class Camera:
    """A pinhole whose longer side sees 64 degrees, with a lens's distortion, over a sheet that isn't quite flat."""

    def __init__(self, paper, width, rng):
        self.paper = paper
        orientation = int(rng.integers(4))
        sides = (width, width * 3 // 4)
        self.size = sides if orientation % 2 == 1 else sides[::-1]
        self.tilt = rng.uniform(0, 30)
        azimuth, roll = rng.uniform(0, 2 * np.pi), orientation * np.pi / 2 + np.radians(rng.uniform(-10, 10))
        tilted = turn((np.cos(azimuth), np.sin(azimuth), 0), np.radians(self.tilt))
        self.pose = turn((0, 0, 1), roll) @ tilted
        self.focal = 0.8 * width
        self.barrel = rng.uniform(-0.02, 0.02)
        near, far = 100.0, 5000.0
        while far - near > 0.1:
            self.distance = (near + far) / 2
            if np.all(np.ptp(self.corners(), axis=0) < np.array(self.size) * 0.97):
                far = self.distance
            else:
                near = self.distance
        self.distance = far * rng.uniform(1, 1.2)
        seen = self.corners()
        slack = np.array(self.size) * 0.97 - np.ptp(seen, axis=0)
        self.middle = (seen.max(0) + seen.min(0)) / 2 - rng.uniform(-0.5, 0.5, 2) * slack
        self.wave = (rng.uniform(0, 4), rng.uniform(0, np.pi), rng.uniform(0, 6), rng.uniform(250, 500))
        self.text = (f"orientation {orientation}, tilt {self.tilt:.0f} degrees, distortion {self.barrel:.3f}, "
                     f"paper's waves {self.wave[0]:.1f} mm, {self.focal / self.distance:.1f} pixels a millimetre")

    def corners(self):
        width, height = self.paper
        page = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width / 2, height / 2, 0]
        seen = page @ self.pose.T + [0, 0, self.distance]
        return seen[:, :2] / seen[:, 2:] * self.focal

    def page(self, x, y):
        """Where on the page, in millimetres from its middle, the pixels at `x`, `y` look."""
        u, v = x - self.size[0] / 2, y - self.size[1] / 2
        bend = 1 + self.barrel * 4 * (u * u + v * v) / (self.size[0] ** 2 + self.size[1] ** 2)
        ray = np.stack([u * bend + self.middle[0], v * bend + self.middle[1], np.full_like(u, self.focal)], -1) @ self.pose
        eye = -self.pose.T @ [0, 0, self.distance]
        height, direction, phase, length = self.wave
        above = 0
        for _ in range(3):
            reach = (above - eye[2]) / ray[..., 2]
            px, py = eye[0] + reach * ray[..., 0], eye[1] + reach * ray[..., 1]
            along = (px * np.cos(direction) + py * np.sin(direction)) * 2 * np.pi / length + phase
            above = -height / 2 * (1 + np.sin(along))
        return px, py


def seen(sheet, camera, rng):
    """What falls on the sensor before any light: the sheet on a table."""
    width, height = camera.size
    millimetre = sheet.shape[1] / camera.paper[0]
    shrink = max(1, int(millimetre / (camera.focal / camera.distance) + 0.3))
    page = Image.fromarray(sheet)
    if shrink > 1:
        page = page.reduce(shrink)
    # A transparent rim, so that what lies outside is the table.
    page.putalpha(255)
    rim = Image.new("RGBA", (page.width + 8, page.height + 8))
    rim.paste(page, (4, 4))
    step = 20
    xs, ys = np.meshgrid(np.arange(0, width + step, step, float), np.arange(0, height + step, step, float))
    px, py = camera.page(xs, ys)
    px = (px + camera.paper[0] / 2) * millimetre / shrink + 4
    py = (py + camera.paper[1] / 2) * millimetre / shrink + 4
    mesh = []
    for row in range(len(ys) - 1):
        for column in range(len(xs[0]) - 1):
            corners = [(row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1)]
            box = (column * step, row * step, (column + 1) * step, (row + 1) * step)
            mesh.append((box, [part for corner in corners for part in (px[corner], py[corner])]))
    flat = rim.transform((width, height), Image.MESH, mesh, Image.BILINEAR)
    grain = 1 + 0.2 * cloudy(camera.size, rng.uniform(3, 40), rng) + 0.1 * cloudy(camera.size, 150, rng)
    colour = np.array([(0.5, 0.39, 0.28), (0.17, 0.17, 0.19), (0.7, 0.69, 0.67), (0.3, 0.4, 0.35)][rng.integers(4)])
    table = Image.fromarray((np.clip(colour * np.clip(grain, 0.2, 1.8)[..., None], 0, 1) * 255).astype(np.uint8))
    table.paste(flat, (0, 0), flat)
    return np.asarray(table), np.asarray(flat.getchannel("A"))[::8, ::8] > 128


def lit(camera, rng):
    """How bright the light is: a lamp at one side, the lens's darker corners, and up to two shadows, hard or soft."""
    step = 4
    width, height = camera.size[0] // step + 1, camera.size[1] // step + 1
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height) * camera.size[1] / camera.size[0])
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + (x * np.cos(angle) + y * np.sin(angle)) * rng.uniform(0, 0.5)
    light *= 1 - rng.uniform(0.05, 0.25) * (x * x + y * y) / 2
    for _ in range(rng.integers(0, 3)):
        angle = rng.uniform(0, 2 * np.pi)
        edge = x * np.cos(angle) + y * np.sin(angle) - rng.uniform(-0.7, 0.7)
        edge += 0.03 * cloudy((width, height), width / 5, rng)
        light *= 1 - rng.uniform(0.2, 0.6) / (1 + np.exp(-np.clip(edge / rng.uniform(0.006, 0.12), -30, 30)))
    tint = [(1, 1, 1), (1.1, 1, 0.75), (0.92, 1, 1.1)][rng.integers(3)]
    full = np.asarray(Image.fromarray(light.astype(np.float32)).resize(camera.size, Image.BILINEAR))
    return full[..., None] * np.array(tint, np.float32)


def photographed(sheet, paper, width, rng):
    camera = Camera(paper, width, rng)
    scene, is_sheet = seen(sheet, camera, rng)
    # Square and root, for sRGB's curve.
    image = (scene.astype(np.float32) / 255) ** 2 * lit(camera, rng)
    image *= rng.uniform(0.6, 1.0) / np.percentile(image[::8, ::8][is_sheet], 90)
    image += rng.standard_normal(image.shape, np.float32) * np.sqrt(image) * rng.uniform(0.003, 0.015)
    image = np.sqrt(np.clip(image, 0, 1)) * 255
    blurred = Image.fromarray(image.astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.3) * width / 2000))
    image = np.asarray(blurred) + rng.standard_normal(image.shape, np.float32) * rng.uniform(1, 5)
    return Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)), camera.text


def run(pdf, mnist, folder, first, count, width=1800):
    images, labels = test_digits(mnist)
    sheet = printed(pdf)
    places = boxes(sheet)
    paper = (sheet.shape[1] / MILLIMETRE, sheet.shape[0] / MILLIMETRE)
    for number in range(first, first + count):
        rng = np.random.default_rng(number)
        filled, truth, pens = written(sheet, places, images, labels, rng)
        photo, text = photographed(filled, paper, width, rng)
        photo.save(f"{folder}/{number}.jpg", quality=int(rng.integers(60, 96)))
        truth.tofile(f"{folder}/{number}.truth")
        with open(f"{folder}/{number}.txt", "w", encoding="utf-8") as file:
            file.write(f"{', '.join(pens)}; {text}\n")


if __name__ == "__main__":
    run(*sys.argv[1:4], *map(int, sys.argv[4:]))
