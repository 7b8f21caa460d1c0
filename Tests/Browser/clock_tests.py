"""The clock: what the panels show, when, and to whom it is said."""

import os
import re
import threading

from checks import check, equal, test, until
from host import SIDE, local_seconds
from page import Page

NOON = "2026-06-15T12:34"
CACHE, LOCK = {}, threading.Lock()


def expected(key, make):
    """What the host says, made once for all browsers."""
    with LOCK:
        if key not in CACHE:
            CACHE[key] = make()
        return CACHE[key]


def device(browser, bench, at, minutes, **options):
    browser.open(bench.site.page("device.html"))
    until(lambda: browser.run("return window.isReady"), lambda: f"no device: {browser.run('return watched.faults')}")
    ran = browser.run("return await runDevice(asked)", asked={"at": local_seconds(at), "minutes": minutes, **options})
    equal(browser.run("return watched.faults"), [], "complaints")
    return ran


def compare(browser, bench, at, minutes, kinds="v2", **settings):
    options = ["--panels", kinds]
    for name, value in settings.items():
        options += ["--12h"] if name == "hours" else [f"--{name}", value]
    digests, events = expected((at, minutes, kinds, *settings.items()),
                               lambda: bench.host.minutes(at, minutes, *options))
    found = device(browser, bench, at, minutes, kinds=kinds, settings=settings)
    equal(found["events"][:len(events)], events, "events")
    for minute, (here, there) in enumerate(zip(found["digests"], digests)):
        equal(here, there, f"panels in minute {minute} after {at}, {kinds} {settings}")
    check(len(found["digests"]) == minutes, "too few minutes")
    return found


@test()
def the_first_digit_comes_soon(browser, bench):
    """Cold: nothing of the page is in the browser yet."""
    browser.open(bench.site.visit())
    Page(browser).await_clock(30)
    took = browser.run("return watched.firstDigit")
    bench.tell(f"first digit after {took / 1000:.2f} s")
    # 1.5 s are promised of a machine that does nothing else; here three browsers start beside each other, and other tests.
    most = 6000 if os.getloadavg()[0] < 2 * os.cpu_count() else 60_000
    check(took < most, f"the first digit took {took / 1000:.1f} s")


@test()
def the_panels_equal_the_emulators_byte_for_byte(browser, bench):
    """The device without the page, an hour's end among its minutes: every pixel and every event."""
    found = compare(browser, bench, "2026-06-15T12:48", 24)
    costs = sorted(found["costs"][1:])
    bench.tell(f"a minute of the device: {costs[len(costs) // 2]:.2f} ms, at most {costs[-1]:.2f}")


@test(quick=False)
def other_panels_and_styles_equal_the_emulators(browser, bench):
    """Every kind of panel, every setting that changes what is drawn."""
    compare(browser, bench, "2026-06-15T21:57", 8, kinds="v1", partials="2")
    compare(browser, bench, "2026-06-15T21:57", 8, kinds="v1,v2,v2.1,gdey0154d67")
    compare(browser, bench, "2026-06-15T21:57", 8, style="pixels", hours="12")
    compare(browser, bench, "2026-06-15T21:57", 8, shades="grey", legible="95")
    compare(browser, bench, "2026-06-15T21:57", 8, policy="minute")


@test(quick=False)
def a_week_needs_no_more_memory_than_a_day(browser, bench):
    """What the device takes of memory and time, over a week of its own."""
    found = device(browser, bench, NOON, 7 * 1440, pictures=False)
    per_day = [sum(day) for day in found["memory"]]
    costs = sorted(found["costs"][1:])
    bench.tell(f"{per_day[0] / 2**20:.1f} MB after a day, {per_day[-1] / 2**20:.1f} MB after a week; "
               f"{sum(costs) / len(costs):.2f} ms a minute")
    equal(per_day[-1], per_day[0], "bytes of memory")
    check(per_day[-1] <= 64 * 2**20, f"{per_day[-1]} bytes of memory")
    numbers = glyphs(found["events"])
    equal(len(set(numbers)), len(numbers), "glyphs shown once")


def glyphs(lines):
    """(digit, lap, glyph) of each line that tells of one."""
    found = []
    for line in lines:
        if match := re.search(r"shows an? (\d): glyph ([\d,]+) of [\d,]+, lap (\d+)", line):
            found.append((match[1], match[3], match[2]))
    return found


@test()
def the_drawn_panels_equal_the_picture(browser, bench):
    """The canvases in somebody's page, in e-ink's colours, against `run --png`."""
    greys = expected("picture", lambda: bench.host.picture(NOON))
    page = Page(browser)
    browser.open(bench.site.page(f"clock.html?at={NOON}&speed=2&journal=none"))
    page.await_clock()
    # Nothing else than this may stay on the panels: what flashes before it doesn't last.
    wanted = [b"".join(bytes((grey, grey, grey, 255)) for grey in panel) for panel in greys]
    found = []

    def are_equal():
        found[:] = page.canvases()
        return found == wanted
    until(are_equal, lambda: "pixels that differ in each panel: " + ", ".join(
        str(sum(a != b for a, b in zip(one, other)) // 3) for one, other in zip(found, wanted)), 12, 0.2)
    equal(len(wanted[0]), SIDE * SIDE * 4, "bytes")
    equal(page.faults(), [], "complaints")


@test()
def each_minute_is_said_once(browser, bench):
    """The label is the time, minute by minute, across midnight; nothing is announced unasked."""
    page = Page(browser)
    browser.open(bench.site.page("clock.html?at=2026-12-31T23:58:30&speed=25&journal=none"))
    page.await_clock()
    labels = page.run("""
        const clock = document.querySelector("mnist-clock");
        const image = clock.shadowRoot.querySelector("[role=img]");
        const labels = [image.getAttribute("aria-label")];
        const watcher = new MutationObserver(() => labels.push(image.getAttribute("aria-label")));
        watcher.observe(image, { attributes: true, attributeFilter: ["aria-label"] });
        const end = performance.now() + 50000;
        while (labels.at(-1) !== "00:01" && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
        return labels;""")
    # Each once and in this order; a machine that is too busy may miss one.
    equal(labels, [at for at in ("23:58", "23:59", "00:00", "00:01") if at in labels], "labels")
    check(len(labels) >= 3, f"only {labels}")
    live = page.run("""
        const clock = document.querySelector("mnist-clock");
        const roles = "[aria-live]:not([aria-live=off]), [role=timer], [role=status], [role=alert], [role=log], output";
        return [clock.matches(roles), ...[...clock.shadowRoot.querySelectorAll(roles)].map((one) => one.outerHTML)];""")
    equal(live, [False], "live regions")
    tree = browser.accessible()
    if tree is not None:
        images = [name for role, name in tree if role in ("image", "img")]
        check(any(re.fullmatch(r"\d\d:\d\d", name) for name in images), f"images in the accessibility tree: {images}")


COUNTS = "return [...watched.puts.values()].map((list) => list.length)"


@test()
def refreshes_flash(browser, bench):
    """A refresh is seen as it is on real panels: pictures on the way to the first digit, 2.5 s long."""
    page = Page(browser)
    # Slowly, since pictures whose time has passed are left out.
    browser.open(bench.site.page("clock.html?at=2026-06-15T12:34:20&speed=0.25&journal=none"))
    until(lambda: len(page.run(COUNTS)) == 4 and min(page.run(COUNTS)) > 4,
          lambda: f"pictures of each panel: {page.run(COUNTS)}", 8, 0.2)
    bench.tell(f"pictures of each panel on the way: {page.run(COUNTS)}")


@test(calm=True)
def with_reduced_motion_nothing_flashes(browser, bench):
    """Each panel goes from one digit to the next at once."""
    check(browser.run('return matchMedia("(prefers-reduced-motion: reduce)").matches'), "the browser doesn't reduce motion")
    page = Page(browser)
    browser.open(bench.site.page("clock.html?at=2026-06-15T12:59:51&speed=2&journal=none"))
    until(lambda: len(page.run(COUNTS)) == 4, "the panels show nothing")
    page.run("await new Promise((resolve) => setTimeout(resolve, 500)); watched.puts.clear()")
    equal(page.time(), "12:59", "the time before")
    until(lambda: page.time() == "13:00" and len(page.run(COUNTS)) >= 3, "it never became 13:00", 20)
    page.run("await new Promise((resolve) => setTimeout(resolve, 1000))")
    counts = page.run(COUNTS)
    check(len(counts) >= 3 and max(counts) == 1, f"pictures of each panel: {counts}")


@test()
def the_slider_shows_the_day(browser, bench):
    """Any minute of the day by the slider, and back; the journal stays as it was."""
    text = "23:59" if bench.whole else "03:05"
    page = Page(browser)
    browser.open(bench.site.page("clock.html?day=&at=2026-06-15T12:34&journal=none"))
    page.await_clock()
    took = page.run("""
        const clock = document.querySelector("mnist-clock");
        const slider = clock.shadowRoot.querySelector("input[type=range]");
        const image = clock.shadowRoot.querySelector("[role=img]");
        const begin = performance.now();
        slider.value = String(minute);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        while (image.getAttribute("aria-label") !== text && performance.now() < begin + 50000) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return performance.now() - begin;""", minute=int(text[:2]) * 60 + int(text[3:]), text=text)
    equal(page.label(), text, "the slider's minute")
    bench.tell(f"the slider came to {text} after {took / 1000:.1f} s")
    before = page.canvases()
    page.press_button("Now")
    until(lambda: page.label() == page.time(), lambda: f"{page.label()} instead of {page.time()}")
    check(page.canvases() != before, "the panels still show the slider's minute")
    equal(page.faults(), [], "complaints")
