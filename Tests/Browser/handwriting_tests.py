"""Handwriting: a photographed sheet, or digits drawn box by box, become a clock in the browser."""

import os
import random
import struct
import subprocess
import sys

from checks import check, equal, test, until
from drawing import DIGITS, placed
from page import Page

WORK = None
MNIST = os.environ.get("MNIST_DIR") or "../shared/data/mnist"
SEED = 7


def prepare(host, work):
    """A sheet in ten people's handwriting through Tests/Making/Handwriting/camera.py's lens, once for all browsers."""
    global WORK
    WORK = work
    if not os.path.isdir(MNIST):
        return
    host.command("sheet", "--output", f"{work}/sheet.pdf")
    python, folders = sys.executable, ":".join(os.path.abspath(one) for one in (".build-numpy", ".build-pillow"))
    subprocess.run([python, "Tests/Making/Handwriting/camera.py", f"{work}/sheet.pdf", MNIST, work, str(SEED), "1"],
                   check=True, env={**os.environ, "PYTHONPATH": folders})


def opened(browser, bench):
    page = Page(browser)
    browser.open(bench.site.page("handwriting.html"))
    until(lambda: page.run("return Boolean(document.querySelector('mnist-handwriting').shadowRoot)"),
          lambda: f"no handwriting: {page.faults()}")
    page.run("""
        const { Readers } = await import("/some/folder/clock/reading.js");
        const build = Readers.prototype.build;
        Readers.prototype.build = function (digits, ...rest) {
          window.built = digits;
          return build.call(this, digits, ...rest);
        };""")
    return page


def said(page):
    return page.run("return document.querySelector('mnist-handwriting').shadowRoot.querySelector('[role=status]').textContent")


def made(page, browser, bench, least, is_compared=True):
    """Presses "Make the clock", and looks at the clock that comes: what it shows is what was written."""
    page.press_button("Make the clock")
    until(lambda: page.run("return Boolean(document.querySelector('mnist-handwriting').image)"),
          lambda: f"no image: {said(page)} {page.faults()}", 120)
    # Its clock has a journal of its own, and begins with the first of each digit.
    shown = until(lambda: page.run("""
        const clock = document.querySelector("mnist-handwriting").shadowRoot.querySelector("mnist-clock");
        return clock?.pictures?.every(Boolean) && clock.time;"""), lambda: f"no clock: {said(page)} {page.faults()}", 30)
    digits = page.run("return window.built.map(({ label, pixels }) => [label, [...pixels]])")
    check(len(digits) >= least, f"only {len(digits)} digits")
    size = page.run("return document.querySelector('mnist-handwriting').image.length")
    bench.tell(f"{len(digits)} digits became an image of {size:,} bytes, and a clock that shows {shown}")
    if not is_compared:
        return digits
    # The image is what this machine builds of the same digits.
    folder = f"{bench.folder}/digits"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/train-images-idx3-ubyte", "wb") as file:
        file.write(struct.pack(">IIII", 2051, len(digits), 28, 28) + b"".join(bytes(pixels) for _, pixels in digits))
    with open(f"{folder}/train-labels-idx1-ubyte", "wb") as file:
        file.write(struct.pack(">II", 2049, len(digits)) + bytes(label for label, _ in digits))
    bench.host.command("glyphs", "build", "--mnist", folder, "--output", f"{bench.folder}/own.bin")
    text = page.run("""const image = document.querySelector("mnist-handwriting").image;
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", image));
        return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");""")
    import hashlib
    with open(f"{bench.folder}/own.bin", "rb") as file:
        equal(text, hashlib.sha256(file.read()).hexdigest(), "the image's digest")
    return digits


@test()
def a_photograph_of_a_sheet_becomes_a_clock(browser, bench):
    """Chosen as a file, read, built, shown; nearly every digit that was written is there."""
    if not os.path.isdir(MNIST):
        bench.tell("not run: there is no MNIST to write on the sheet")
        if "REDUCED_CHECKS" in os.environ:
            with open(os.environ["REDUCED_CHECKS"], "a", encoding="utf-8") as file:
                file.write("a photographed sheet in browsers: not run, for lack of handwriting\n")
        return
    page = opened(browser, bench)
    browser.choose_file("document.querySelector('mnist-handwriting').shadowRoot.querySelector('input[type=file][multiple]')",
                        f"{WORK}/{SEED}.jpg")
    until(lambda: page.run("return document.querySelector('mnist-handwriting').count"),
          lambda: f"nothing was read: {said(page)} {page.faults()}", 60)
    with open(f"{WORK}/{SEED}.truth", "rb") as file:
        written = [file.read(785)[0] for _ in range(120)]
    found = page.run("return document.querySelector('mnist-handwriting').count")
    bench.tell(f"{found} of {sum(written)} written digits found: {said(page)}")
    check(abs(found - sum(written)) <= 2, f"{found} of {sum(written)} digits: {said(page)}")
    made(page, browser, bench, sum(written) * 0.7)
    equal(page.faults(), [], "complaints")


@test()
def digits_drawn_box_by_box_become_a_clock(browser, bench):
    """One of each is asked for in turn; a doubtful one is kept if its writer says so."""
    page = opened(browser, bench)
    for number in range(10):
        asked = int(page.run("return document.querySelector('mnist-handwriting').shadowRoot.querySelector('.asked b').textContent"))
        browser.draw(placed(DIGITS[asked], page.pad("mnist-handwriting")))
        until(lambda: page.run("return [...document.querySelector('mnist-handwriting').shadowRoot.querySelectorAll('button')]"
                               ".some((one) => one.textContent === 'Take it' && !one.disabled)"), "nothing to take")
        page.press_button("Take it")
        until(lambda: page.run("return document.querySelector('mnist-handwriting').count") == number + 1,
              lambda: f"digit {asked} isn't taken: {said(page)} {page.faults()}")
        # What is left out is asked for again; who wrote it has the last word.
        page.run("""for (const one of document.querySelector("mnist-handwriting").shadowRoot.querySelectorAll(".one.out select")) {
            one.value = String(asked);
            one.dispatchEvent(new Event("change", { bubbles: true }));
        }""", asked=asked)
        page.run("await new Promise((done) => setTimeout(done, 30))")
    digits = made(page, browser, bench, 10, is_compared=bench.whole)
    equal(sorted(label for label, _ in digits), list(range(10)), "labels")
    equal(page.faults(), [], "complaints")


@test()
def what_is_no_sheet_is_refused_in_words(browser, bench):
    """Noise in a picture, and bytes that are no picture."""
    page = opened(browser, bench)
    path = f"{bench.folder}/noise.png"
    with open(path, "wb") as file:
        file.write(noise_png(random.Random(3)))
    for name, content in (("noise.png", None), ("noise.jpg", random.Random(4).randbytes(20_000)), ("empty.png", b"")):
        if content is not None:
            with open(f"{bench.folder}/{name}", "wb") as file:
                file.write(content)
        browser.choose_file("document.querySelector('mnist-handwriting').shadowRoot.querySelector('input[type=file][multiple]')",
                            f"{bench.folder}/{name}")
        words = until(lambda: name in said(page) and "is being read" not in said(page) and said(page),
                      lambda: f"{name}: it says {said(page)}", 30)
        check(len(words) > len(name) + 15, f"it says only {words}")
        equal(page.run("return document.querySelector('mnist-handwriting').count"), 0, "digits")
    equal([fault for fault in page.faults() if "unhandled" in fault or "error" in fault], [], "complaints")


@test()
def random_images_trap_nothing(browser, bench):
    """Glyph images and models that are none, or are damaged, are refused or shown as far as they go; the page stays."""
    page = Page(browser)
    browser.open(bench.site.page("handwriting.html"))
    count = 300 if not bench.whole else 20_000
    ended = page.run("""
        const { Device } = await import("/some/folder/clock/device.js");
        const { Readers } = await import("/some/folder/clock/reading.js");
        const base = "/some/folder/clock/";
        const first = new Uint8Array(await (await fetch(`${base}glyphs/00.bin`)).arrayBuffer());
        const model = new Uint8Array(await (await fetch(`${base}fc.model`)).arrayBuffer());
        const readers = await Readers.load();
        let state = 12345;
        const random = (below) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return Math.floor((state / 4294967296) * below);
        };
        const damaged = (bytes) => {
          const copy = random(4) ? bytes.slice() : bytes.slice(0, random(bytes.length));
          if (!random(5)) return copy.map(() => random(256));
          for (let left = 1 + random(20); left && copy.length; left -= 1) {
            copy[random(random(2) ? copy.length : Math.min(copy.length, 256))] = random(256);
          }
          return copy;
        };
        const ended = { traps: 0, refused: 0, taken: 0, words: [] };
        for (let time = 0; time < count; time += 1) {
          try {
            readers.setModel("fc", damaged(model));
            await readers.read("fc", new Uint8Array(784).fill(random(256)));
            ended.taken += 1;
          } catch (error) {
            if (error instanceof WebAssembly.RuntimeError) ended.traps += 1;
            else ended.refused += 1;
          }
        }
        for (let time = 0; time < count / 30; time += 1) {
          try {
            const image = damaged(first);
            const device = await Device.load({
              kinds: "v2", glyphs: { size: image.length, piece: 65536, get: async (index) => image.slice(index * 65536, (index + 1) * 65536) },
            });
            const at = random(86400);
            device.start({ cells: random(2) ? null : new Uint8Array(65536).map(() => random(256)), localTime: (counter) => at + counter / 1e6 });
            for (let step = 0; step < 6; step += 1) {
              await device.prepare();
              device.pass(device.step());
            }
            ended.taken += 1;
          } catch (error) {
            if (error instanceof WebAssembly.RuntimeError) ended.traps += 1;
            else ended.refused += 1;
            if (ended.words.length < 3) ended.words.push(String(error));
          }
        }
        return ended;""", count=count)
    bench.tell(f"{ended}")
    equal(ended["traps"], 0, "traps")
    check(ended["refused"] > count / 4 and ended["taken"] > 0, f"{ended}")


def noise_png(rng):
    import zlib
    side = 400
    rows = b"".join(b"\0" + rng.randbytes(side) for _ in range(side))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
