"""The reader: what is drawn with mouse, finger, pen or keys is read."""

import json
import os
import struct

from checks import check, equal, test, until
from drawing import DIGITS, ONE, moved, placed
from page import Page


def open_reader(browser, bench):
    page = Page(browser)
    browser.open(bench.site.page("reader.html"))
    until(lambda: page.run("return Boolean(document.querySelector('mnist-reader').shadowRoot)"),
          lambda: f"no reader: {page.faults()}")
    return page


def read(page, browser, strokes, kind="mouse", pause=0):
    """What is read of the drawing, which is cleared before: {network: ten certainties}."""
    page.run("document.querySelector('mnist-reader').clear(); watched.readings = 0")
    until(lambda: page.reading() is None, "the pad isn't cleared")
    browser.draw(placed(strokes, page.pad()), kind, pause)
    return until(page.settled, lambda: f"nothing is read: {page.faults()}")


def most(certainties):
    return max(range(10), key=certainties.__getitem__)


@test()
def drawn_digits_are_read(browser, bench):
    """One of each, in plain strokes: both networks."""
    page = open_reader(browser, bench)
    wrong = []
    for digit, strokes in DIGITS.items():
        for network, certainties in read(page, browser, strokes).items():
            if most(certainties) != digit:
                wrong.append(f"{digit} read as {most(certainties)} by {network}")
    equal(wrong, [], "misread")
    equal(page.faults(), [], "complaints")


@test()
def a_one_at_the_side_or_at_an_angle_is_read(browser, bench):
    """What people complained of in the project's beginnings."""
    page = open_reader(browser, bench)
    wrong, least = [], 1
    for degrees in (-20, 0, 20):
        for right, down, scale in ((-0.32, 0, 1), (0.32, 0, 1), (0.35, -0.26, 0.6)):
            for network, certainties in read(page, browser, moved(ONE, right, down, degrees, scale)).items():
                least = min(least, certainties[1])
                if most(certainties) != 1:
                    wrong.append(f"at {right}, {down}, {degrees} degrees as {most(certainties)} by {network}")
    equal(wrong, [], "misread")
    bench.tell(f"of the certainties of 1 the least was {least:.3f}")


@test()
def fingers_and_pens_draw(browser, bench):
    """Each kind of pointer that the browser's driver has."""
    page = open_reader(browser, bench)
    kinds = {"Chromium": ["touch", "pen"], "Firefox": ["touch"], "WebKit": []}[browser.name]
    for kind in kinds:
        equal(most(read(page, browser, DIGITS[3], kind)["cnn"]), 3, f"read of a 3 by {kind}")
        # A hand rests on the glass beside the pen, so fingers no longer draw: a new page forgets the pen.
        page = open_reader(browser, bench)


@test()
def it_reads_while_one_draws(browser, bench):
    """The bars move before the stroke is over."""
    page = open_reader(browser, bench)
    read(page, browser, ONE)
    # On a busy machine a quick stroke is over before there is time to read twice: then by a slower hand.
    for pause in (20, 60, 200):
        page.run("""document.querySelector("mnist-reader").clear();
            window.early = [];
            let isUp = false;
            document.querySelector("mnist-reader").addEventListener("pointerup", () => (isUp = true), true);
            document.querySelector("mnist-reader").addEventListener("reading", ({ detail }) => {
              if (detail.reading && !isUp) window.early.push(detail.reading.fc[7]);
            });""")
        browser.draw(placed(DIGITS[7], page.pad()), pause=pause)
        early = until(lambda: page.run("return window.early"), "nothing was read before the stroke's end")
        if len(early) >= 2:
            break
    bench.tell(f"{len(early)} readings while a 7 was drawn")
    check(len(early) >= 2, f"{len(early)} readings while a 7 was drawn")


@test()
def strokes_are_taken_back(browser, bench):
    """Undo and Clear, by their buttons."""
    page = open_reader(browser, bench)
    first = read(page, browser, DIGITS[1])
    browser.draw(placed(moved(DIGITS[0], scale=0.8), page.pad()))
    until(lambda: page.reading() != first, "the second stroke changed nothing")
    page.press_button("Undo")
    until(lambda: page.reading() == first, lambda: f"after Undo {page.reading()}")
    page.press_button("Clear")
    until(lambda: page.reading() is None, lambda: f"after Clear {page.reading()}")


@test()
def a_digit_is_drawn_by_keys(browser, bench):
    """Arrow keys and the space bar."""
    page = open_reader(browser, bench)
    page.pad()
    page.run("document.querySelector('mnist-reader').shadowRoot.querySelector('[part~=pad]').focus()")
    browser.press(*["Up"] * 9, "Space", *["Down"] * 18, "Space")
    reading = until(page.settled, "nothing is read")
    equal(most(reading["cnn"]), 1, "read of a line drawn by keys")


@test()
def it_reads_as_the_host_does(browser, bench):
    """The same 784 pixels in `mnist-clock read`: the same certainties."""
    page = open_reader(browser, bench)
    with open(f"{bench.folder}/digit.idx1-ubyte", "wb") as opened:
        opened.write(struct.pack(">II", 2049, 1) + b"\0")
    for digit in (2, 8):
        reading = read(page, browser, DIGITS[digit])
        pixels = bytes(page.run("return [...document.querySelector('mnist-reader').pixels]"))
        file = f"{bench.folder}/digit.idx3-ubyte"
        with open(file, "wb") as opened:
            opened.write(struct.pack(">IIII", 2051, 1, 28, 28) + pixels)
        lines = bench.host.command("read", file, "--network", "both", "--json").splitlines()
        for line in map(json.loads, filter(None, lines)):
            found = reading[line["network"]]
            check(all(abs(a - b) < 6e-4 for a, b in zip(found, line["certainties"])),
                  f"{line['network']}: {found} instead of {line['certainties']}")
        check(len(lines) == 2, f"{lines}")


@test()
def a_reading_is_quick(browser, bench):
    """Less than a millisecond, with the cutting out besides."""
    page = open_reader(browser, bench)
    read(page, browser, DIGITS[5])
    costs = page.run("""
        const { Readers } = await import("/some/folder/clock/reading.js");
        const readers = await Readers.load();
        const pixels = document.querySelector("mnist-reader").pixels;
        const costs = {};
        for (const network of ["fc", "cnn"]) {
          await readers.read(network, pixels);
          // The best of many: others use this machine, too.
          costs[network] = Infinity;
          for (let round = 0; round < 20; round += 1) {
            const begin = performance.now();
            for (let time = 0; time < 20; time += 1) await readers.read(network, pixels);
            costs[network] = Math.min(costs[network], (performance.now() - begin) / 20);
          }
        }
        return costs;""")
    bench.tell(", ".join(f"{network}: {cost:.3f} ms a reading" for network, cost in costs.items()))
    # 1 ms is promised of a machine that does nothing else.
    most = 1 if os.getloadavg()[0] < 2 * os.cpu_count() else 5
    check(max(costs.values()) < most, f"{costs} ms")
