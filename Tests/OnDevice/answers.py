# The lists that questions are made of and the digests in their answers, in Questions.swift's forms.
# Must never hold an answer: each kind of question has a script that finds its own.

import struct
import zlib


class Digest:
    """A checksum over packed fields, and how many answers it covers."""

    def __init__(self):
        self.value = self.count = 0

    def note(self, form, *fields):
        self.value = zlib.crc32(struct.pack("<" + form, *fields), self.value)

    def end(self):
        self.count += 1

    def __str__(self):
        return f"{self.count} {self.value}"


def text(data):
    return bytes([len(data)]) + data


def instants(numbers):
    return struct.pack(f"<I{len(numbers)}q", len(numbers), *numbers)
