"""The page that the clock serves, in a browser, against a clock that a test makes as it likes.

Must never ask the page's own code whether something went well: what counts is what a person sees and what the clock was
sent. Those marked `anywhere` know nothing of the clock, and can be tried with a real one.
"""

import contextlib
import gzip
import http.client
import json
import os
import re
import subprocess
import time
import urllib.request

from checks import check, equal, until
from mock_clock import MockClock

TESTS = []
PAGES = "Firmware/Setup/PAGES.md"
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
IMAGE_NAME = "<img src=x onerror=alert(1)>"
EMOJI_NAME = "🕰🕰🕰🕰🕰🕰🕰🕰"


def test(anywhere=False, long=False):
    """`long` ones are begun first."""
    def note(function):
        function.anywhere = anywhere
        function.long = long
        TESTS.append(function)
        return function
    return note


class RealClock:
    """One that runs elsewhere. `code_file` has the digits while they are on its panels."""

    def __init__(self, url, code_file):
        self.url = url if url.endswith("/") else f"{url}/"
        self.code_file = code_file
        self.complaints = []

    def code(self):
        try:
            with open(self.code_file, encoding="ascii") as file:
                return (re.findall(r"\b\d{4}\b", file.read()) or [None])[-1]
        except OSError:
            return None

    def settings(self):
        with urllib.request.urlopen(f"{self.url}settings.json", timeout=10) as reply:
            return json.load(reply)

    def end(self):
        pass


class Hand:
    """What a person does with the page, and sees of it. It counts what it types and presses."""

    def __init__(self, browser):
        self.browser = browser
        self.count = 0

    def run(self, body, **names):
        return self.browser.run(body, **names)

    def _element(self, selector, text):
        found = until(lambda: self.browser.wire.post("/execute/sync", args=[selector, text], script="""
            return [...document.querySelectorAll(arguments[0])].find((node) =>
              node.checkVisibility() && node.textContent.includes(arguments[1])) ?? null"""),
                      lambda: f"nobody sees {selector} {text!r}: {self.text()}", 4)
        return next(iter(found.values()))

    def press(self, selector, text=""):
        """The way a finger does: in its middle, if nothing covers it."""
        until(lambda: self.run("return !document.querySelector(s)?.disabled", s=selector), f"{selector} stays off")
        self.count += 1
        self.browser.wire.post(f"/element/{self._element(selector, text)}/click")

    def type(self, selector, text, clear=False):
        self.count += 1
        number = self._element(selector, "")
        if clear:
            self.browser.wire.post(f"/element/{number}/clear")
        self.browser.wire.post(f"/element/{number}/value", text=text)

    def choose(self, selector, value):
        self.count += 1
        self.run("""const node = document.querySelector(s); node.value = value;
            node.dispatchEvent(new Event("change", { bubbles: true }))""", s=selector, value=value)

    def text(self):
        return self.run("return document.body.innerText")

    def sees(self, *texts, seconds=8):
        """Waits for all of these to be there to be read."""
        seen = ""

        def all_there():
            nonlocal seen
            seen = self.text()
            return all(text in seen for text in texts)
        until(all_there, lambda: f"not {texts} but {seen}", seconds)

    def value(self, selector):
        return self.run("return document.querySelector(s).value", s=selector)

    def is_seen(self, selector):
        return self.run("return document.querySelector(s)?.checkVisibility() ?? false", s=selector)

    def give_code(self, clock, digits=None):
        until(lambda: self.is_seen("#code"), lambda: f"no code is asked for: {self.text()}")
        shown = until(clock.code, "the clock shows no digits")
        self.type("#code", digits or shown)
        self.press("#code-form .main")
        return shown

    def unfold(self, part):
        self.press(f"#{part} > summary")


@contextlib.contextmanager
def opened(browser, bench, own=False, zone="Europe/Berlin", size=(390, 844), **changes):
    """A clock of the test's own, and a hand on its page, which must not have complained in the end."""
    clock = MockClock(bench.page, own)
    for name, value in changes.items():
        if name in clock.state or name in ("obstacle", "cell"):
            clock.state[name] = value
        else:
            setattr(clock, name, value)
    browser.cdp("Emulation.setTimezoneOverride", timezoneId=zone)
    browser.size(*size)
    # The page before may still ask its own clock.
    browser.open("about:blank")
    browser.take_complaints()
    browser.take_requests()
    hand = Hand(browser)
    try:
        browser.open(clock.url)
        until(lambda: hand.is_seen("#network" if own else "#update"), lambda: f"it stays empty: {hand.text()}")
        if own:
            until(lambda: hand.run("return document.querySelectorAll('.network').length") > len(clock.networks),
                  lambda: f"no networks: {hand.text()}")
        hand.count = 0
        yield hand, clock
        equal(clock.complaints, [], "the clock's complaints")
        others = [address for address in browser.take_requests() or []
                  if not address.startswith((clock.url, f"http://localhost:{clock.port}/", "data:"))]
        equal(others, [], "requests to others")
        # Refusals and absence are part of the talk, but they are in the console too.
        words = [line for line in browser.take_complaints() if not re.search(r"status of 4|net::ERR|status of 503", line)]
        equal(words, [], "the browser's complaints")
    finally:
        clock.end()


def home(end="joined"):
    return ("Home", -48, "correct horse", end)


# Set-up in the clock's own network

@test()
def a_phone_sets_the_clock_up(browser, bench):
    """Network, password, Join: at most four things from opening the page to the end."""
    begin = time.monotonic()
    with opened(browser, bench, own=True, join_seconds=1.5) as (hand, clock):
        hand.press(".network", "Home")
        hand.type("#password", "correct horse")
        hand.press("#network-form .main")
        hand.sees("tries “Home”")
        hand.sees("The clock is in “Home”", "restarts and shows the time in a moment")
        check(hand.count <= 4, f"it took {hand.count} things")
        equal(clock.stored["tz"], BERLIN, "the time zone")
        equal(clock.stored["wifi"], "Home", "the network")
        order = [path for method, path, _, _ in clock.requests if method == "POST"]
        equal(order, ["/settings", "/join", "/restart"], "what the clock was told")
        equal(hand.run("return document.getElementById('password').value"), "", "the password that stays in the page")
        bench.tell(f"{hand.count} typed or clicked things, {time.monotonic() - begin:.1f} s with a join of 1.5 s")


@test(long=True)
def what_fails_is_said_and_the_form_stays(browser, bench):
    """Wrong password, absent, no address, flash: each in words; the next try needs the correction alone."""
    with opened(browser, bench, own=True, networks=[home()]) as (hand, clock):
        hand.press(".network", "Home")
        hand.type("#password", "wrong horse")
        hand.press("#network-form .main")
        hand.sees("doesn’t take this password")
        equal(hand.value("#password"), "wrong horse", "what was typed")
        hand.type("#password", "correct horse", clear=True)
        for end, words in (("absent", "2.4 GHz"), ("no-address", "gave it no address"), ("failed", "closer to the router"),
                           ("unstored", "couldn’t store it")):
            clock.networks = [home(end)]
            hand.press("#network-form .main")
            hand.sees(words)
            check(hand.is_seen("#network-form") and hand.value("#password") == "correct horse", f"{end}: the form is gone")
        equal(clock.posts("/restart"), [], "restarts")
        clock.networks = [home()]
        hand.press("#network-form .main")
        hand.sees("The clock is in “Home”")


@test()
def names_of_networks_are_text(browser, bench):
    """A name that is markup, and one of 32 bytes of emoji: seen as they are, sent as they are."""
    networks = [home(), (IMAGE_NAME, -60, "12345678", "joined"), (EMOJI_NAME, -70, None, "joined"),
                ("\"'&;", -80, None, "absent")]
    with opened(browser, bench, own=True, networks=networks) as (hand, clock):
        equal(hand.run("return document.images.length"), 0, "images")
        hand.sees(IMAGE_NAME, EMOJI_NAME)
        names = hand.run("return [...document.querySelectorAll('.network .label')].map((node) => node.textContent)")
        equal(names, ["Home", IMAGE_NAME, EMOJI_NAME, "\"'&;", "Another name …"], "by strength")
        hand.press(".network", IMAGE_NAME)
        hand.type("#password", "87654321")
        hand.press("#network-form .main")
        hand.sees(f"“{IMAGE_NAME}” doesn’t take")
        hand.press(".network", EMOJI_NAME)
        check(not hand.is_seen("#password"), "an open network wants a password")
        hand.press("#network-form .main")
        hand.sees(f"The clock is in “{EMOJI_NAME}”")
        equal(clock.posts("/join")[-1][0], {"wifi": EMOJI_NAME, "password": ""}, "what was sent")
        equal(hand.run("return document.images.length"), 0, "images in the end")


@test()
def another_name_is_typed(browser, bench):
    """A hidden network; the password can be seen; what can't be valid isn't sent."""
    with opened(browser, bench, own=True, networks=[home()]) as (hand, clock):
        hand.press("#network-form .main")
        hand.sees("Choose a network first")
        hand.press(".network", "Another name")
        hand.press("#network-form .main")
        hand.sees("1 to 32 bytes")
        hand.type("#name", "ä" * 17)
        hand.type("#password", "short")
        hand.press("#network-form .main")
        hand.sees("8 to 63")
        equal(hand.run("return document.activeElement.id"), "name", "the focus")
        equal(clock.posts("/join"), [], "tries")
        clock.networks.append(("Jo's \"x\"", -90, "a b&c=d+%", "joined"))
        hand.type("#name", "Jo's \"x\"", clear=True)
        hand.type("#password", "a b&c=d+%", clear=True)
        equal(hand.run("return document.getElementById('password').type"), "password", "hidden at first")
        hand.press("#show-password")
        equal(hand.run("return document.getElementById('password').type"), "text", "shown on request")
        hand.press("#network-form .main")
        until(lambda: clock.posts("/join"), lambda: hand.text())
        equal(clock.posts("/join")[0][0], {"wifi": "Jo's \"x\"", "password": "a b&c=d+%"}, "what was sent")


@test()
def networks_are_looked_for_again(browser, bench):
    """A second look keeps what is chosen, brings what is new, and drops what is gone."""
    with opened(browser, bench, own=True, networks=[home(), ("Gone", -70, None, "joined")]) as (hand, clock):
        hand.press(".network", "Home")
        clock.networks = [("New", -40, None, "joined")]
        hand.press("#rescan")
        hand.sees("New")
        names = hand.run("return [...document.querySelectorAll('.network .label')].map((node) => node.textContent)")
        equal(sorted(names), ["Another name …", "Home", "New"], "networks")
        check(hand.run("return document.querySelectorAll('.network input:checked').length === 1"), "nothing is chosen any more")
        hand.type("#password", "correct horse")


@test()
def more_is_refused_where_it_is_wrong(browser, bench):
    """A wrong server in the set-up: nothing is joined, and the field says what would be valid."""
    with opened(browser, bench, own=True) as (hand, clock):
        hand.press(".network", "Home")
        hand.type("#password", "correct horse")
        hand.press("#more > summary")
        hand.type("#setup-servers", "ntp.example, bad_name")
        hand.choose("#setup-hours", "12")
        hand.press("#more > summary")
        hand.press("#network-form .main")
        hand.sees("Wrong from “bad_name” on", "HOST:PORT")
        equal(clock.posts("/join"), [], "tries")
        check("hours" not in clock.stored, "a part of the settings was stored")
        hand.type("#setup-servers", "ntp.example", clear=True)
        hand.press("#network-form .main")
        hand.sees("The clock is in “Home”")
        equal({key: clock.stored[key] for key in ("servers", "hours", "tz")},
              {"servers": "ntp.example", "hours": "12", "tz": BERLIN}, "what was stored")


@test()
def a_phone_that_looks_for_the_internet_gets_here(browser, bench):
    """Any host and path leads to the page."""
    with opened(browser, bench, own=True) as (hand, clock):
        browser.open(f"http://localhost:{clock.port}/generate_204")
        hand.sees("Which Wi-Fi", "Home")
        equal(hand.run("return location.href"), clock.url, "where it led")


@test()
def a_phone_that_loses_the_network_is_told(browser, bench):
    """The clock's network moves to another channel: it is away for seconds, and the page waits for it."""
    with opened(browser, bench, own=True, join_seconds=1.2) as (hand, clock):
        hand.press(".network", "Home")
        hand.type("#password", "correct horse")
        hand.press("#network-form .main")
        until(lambda: clock.posts("/join"), "nothing was tried")
        clock.vanish()
        hand.sees("doesn’t answer for the moment")
        clock.come_back()
        hand.sees("The clock is in “Home”")


@test()
def a_zone_is_found_by_typing(browser, bench):
    """By keys alone; old names that browsers have kept are known; nonsense is refused by the clock."""
    with opened(browser, bench, own=True, zone="Asia/Calcutta") as (hand, clock):
        equal(hand.value("#setup-tz"), "Asia/Kolkata", "preselected")
        hand.press("#setup-tz")
        check(hand.is_seen("#setup-tz-list"), "no list")
        hand.type("#setup-tz", "new york", clear=True)
        equal(hand.run("return document.getElementById('setup-tz-list').innerText"), "America/New York", "found")
        browser.press("Down", "Enter")
        equal(hand.value("#setup-tz"), "America/New York", "chosen")
        check(not hand.is_seen("#setup-tz-list"), "the list stays")
        hand.type("#setup-tz", "casablanca", clear=True)
        hand.press("[role=option]", "Casablanca")
        hand.sees("Ramadan")
        hand.type("#setup-tz", "Atlantis", clear=True)
        hand.press(".network", "Home")
        hand.type("#password", "correct horse")
        hand.press("#network-form .main")
        hand.sees("a zone from the list")
        hand.type("#setup-tz", "America/St Johns", clear=True)
        hand.press("#network-form .main")
        hand.sees("The clock is in “Home”")
        equal(clock.stored["tz"], "NST3:30NDT,M3.2.0,M11.1.0", "the time zone")


@test()
def keys_are_enough(browser, bench):
    """The set-up without a mouse."""
    with opened(browser, bench, own=True, networks=[home()]) as (hand, clock):
        browser.press("Tab", "Space")
        check(hand.run("return document.querySelector('.network input').checked"), "the first stop isn't the first network")
        for _ in range(2):
            browser.press("Tab")
        equal(hand.run("return document.activeElement.id"), "password", "the third stop")
        browser.press(*"correct horse", "Enter")
        hand.sees("The clock is in “Home”")
        equal(hand.run("return document.activeElement.id"), "done-title", "the focus in the end")


# In its network

@test()
def it_says_how_the_clock_stands(browser, bench):
    """Time, certainty, panels, laps, version, why it started: in words."""
    with opened(browser, bench, broken=[False, True, False, True], cause="brownout") as (hand, clock):
        hand.sees("00:53", "Monday, 30 November 2026", "within 12 ms", "in 17 min", "0.2.0 on ESP32-C3", "1 day 2 h",
                  "The second and the fourth from the left take no picture", "supply was too weak",
                  "934 of 6,903, lap 2", "34 of 6,903, lap 1")
        widths = hand.run("return [...document.querySelectorAll('.bar i')].map((node) => "
                          "Math.round(1000 * node.offsetWidth / node.parentNode.offsetWidth))")
        check(all(abs(width - 1000 * (100 * digit + 34) / 6903) < 12 for digit, width in enumerate(widths)), f"bars {widths}")


@test()
def it_tells_the_cells_voltage(browser, bench):
    """In volts, and in words from where it is nearly empty; where no cell is measured there is no such line."""
    with opened(browser, bench, cell=3708) as (hand, clock):
        hand.sees("Cell", "3.71 V")
        clock.state["cell"] = 3550
        hand.sees("3.55 V", seconds=12)
        check("empty" not in hand.text(), "a cell that the panels don't mark")
        for millivolts, words in [(3549, "3.55 V, nearly empty"), (3450, "3.45 V, nearly"), (3449, "3.45 V, empty")]:
            clock.state["cell"] = millivolts
            hand.sees(words, seconds=12)
        del clock.state["cell"]
        until(lambda: "Cell" not in hand.text(), "the line stays", 12)


@test(long=True)
def it_goes_on_without_flicker(browser, bench):
    """A second look at the same state touches nothing but what has changed; a clock that is gone is said to be."""
    with opened(browser, bench) as (hand, clock):
        until(lambda: [path for _, path, _, _ in clock.requests].count("/state.json") > 1, "it asks once alone")
        time.sleep(0.2)
        hand.run("""window.touched = [];
            new MutationObserver((records) => {
              for (const { target } of records) window.touched.push((target.closest ? target : target.parentNode).textContent);
            }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });""")
        asked = len(clock.requests)
        clock.state["broken"][0] = True
        until(lambda: len(clock.requests) > asked + 1, "it doesn't ask again", 12)
        hand.sees("The first from the left takes no picture")
        touched = [text for text in hand.run("return window.touched") if "first" not in text]
        equal(touched, [], "what was touched besides")
        clock.vanish()
        hand.sees("doesn’t answer", "old", seconds=12)
        clock.come_back()
        until(lambda: not hand.is_seen("#lost"), "it doesn't find the clock again", 12)


@test()
def it_says_what_to_do_without_a_server(browser, bench):
    """No time, since nobody offers a server: the words, and the field to enter one is open."""
    with opened(browser, bench, obstacle="no-server") as (hand, clock):
        hand.sees("knows no time server", "Time servers")
        check(hand.is_seen("#setting-servers"), "the field is folded away")
        del clock.state["local"], clock.state["uncertainty"], clock.state["poll"]
        hand.sees("No time yet", seconds=12)


@test()
def settings_take_the_code(browser, bench):
    """Changed ones alone are sent, with the digits; after a wrong code once more; the restart is done too."""
    with opened(browser, bench) as (hand, clock):
        hand.unfold("settings")
        equal(hand.value("#setting-tz"), "Europe/Berlin", "the zone by name")
        hand.press("#settings-form .main")
        hand.sees("Nothing has changed")
        hand.choose("#setting-hours", "12")
        hand.type("#setting-servers", "10.0.0.1:4460 [2001:db8::1]")
        hand.press("#settings-form .main")
        shown = hand.give_code(clock, "12")
        hand.sees("It takes four digits")
        equal(clock.posts("/settings"), [], "what was sent with half a code")
        hand.type("#code", f"{(int(shown) + 1) % 10_000:04}", clear=True)
        hand.press("#code-form .main")
        hand.sees("doesn’t show these digits")
        check("hours" not in clock.stored, "a wrong code was enough")
        hand.type("#code", shown, clear=True)
        hand.press("#code-form .main")
        hand.sees("Saved, and in use")
        equal(clock.posts("/settings")[-1], ({"servers": "10.0.0.1:4460 [2001:db8::1]", "hours": "12"}, shown), "what was sent")
        equal(clock.posts("/restart"), [({}, shown)], "restarts")
        hand.sees("12:53", "it was asked to restart")


@test()
def refused_settings_say_what_would_be_valid(browser, bench):
    """Each where it is wrong; nothing is stored, and an empty field goes back to the default."""
    with opened(browser, bench) as (hand, clock):
        hand.unfold("settings")
        clock.stored["panels"] = "v1"
        hand.type("#setting-partials", "255", clear=True)
        hand.type("#setting-tz", "CET-", clear=True)
        hand.type("#setting-updates", "http://example.org/")
        hand.type("#setting-quiet", "23:00-23:00")
        hand.press("#settings-form .main")
        hand.give_code(clock)
        hand.sees("Not saved", "Valid: 0 to 254", "Wrong from “-” on", "https://… with up to",
                  "Wrong from “23:00” on. Valid: two different times, like 23:00-06:00")
        equal(hand.run("return document.activeElement.id"), "setting-tz", "the focus is on the first")
        check("partials" not in clock.stored and not clock.posts("/restart"), "something was stored")
        hand.type("#setting-partials", "0", clear=True)
        hand.type("#setting-tz", "", clear=True)
        hand.type("#setting-updates", "", clear=True)
        hand.type("#setting-quiet", "23:00-06:00", clear=True)
        hand.press("#settings-form .main")
        hand.give_code(clock)
        hand.sees("Saved, and in use")
        check(clock.stored["partials"] == "0" and "tz" not in clock.stored, f"stored: {clock.stored}")
        equal(hand.value("#setting-tz"), "UTC", "the zone by default")
        equal(clock.stored["quiet"], "23:00-06:00", "the quiet hours")


@test()
def the_page_can_be_switched_off(browser, bench):
    """And says that it is gone then, instead of waiting for it."""
    with opened(browser, bench) as (hand, clock):
        hand.unfold("settings")
        hand.choose("#setting-page", "off")
        hand.press("#settings-form .main")
        hand.give_code(clock)
        hand.sees("this page is gone")
        equal((clock.stored["page"], len(clock.posts("/restart"))), ("off", 1), "stored, and restarts")


@test()
def five_wrong_codes_close_it(browser, bench):
    """And it says for how long; digits that are gone can be had again."""
    with opened(browser, bench, code_seconds=600) as (hand, clock):
        hand.unfold("settings")
        hand.choose("#setting-style", "pixels")
        hand.press("#settings-form .main")
        until(clock.code, "no digits")
        clock.shown_until = 0
        hand.type("#code", "0000")
        hand.press("#code-form .main")
        hand.sees("doesn’t show these digits")
        hand.press("#code-again")
        hand.sees("on the panels in a few seconds")
        for tries in range(5):
            hand.type("#code", f"{(int(clock.digits) + 1) % 10_000:04}", clear=True)
            hand.press("#code-form .main")
            until(lambda: clock.wrong == tries + 1, "it wasn't tried")
        hand.sees("shows no code for a while", "BOOT")
        check(not hand.is_seen("#code"), "it still asks")
        hand.press("#settings-form .main")
        hand.sees("shows no code for a while", "BOOT")
        check("style" not in clock.stored, "it was stored")


@test()
def a_code_can_be_given_up(browser, bench):
    """Escape: nothing is sent, and the form is as it was."""
    with opened(browser, bench) as (hand, clock):
        hand.unfold("settings")
        hand.choose("#setting-style", "pixels")
        hand.press("#settings-form .main")
        until(lambda: hand.is_seen("#code"), "no code is asked for")
        equal(hand.run("""const { inputMode, autocomplete } = document.activeElement; return [inputMode, autocomplete]"""),
              ["numeric", "one-time-code"], "the field that has the focus")
        browser.press("Escape")
        hand.sees("Not saved")
        equal(clock.posts("/settings"), [], "what was sent")
        equal(hand.value("#setting-style"), "pixels", "what was chosen")


@test()
def the_first_zone_needs_no_code(browser, bench):
    """A clock that was set up without one is told at once, and it is said; the restart takes a code."""
    with opened(browser, bench, zone="America/New_York", stored={"wifi": "Home"}) as (hand, clock):
        hand.sees("it is in America/New York")
        equal(clock.posts("/settings"), [({"tz": "EST5EDT,M3.2.0,M11.1.0"}, "")], "what was sent")
        hand.press("#first-zone button")
        hand.give_code(clock)
        hand.sees("is that of America/New York now")
        browser.reload()
        hand.sees("00:53")
        time.sleep(0.3)
        equal(len(clock.posts("/settings")), 1, "zones that were sent")
        check(not hand.is_seen("#first-zone"), "it says so for ever")


@test()
def it_joins_another_network(browser, bench):
    """With the code; a wrong password is said."""
    networks = [home(), ("Attic", -66, "12345678", "joined")]
    with opened(browser, bench, networks=networks) as (hand, clock):
        hand.unfold("network")
        hand.sees("Attic")
        check(not hand.is_seen("#more") and not hand.is_seen("#setup-tz"), "settings are asked for twice")
        hand.press(".network", "Attic")
        hand.type("#password", "87654321")
        hand.press("#network-form .main")
        hand.give_code(clock)
        hand.sees("“Attic” doesn’t take this password")
        hand.type("#password", "12345678", clear=True)
        hand.press("#network-form .main")
        shown = hand.give_code(clock)
        hand.sees("The clock is in “Attic” now")
        equal(clock.posts("/join")[-1], ({"wifi": "Attic", "password": "12345678"}, shown), "what was sent")


@test()
def a_zone_of_elsewhere_is_not_guessed(browser, bench):
    """A string that many zones have is shown as it is, with some of them, and not sent again."""
    with opened(browser, bench, zone="America/New_York") as (hand, clock):
        hand.unfold("settings")
        equal(hand.value("#setting-tz"), BERLIN, "what is in force")
        hand.sees("As in Africa/Ceuta, Europe/")
        hand.press("#settings-form .main")
        hand.sees("Nothing has changed")


# Updates

def file_of(bench, size):
    path = f"{bench.folder}/update.bin"
    with open(path, "wb") as file:
        file.write(os.urandom(size))
    return path


def send_update(hand, browser, clock, path):
    if not hand.is_seen("#file"):
        hand.unfold("update")
    browser.choose_file("document.getElementById('file')", path)
    hand.press("#update-form .main")
    hand.give_code(clock)


@test()
def an_app_is_updated(browser, bench):
    """With progress; the page waits for the clock to be back, and says the new version."""
    size = 1_500_000
    with opened(browser, bench, upload_rate=600_000) as (hand, clock):
        hand.unfold("update")
        hand.press("#update-form .main")
        hand.sees("Choose a file first")
        send_update(hand, browser, clock, file_of(bench, size))
        hand.sees("KB sent")
        until(lambda: 0 < hand.run("return document.getElementById('sent').value") < 1, "no progress")
        hand.sees("starts the new app", seconds=10)
        hand.sees("back with version 0.3.0", "0.3.0 on ESP32-C3")
        equal([length for length, _ in clock.posts("/update")], [size], "what was sent")


@test()
def handwriting_is_updated(browser, bench):
    """No restart is waited for."""
    with opened(browser, bench, outcome=("glyphs", "", "", False)) as (hand, clock):
        send_update(hand, browser, clock, file_of(bench, 50_000))
        hand.sees("has the new handwriting")
        equal(clock.posts("/restart"), [], "restarts")


@test()
def a_file_that_is_refused_says_why(browser, bench):
    """At its end, before it was sent at all, and when the connection breaks."""
    big = file_of(bench, 3_000_000)
    with opened(browser, bench, upload_rate=40_000_000, outcome=("app", "", "other-chip", False)) as (hand, clock):
        send_update(hand, browser, clock, big)
        hand.sees("for another chip. Choose the one for ESP32-C3", "goes on as it was")
        clock.outcome = ("app", "", "too-large", True)
        send_update(hand, browser, clock, big)
        hand.sees("doesn’t fit into the clock")
        clock.outcome = ("glyphs", "", "cut", False)
        send_update(hand, browser, clock, big)
        hand.sees("ended too early", "is without handwriting")
        clock.outcome = ("app", "0.2.0", "", False)
        send_update(hand, browser, clock, big)
        hand.sees("version 0.2.0, the same as before")


@test()
def a_wrong_code_sends_no_file(browser, bench):
    """The code is tried before a megabyte is on its way."""
    with opened(browser, bench) as (hand, clock):
        hand.unfold("update")
        browser.choose_file("document.getElementById('file')", file_of(bench, 100_000))
        hand.press("#update-form .main")
        until(clock.code, "no digits")
        hand.give_code(clock, f"{(int(clock.digits) + 1) % 10_000:04}")
        hand.sees("doesn’t show these digits")
        equal(clock.posts("/update"), [], "files")
        hand.press("#code-cancel")
        hand.sees("Nothing was sent")


@test()
def every_word_of_the_clock_has_words(browser, bench):
    """All faults, obstacles, causes and outcomes that PAGES.md lists."""
    with open(PAGES, encoding="utf-8") as file:
        paper = file.read()
    faults = re.findall(r"^\| `([\w-]+)` \|", paper.partition("fault of an update")[2], re.M)
    line = {key: re.findall(r"`([\w-]+)`", re.search(rf"^\| `{key}` \|(.*)", paper, re.M)[1]) for key in ("cause", "obstacle")}
    outcomes = re.findall(r"`([\w-]+)`", re.search(r"^\| `GET /join.json` \|(.*)", paper, re.M)[1].partition("}")[2])
    check(len(faults) == 13 and len(line["cause"]) == 7 and len(line["obstacle"]) == 4 and len(outcomes) == 6,
          f"PAGES.md isn't as it was: {faults} {line} {outcomes}")
    with opened(browser, bench) as (hand, _):
        lacking = hand.run("""return [
            ...faults.filter((word) => !updateFaults[word]), ...causes.filter((word) => !causeWords[word]),
            ...obstacles.filter((word) => !obstacleWords[word]), ...outcomes.filter((word) => !joinWords[word])]""",
                           faults=faults, causes=line["cause"], obstacles=line["obstacle"], outcomes=outcomes)
        equal(lacking, ["joined"], "what has no words, besides what went well")


# How it is made

@test()
def every_zone_is_what_the_browser_knows(browser, bench):
    """Names and strings of the packed table, against the browser's own tables, which come from elsewhere."""
    table = re.search(r"zoneTable = `(.*?)`", gzip.decompress(bench.page).decode(), re.S)[1]
    strings = {}
    for line in table.split("\n"):
        if line.startswith("!"):
            continue
        posix, *areas = line.split(" ")
        for area in areas:
            start = area.find("/") + 1
            strings |= {area[:start] + city: posix for city in area[start:].split(",")}
    check(len(strings) > 300 and strings["Europe/Berlin"] == BERLIN, f"{len(strings)} zones")

    def minutes(text):
        sign = 1 if text.startswith("-") else -1
        hours, _, rest = text.lstrip("+-").partition(":")
        return sign * (60 * int(hours) + int(rest or 0))

    expected = {}
    for name, posix in strings.items():
        first, second = re.match(r"(?:<[^>]+>|[A-Za-z]+)([-+\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([-+\d:]*))?", posix).groups()
        offsets = {minutes(first)}
        if second is not None:
            offsets.add(minutes(second) if second else minutes(first) + 60)
        expected[name] = sorted(offsets)
    with opened(browser, bench) as (hand, _):
        found = hand.run("""
            const year = new Date().getUTCFullYear() + 1;
            return Object.fromEntries(names.map((timeZone) => {
              try {
                const format = new Intl.DateTimeFormat("en-US-u-hc-h23", { timeZone, year: "numeric", month: "numeric",
                  day: "numeric", hour: "numeric", minute: "numeric" });
                const offset = (ms) => {
                  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
                  return (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) - ms) / 60000;
                };
                const all = new Set([offset(Date.UTC(year, 0, 10)), offset(Date.UTC(year, 6, 10))]);
                return [timeZone, [...all].sort((one, other) => one - other)];
              } catch { return [timeZone, null]; }
            }));""", names=list(strings))
    wrong = {name: (offsets, found[name]) for name, offsets in expected.items() if found[name] and found[name] != offsets}
    # Tables of different age differ where a law was made between them.
    check(len(wrong) <= 12 and sum(value is not None for value in found.values()) > 300, f"zones differ: {wrong}")
    bench.tell(f"{len(strings)} zones, {len(wrong)} as the browser doesn't know them: {', '.join(wrong) or 'none'}")


@test()
def packing_repeats_and_refuses(browser, bench):
    """The same bytes again; without zones an error in words."""
    again = f"{bench.folder}/again.gz"
    done = subprocess.run(["Board/DevicePage/pack", again], capture_output=True, text=True, check=True)
    with open(again, "rb") as file:
        equal(file.read() == bench.page, True, "the same bytes")
    bench.tell(done.stdout.strip().partition(": ")[2])
    none = subprocess.run(["Board/DevicePage/pack", "--zones", bench.folder, again], capture_output=True, text=True, check=False)
    check(none.returncode == 1 and "no time zones" in none.stderr and "Traceback" not in none.stderr, none.stderr)


@test()
def nothing_else_can_run(browser, bench):
    """The policy lets no other script, style or host in."""
    with opened(browser, bench) as (hand, clock):
        found = hand.run("""
            window.refused = [];
            addEventListener("securitypolicyviolation", ({ effectiveDirective }) => window.refused.push(effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            const style = document.createElement("style");
            style.textContent = "body { display: none }";
            document.head.append(script, style);
            await fetch(`http://localhost:${location.port}/`).catch(() => {});
            const image = new Image();
            image.src = `http://localhost:${location.port}/x.png`;
            await new Promise((done) => setTimeout(done, 100));
            return [window.ran ?? false, getComputedStyle(document.body).display, [...new Set(window.refused)].sort()];""")
        equal(found, [False, "block", ["connect-src", "img-src", "script-src-elem", "style-src-elem"]], "what the policy did")
        browser.take_complaints()


# For everybody

def judged(hand, bench, what):
    with open(bench.axe, encoding="utf-8") as file:
        axe = file.read()
    found = hand.run(axe + """;
        const result = await axe.run(document, { resultTypes: ["violations"] });
        return { passes: result.passes.length, violations: result.violations.map(({ id, impact, help, nodes }) =>
          `${impact} ${id}: ${help}: ` + nodes.slice(0, 4).map(({ target, any }) =>
            JSON.stringify(target) + (any[0] ? " " + any[0].message : "")).join("; ")) };""")
    check(found["passes"] > 15, f"{what}: axe-core passed only {found['passes']} rules")
    equal(found["violations"], [], f"axe-core's complaints, {what}")
    return found["passes"]


OPEN_ALL = """for (const part of document.querySelectorAll("details")) part.open = true;
    await new Promise((done) => setTimeout(done, 300))"""


def judged_all(browser, bench, scheme):
    browser.cdp("Emulation.setEmulatedMedia", features=[
        {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])
    try:
        with opened(browser, bench, own=True, networks=[home(), ("Open", -80, None, "joined")]) as (hand, clock):
            equal(hand.run("return matchMedia('(prefers-color-scheme: dark)').matches"), scheme == "dark", "dark")
            hand.run(OPEN_ALL)
            hand.press(".network", "Another name")
            hand.type("#setup-servers", "bad_name")
            hand.press("#network-form .main")
            hand.sees("1 to 32 bytes")
            hand.press("#setup-tz")
            passed = [judged(hand, bench, "set-up")]
        with opened(browser, bench, broken=[True] * 4, obstacle="no-server") as (hand, clock):
            hand.run(OPEN_ALL)
            hand.type("#setting-partials", "999", clear=True)
            hand.press("#settings-form .main")
            hand.give_code(clock)
            hand.sees("Not saved")
            passed.append(judged(hand, bench, "state"))
            hand.press("#settings-form .main")
            until(lambda: hand.is_seen("#code"), "no code is asked for")
            passed.append(judged(hand, bench, "code"))
    finally:
        browser.cdp("Emulation.setEmulatedMedia", features=[])
    bench.tell(f"axe-core: {passed} rules passed")


@test(long=True)
def axe_core_has_no_complaint(browser, bench):
    """Set-up, state, settings and code by day."""
    judged_all(browser, bench, "light")


@test(long=True)
def axe_core_has_no_complaint_in_the_dark(browser, bench):
    """The same by night: contrast above all."""
    judged_all(browser, bench, "dark")


@test()
def it_fits_a_small_screen(browser, bench):
    """Nothing is wider than 320 pixels, nor smaller than a finger."""
    for own in (True, False):
        networks = [("W" * 32, -40, "12345678", "joined"), (EMOJI_NAME, -90, None, "joined")]
        with opened(browser, bench, own=own, size=(320, 568), networks=networks, obstacle="no-server") as (hand, clock):
            hand.run(OPEN_ALL)
            hand.press(".network", "Another name")
            found = hand.run("const { scrollWidth, clientWidth } = document.documentElement; return [scrollWidth, clientWidth]")
            equal(found[0], found[1], "the page's width")
            small = hand.run("""return [...document.querySelectorAll("button, input, select, summary, .network")]
                .filter((node) => node.checkVisibility() && !node.matches(".network input"))
                .filter((node) => node.getBoundingClientRect().height < 40)
                .map((node) => node.id || node.textContent)""")
            equal(small, [], "what is smaller than a finger")


# With any clock

@test(anywhere=True)
def any_clock_serves_it(browser, bench):
    """The page as it was packed, from a connection that is then closed; its state or its set-up is seen."""
    with bench.any_clock(browser) as (hand, clock):
        host = re.match(r"http://([^/]+)/", clock.url)[1]
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", "/")
        reply = connection.getresponse()
        body = reply.read()
        equal((reply.status, reply.getheader("Content-Encoding")), (200, "gzip"), "the answer")
        equal(body == bench.page, True, "the bytes that were packed")
        connection.close()
        hand.sees(*(["Which Wi-Fi"] if clock.settings()["own"] else ["Version", "of ", "Settings"]))


@test(anywhere=True)
def any_clock_is_looked_at_again(browser, bench):
    """Its state is asked for every few seconds, and its running time goes on."""
    with bench.any_clock(browser) as (hand, clock):
        if clock.settings()["own"]:
            return
        running = "return [...document.querySelectorAll('#facts div')].find((node) => node.innerText.includes('Running'))?.innerText"
        before = hand.run(running)
        if "day" not in before:
            until(lambda: hand.run(running) != before, "its running time stands still")


@test(anywhere=True)
def any_clock_refuses_and_takes_settings(browser, bench):
    """A wrong value is marked, a wrong code is said, the right ones are stored and in use after its restart."""
    with bench.any_clock(browser) as (hand, clock):
        before = clock.settings()
        if before["own"]:
            return
        hand.unfold("settings")
        hand.type("#setting-partials", "255", clear=True)
        hand.press("#settings-form .main")
        hand.give_code(clock)
        hand.sees("Not saved", "Valid: 0 to 254", seconds=20)
        hand.type("#setting-partials", "30" if before["partials"][1] == "31" else "31", clear=True)
        hand.press("#settings-form .main")
        until(lambda: hand.is_seen("#code"), "no code is asked for")
        shown = until(clock.code, "the clock shows no digits")
        hand.type("#code", f"{(int(shown) + 1) % 10_000:04}")
        hand.press("#code-form .main")
        hand.sees("doesn’t show these digits", seconds=20)
        hand.type("#code", shown, clear=True)
        hand.press("#code-form .main")
        hand.sees("Saved, and in use", seconds=60)
        after = clock.settings()
        check(after["partials"][0] and after["partials"] != before["partials"], f"{after['partials']}")
        equal({**after, "partials": 0}, {**before, "partials": 0}, "the other settings")


@test(anywhere=True)
def any_clock_passes_axe_core(browser, bench):
    """What is seen of it, all of it unfolded."""
    with bench.any_clock(browser) as (hand, clock):
        hand.run(OPEN_ALL)
        judged(hand, bench, "any clock")
