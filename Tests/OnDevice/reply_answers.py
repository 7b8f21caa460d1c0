# Time servers' replies, made from known fields, each of them intact or with a single fault.
# Must never ask this project's code.

import random
import struct

from answers import Digest, text

# The seconds from 1900 to 1970, and 2026-01-01 in Unix time.
EPOCH, EARLIEST = 2_208_988_800, 1_767_225_600
# As the client numbers them.
SHORT, ORIGIN, MODE, VERSION, UNSYNCHRONISED, STRATUM, TIMESTAMP, DISTANCE = range(8)


def timestamp(unix, fraction):
    return (unix + EPOCH) % (1 << 32) << 32 | fraction


def reply(numbers, fault, digest):
    """A packet by RFC 5905's figure 8 after its request's nonce, its meaning noted in `digest`."""
    nonce = numbers.getrandbits(64)
    # RFC 4330 allows versions 1 to 4.
    leap, version, mode = numbers.randrange(3), numbers.randrange(1, 5), 4
    stratum = numbers.choice((1, 2, 3, 14, 15))
    poll, precision = numbers.getrandbits(8), numbers.getrandbits(8)
    # A second is 65,536.
    delay, dispersion = (numbers.choice((0, 1, 65_535, numbers.randrange(65_536))) for _ in range(2))
    reference_id = numbers.getrandbits(32)
    # Up to the year 2162, across NTP's first two eras.
    receive = numbers.randrange(EARLIEST + 1_000, EARLIEST + (1 << 32) - 1_000), numbers.getrandbits(32)
    transmit = receive[0] + numbers.randrange(2), numbers.getrandbits(32)
    reference = timestamp(receive[0] - numbers.randrange(1_000), 0) if numbers.randrange(4) else 0
    receive_bits, transmit_bits, origin, size = timestamp(*receive), timestamp(*transmit), nonce, 48

    kiss = None
    if fault == SHORT:
        size = numbers.choice((0, 47, numbers.randrange(48)))
    elif fault == ORIGIN:
        origin ^= 1 << numbers.randrange(64)
    elif fault == MODE:
        mode = numbers.choice((0, 1, 2, 3, 5, 6, 7))
    elif fault == VERSION:
        version = numbers.choice((0, 5, 6, 7))
    elif fault == UNSYNCHRONISED:
        # By the leap indicator, or stratum 0 without letters.
        if numbers.randrange(2):
            leap = 3
        else:
            stratum, reference_id = 0, numbers.choice((0, 0x7F00_0001, 0x405A_5A5A, 0x5B41_4141))
    elif fault == STRATUM:
        stratum = numbers.choice((16, 17, 255, numbers.randrange(16, 256)))
    elif fault == TIMESTAMP:
        kind = numbers.randrange(3)
        if kind == 0:
            receive_bits = 0
        elif kind == 1:
            transmit_bits = reference = 0
        else:
            reference = (transmit_bits + 1 + numbers.choice((0, numbers.randrange(1 << 62)))) % (1 << 64)
    elif fault == DISTANCE:
        if numbers.randrange(2):
            delay = numbers.choice((65_536, (1 << 32) - 1, numbers.randrange(65_536, 1 << 32)))
        else:
            dispersion = numbers.choice((65_536, (1 << 32) - 1, numbers.randrange(65_536, 1 << 32)))
    elif fault == "kiss":
        stratum, kiss = 0, numbers.choice((b"DENY", b"RSTR", b"RATE", b"INIT", b"STEP", b"XFOO"))
        reference_id = int.from_bytes(kiss, "big")

    packet = struct.pack(">BBBBIIIQQQQ", leap << 6 | version << 3 | mode, stratum, poll, precision, delay, dispersion,
                         reference_id, reference, origin, receive_bits, transmit_bits)
    packet = packet[:size] + numbers.randbytes(numbers.choice((0, 0, 20)) if size == 48 else 0)
    if kiss:
        code = {b"DENY": 0, b"RSTR": 0, b"RATE": 1}.get(kiss, 2)
        digest.note("BB", 0xFE, code)
        if code == 2:
            digest.note("I", reference_id)
    elif fault is not None:
        digest.note("BB", 0xFF, fault)
    else:
        digest.note("BBBqqIqq", leap, stratum, precision, delay * 1_000_000 >> 16, dispersion * 1_000_000 >> 16,
                    reference_id, *(unix * 1_000_000 + (fraction * 1_000_000 >> 32)
                                    for unix, fraction in (receive, transmit)))
    digest.end()
    return struct.pack("<Q", nonce) + text(packet)


def questions():
    """Pairs of a question and the line that answers it: one for intact replies, one per fault, one for kisses."""
    numbers = random.Random(123)
    for fault in [None, *range(8), "kiss"]:
        digest, count = Digest(), 1_000 if fault is None else 300
        packets = b"".join(reply(numbers, fault, digest) for _ in range(count))
        yield b"R" + struct.pack("<I", count) + packets, f"replies {digest}"
