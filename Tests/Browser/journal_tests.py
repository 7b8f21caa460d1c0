"""The journal: no glyph comes twice, whatever becomes of the tab or the browser, and however many tabs there are."""

import base64
import random
import time

from browsers import WebKit
from checks import check, equal, test, until
from clock_tests import glyphs
from page import Page

# Ten minutes of the device's in each second, so that there is much to remember.
ADDRESS = "clock.html?at=2026-06-15T12:34&speed=600&report="


def sessions(reports):
    """Lines that were told, by page load, in their order."""
    told = {}
    for report in reports:
        told.setdefault(report["start"], []).extend(report["lines"])
    return list(told.values())


def check_no_repeat(bench, least):
    loads = sessions(bench.site.reports)
    shown = [glyphs(lines) for lines in loads]
    every = [glyph for load in shown for glyph in load]
    check(len(every) >= least, f"only {len(every)} glyphs were shown in {len(loads)} loads: {loads}")
    repeats = sorted({glyph for glyph in every if every.count(glyph) > 1})
    asides = [[line for line in lines if not glyphs([line])] for lines in loads]
    equal(repeats, [], f"digit, lap and glyph that came again; else was told {asides}")
    for earlier, later in zip(loads, loads[1:]):
        check(later, "a load told nothing")
    bench.tell(f"{len(every)} glyphs in {len(loads)} loads, each once")


def check_kept(browser, bench, name="clock"):
    """The journal in IndexedDB, judged by `mnist-clock journal`."""
    cells = browser.run("""
        const database = await new Promise((resolve, reject) => {
          const request = indexedDB.open("mnist-clock");
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        const store = database.transaction("sectors").objectStore("sectors");
        const cells = new Uint8Array(65536).fill(255);
        await Promise.all([...Array(16).keys()].map((index) => new Promise((resolve) => {
          const request = store.get(`${name}/${index}`);
          request.onsuccess = () => {
            if (request.result) cells.set(request.result, index * 4096);
            resolve();
          };
        })));
        database.close();
        let text = "";
        for (let at = 0; at < cells.length; at += 8192) text += String.fromCharCode(...cells.subarray(at, at + 8192));
        return btoa(text);""", name=name)
    path = f"{bench.folder}/journal.flash"
    with open(path, "wb") as file:
        file.write(base64.b64decode(cells))
    return bench.host.command("journal", path)


@test()
def a_reload_repeats_nothing(browser, bench):
    """Reloaded at any moment."""
    rng = random.Random(1)
    bench.site.reports.clear()
    browser.open(bench.site.page(ADDRESS + "&journal=reloads"))
    for _ in range(20 if bench.whole else 3):
        count = len(bench.site.reports)
        bench.site.await_reports(count + 2, 20)
        time.sleep(rng.uniform(0, 0.3))
        browser.reload()
    bench.site.await_reports(len(bench.site.reports) + 2, 20)
    browser.open("about:blank")
    check_no_repeat(bench, 12)


def killed(browser, bench, kills, journal):
    """Starts the clock `kills` + 1 times, and kills the browser when it has just told of a glyph, since then it may be
    seen."""
    bench.site.reports.clear()
    address = bench.site.page(ADDRESS + f"&journal={journal}")
    for number in range(kills + 1):
        before = len(bench.site.reports)
        if browser.keeps_profile:
            one = browser
            if number:
                browser.start()
            browser.open(address)
        else:
            one = WebKit.alone(browser.profile, browser.display, address)
        try:
            reports = bench.site.await_reports(before + 3 + number % 3, 60)
        finally:
            if number < kills or one is not browser:
                one.kill()
        check(len(reports) > before, f"start {number + 1} told nothing")
        if one is not browser:
            equal(one.take_complaints(), [], "complaints")
    if not browser.keeps_profile:
        # Storage of one that shares its folder with a killed one has been seen to hang on a busy machine.
        browser.end()
        browser.start()
    if one is browser:
        browser.open(bench.site.page("device.html"))
        check_kept(browser, bench, journal)


@test()
def a_killed_browser_repeats_nothing(browser, bench):
    """All its processes at once, in the middle of its work; then it starts again."""
    killed(browser, bench, 1, "kills")
    check_no_repeat(bench, 6)


@test(quick=False)
def a_browser_killed_many_times_repeats_nothing(browser, bench):
    """The same ten times."""
    killed(browser, bench, 10, "many-kills")
    check_no_repeat(bench, 60)


@test(quick=False)
def a_killed_tab_repeats_nothing(browser, bench):
    """Its process alone: the browser goes on."""
    if browser.name == "WebKit":
        # Its driver ends the session with the tab, and with that all that was kept.
        bench.tell("not run")
        return
    bench.site.reports.clear()
    address = bench.site.page(ADDRESS + "&journal=tabs")
    for _ in range(20 if bench.whole else 3):
        before = len(bench.site.reports)
        browser.open(address)
        bench.site.await_reports(before + 3, 20)
        if browser.name == "Chromium":
            page = browser.tabs()[-1]
            spare = browser.new_tab()
            browser.switch(page)
            try:
                browser.cdp("Page.crash")
            except Exception:
                pass
            browser.switch(spare)
        else:
            browser.kill_tab()
    browser.open(address)
    bench.site.await_reports(len(bench.site.reports) + 3, 20)
    browser.open("about:blank")
    check_no_repeat(bench, 30)


@test()
def two_tabs_are_one_clock(browser, bench):
    """Both show the same, one alone works, and when it goes the other goes on where it was."""
    bench.site.reports.clear()
    address = bench.site.page("clock.html?at=2026-06-15T12:34&speed=120&report=&journal=shared")
    page = Page(browser)
    first = browser.tabs()[-1]
    browser.open(address)
    page.await_clock()
    second = browser.new_tab()
    browser.open(address)
    page.await_clock()
    # The one that isn't seen any more hands the journal over, and waits again.
    query = "const { held, pending } = await navigator.locks.query(); return [held.length, pending.length]"
    until(lambda: page.run(query) == [1, 1], lambda: f"held and pending locks: {page.run(query)}", 10)
    shown = page.log()
    browser.switch(first)
    browser.close_tab(second)
    # The tab that is left owns the journal now, and begins like a clock that was switched on.
    until(lambda: len(glyphs(page.log())) > len(glyphs(shown)) + 6, lambda: f"the other tab doesn't go on: {page.log()}", 30)
    lines = page.log()
    numbers = glyphs(lines)
    repeats = sorted({number for number in numbers if numbers.count(number) > 1})
    equal(repeats, [], "digit, lap and glyph that came again")
    check(all(number in numbers for number in glyphs(shown)[:3]), f"the tabs told different things: {shown} {lines}")
    loads = [glyphs(load) for load in sessions(bench.site.reports)]
    # What both told is the same line; what only one told can't be in the other's.
    for number in set(loads[0]) & set(loads[1]):
        told = {line for load in sessions(bench.site.reports) for line in load if number in glyphs([line])}
        equal(len(told), 1, f"times at which {number} came")
    browser.open(bench.site.page("device.html"))
    check_kept(browser, bench, "shared")
    equal(page.faults(), [], "complaints")


@test(quick=False)
def without_storage_it_runs(browser, bench):
    """As in private windows: the journal is in memory, and it says so."""
    page = Page(browser)
    browser.open(bench.site.page("clock.html?at=2026-06-15T12:34&log=&journal=private&broken=storage"))
    page.await_clock()
    check(any("memory" in line for line in page.log()), f"it doesn't say so: {page.log()}")
