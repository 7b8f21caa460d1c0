"""A board at a serial port: who can install from the page, and a clock's settings, over a port that the tests make up."""

from checks import check, equal, test, until
from page import Page
from page_tests import opened


@test()
def without_web_serial_it_says_who_can(browser, bench):
    """No Install button that could do nothing, but which browsers have one."""
    page = opened(browser, bench, "no-serial.js")
    found = page.run("""const place = document.getElementById("install");
        return [place.innerText, place.querySelectorAll("button").length, "serial" in navigator];""")
    equal(found[1:], [0, False], "buttons, and whether there is Web Serial")
    check("Chrome" in found[0] and "Firefox" in found[0], f"it says {found[0]}")


def settings(browser, bench):
    page = opened(browser, bench, "serial.js")
    page.press_button("Settings of a clock")
    until(lambda: page.run("return Boolean(document.getElementById('setting-tz'))"), lambda: "no settings: " + page.run(
        "return document.getElementById('install').innerText + JSON.stringify(fakeClock)"), 20)
    return page


def put(page, key, value, password=None):
    """Fills in a field, presses its button, and returns the answer."""
    page.run("""
        const input = document.getElementById(`setting-${key}`);
        const form = input.closest("form");
        input.value = value;
        const secret = form.querySelector("input[type=password]");
        if (secret && password !== null) secret.value = password;
        form.querySelector("button[type=submit]").click();""", key=key, value=value, password=password)
    return until(lambda: page.run("""
        const text = document.getElementById(`setting-${key}`).closest("form").querySelector(".answer").textContent;
        return text && text !== "…" && text;""", key=key), f"no answer to {key}")


@test()
def settings_go_over_the_console(browser, bench):
    """One field a setting, with what is in force; the firmware's own words when it refuses."""
    page = settings(browser, bench)
    shown = page.run("""return Object.fromEntries([...document.querySelectorAll("[id^=setting-]")]
        .map((input) => [input.id.slice(8), input.value]));""")
    equal(shown, {"wifi": "Old network", "tz": "UTC0", "servers": "", "panels": "v2", "shades": "dither", "partials": "59",
                  "policy": "change", "hours": "24", "style": "ink", "legible": "50", "quiet": ""}, "fields")
    equal(put(page, "tz", "CET-1CEST,M3.5.0,M10.5.0/3"), "done; restart to use it", "the answer")
    equal(put(page, "tz", "1"), "refused: not a POSIX TZ string, column 1", "the answer to nonsense")
    equal(put(page, "partials", ""), "done; restart to use it", "the answer to an empty field")
    equal(page.run("return fakeClock.known.partials"), "not set", "the cleared setting")
    equal(page.run("return fakeClock.known.tz"), "stored CET-1CEST,M3.5.0,M10.5.0/3", "the stored zone")
    equal(page.faults(), [], "complaints")


@test()
def passwords_are_sent_and_forgotten(browser, bench):
    """Only in answer to the prompt for it, whole, and nowhere in the page after."""
    page = settings(browser, bench)
    secret = " it's \"quoted\" 'x'"
    equal(put(page, "wifi", "Jo's network", secret), "done; restart to use it", "the answer")
    state = page.run("""return [fakeClock.passwords, fakeClock.known.wifi, fakeClock.typed.join(" "),
        document.querySelector("input[type=password]").value, document.documentElement.innerHTML];""")
    equal(state[0], [secret], "passwords that came")
    equal(state[1], "stored Jo's network", "the stored network")
    check(secret not in state[2], f"it was typed at the prompt for commands: {state[2]}")
    equal(state[3], "", "the field after")
    check("quoted" not in state[4], "it is in the page")


@test()
def with_web_serial_there_is_a_button(browser, bench):
    """Settings always, Install where the page has firmware; nothing is asked of another host before it is pressed."""
    page = opened(browser, bench, "serial.js")
    found = page.run("""const reply = await fetch("site.json");
        const { install } = await reply.json();
        const buttons = [...document.querySelectorAll("#install button")].map((button) => button.textContent);
        return [Boolean(install), buttons];""")
    equal("Install" in found[1], found[0], f"an Install button among {found[1]}")
    check("Settings of a clock" in found[1], f"{found[1]}")
