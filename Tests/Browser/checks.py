"""What a test needs: to be on a list, to fail with words, to wait for a page, to tell a figure.

Must never know a browser or the page.
"""

import time

TESTS = []
# Three browsers beside other tests on two cores: what takes a second there has taken twenty. Costs time only where a test
# fails.
PATIENCE = 4


class Failed(Exception):
    pass


class Late(Failed):
    """What was waited for didn't come."""


def test(quick=True, calm=False):
    """Puts a function of (browser, bench) on the list. `calm` ones run as for a person who wants little motion."""
    def note(function):
        function.quick = quick
        function.calm = calm
        TESTS.append(function)
        return function
    return note


def check(condition, words):
    if not condition:
        raise Failed(words() if callable(words) else words)


def equal(found, expected, what):
    check(found == expected, f"{what}: {shortened(found)} instead of {shortened(expected)}")


def shortened(value):
    text = repr(value)
    return text if len(text) < 600 else f"{text[:400]} … {text[-150:]}"


def until(condition, what, seconds=20, pause=0.05):
    """Waits for `condition` to return something, and returns that."""
    seconds *= PATIENCE
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise Late(f"after {seconds} s: {what() if callable(what) else what}")
        time.sleep(pause)
