# Days of the time client on random networks, given by their seeds: the right answer is the same for all of them.
# Must never ask this project's code.

import struct


def questions():
    """Pairs of a question and the line that answers it."""
    for seed in range(1, 41):
        yield b"P" + struct.pack("<I", seed), "pauses kept"
