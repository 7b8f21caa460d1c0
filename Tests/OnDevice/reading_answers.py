"""What two models make of digits, by Firmware/Reading/FORMAT.md and NumPy's integers of 64 bits.

Usage: reading_answers.py FOLDER MODEL…, after which FOLDER has for each model NAME.model a file NAME-bank for
Readings.swift, and NAME-answers, what it must print. The digits are the first 500 of MNIST's test digits in the folder
MNIST_DIR; without that, drawn ones.
Must never see the firmware's code: it computes what the document says.
"""

import gzip
import os
import struct
import sys
import zlib

import numpy

COUNT = 500


def idx(folder, name, header):
    for path in (name, name + ".gz", name.replace("-idx", ".idx"), name.replace("-idx", ".idx") + ".gz"):
        path = os.path.join(folder, path)
        if os.path.isfile(path):
            with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
                return numpy.frombuffer(file.read()[header:], numpy.uint8)
    sys.exit(f"reading_answers: {folder} has no {name}")


def drawn():
    """Strokes between random places, as thick as a pen's."""
    random = numpy.random.default_rng(1)
    y, x = numpy.mgrid[0:28, 0:28]
    digits = numpy.zeros((COUNT, 28, 28))
    for digit in digits:
        ends = random.uniform(5, 23, (random.integers(3, 7), 2))
        for (y1, x1), (y2, x2) in zip(ends, ends[1:]):
            along = numpy.clip(((y - y1) * (y2 - y1) + (x - x1) * (x2 - x1))
                               / ((y2 - y1) ** 2 + (x2 - x1) ** 2), 0, 1)
            far = numpy.hypot(y - y1 - along * (y2 - y1), x - x1 - along * (x2 - x1))
            digit[:] = numpy.maximum(digit, numpy.clip(2 - far, 0, 1))
    return (255 * digits).astype(numpy.uint8), None


def signed(value):
    """Modulo 2^32, as a signed number."""
    return (value + 2**31) % 2**32 - 2**31


class Model:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        magic, version, count, _, size, self.sharpness, crc = struct.unpack_from("<8sHBBIiI", self.bytes)
        assert (magic, version, size) == (b"MNISTRDR", 1, len(self.bytes)), path
        assert crc == zlib.crc32(self.bytes[:20] + self.bytes[24:]), path
        self.layers = []
        place, inputs, side = 24 + 4 * count, 1, 28

        def numbers(kind, *shape):
            nonlocal place
            values = numpy.frombuffer(self.bytes, kind, int(numpy.prod(shape)), place)
            place += values.nbytes
            return values.astype(numpy.int64).reshape(shape)

        for index in range(count):
            kernel, pool, outputs = struct.unpack_from("<BBH", self.bytes, 24 + 4 * index)
            offsets = numbers("<i4", outputs)
            factors = numbers("<i4", outputs) if index < count - 1 else None
            weights = numbers("i1", outputs, kernel, kernel, inputs)
            place += -place % 4
            self.layers.append((kernel, pool, offsets, factors, weights))
            inputs, side = outputs, (side - kernel + 1) // pool
        assert (place, inputs, side) == (len(self.bytes), 10, 1), path

    def values(self, digits):
        """Ten numbers a digit."""
        field = digits.astype(numpy.int64)[..., None]
        for kernel, pool, offsets, factors, weights in self.layers:
            wide = field.shape[1] - kernel + 1
            z = numpy.zeros(field.shape[:1] + (wide, wide, len(offsets)), numpy.int64)
            for v in range(kernel):
                for u in range(kernel):
                    z += field[:, v:v + wide, u:u + wide] @ weights[:, v, u].T
            if pool == 2:
                half = wide // 2
                z = z[:, :2 * half, :2 * half].reshape(-1, half, 2, half, 2, len(offsets)).max((2, 4))
            t = signed(z + offsets)
            if factors is None:
                return t[:, 0, 0]
            field = numpy.clip(t * factors >> 32, 0, 255)

    def certainties(self, digits):
        values = self.values(digits)
        likeliest = values.argmax(1)
        exponent = signed(numpy.take_along_axis(values, likeliest[:, None], 1) - values) * self.sharpness >> 32
        coarse = numpy.round(65536 * 2 ** (-numpy.arange(16) / 16)).astype(numpy.int64)
        fine = numpy.round(32768 * 2 ** (-numpy.arange(16) / 256)).astype(numpy.int64)
        within = numpy.clip(exponent, 0, 4351)
        power = coarse[within >> 4 & 15] * fine[within & 15] >> 15 >> (within >> 8)
        power = numpy.where(exponent < 0, 65536, numpy.where(exponent >= 4352, 0, power))
        shares = power * 32768 // power.sum(1, keepdims=True)
        shares[numpy.arange(len(shares)), likeliest] += 32768 - shares.sum(1)
        return likeliest, shares


def main():
    folder, *paths = sys.argv[1:]
    source = os.environ.get("MNIST_DIR")
    if source:
        digits = idx(source, "t10k-images-idx3-ubyte", 16).reshape(-1, 28, 28)[:COUNT]
        labels = idx(source, "t10k-labels-idx1-ubyte", 8)[:COUNT]
    else:
        digits, labels = drawn()
    for path in paths:
        model = Model(path)
        likeliest, shares = model.certainties(digits)
        assert (shares.sum(1) == 32768).all()
        name = os.path.join(folder, os.path.basename(path).removesuffix(".model"))
        with open(name + "-bank", "wb") as file:
            file.write(struct.pack("<II", len(model.bytes), len(digits)) + model.bytes + digits.tobytes())
        with open(name + "-answers", "w", encoding="utf-8") as file:
            file.writelines(f"read {digit}\n" for digit in likeliest)
            file.write(f"certainties {zlib.crc32(shares.astype('<u2').tobytes())}\n")
        if labels is not None and (likeliest == labels).sum() < 0.95 * len(labels):
            sys.exit(f"reading_answers: {path} reads {(likeliest == labels).sum()} of {len(labels)} digits rightly")


main()
