"""The page without a network, and its next version."""

import re
import shutil

from checks import check, equal, test, until
from drawing import DIGITS, placed
from page import Page
from reader_tests import most


def visited(browser, bench):
    """The page, once it has all that it needs to do without a network."""
    bench.site.preload = []
    address = bench.site.visit()
    browser.open(address)
    page = Page(browser)
    page.await_clock(30)
    until(lambda: "without a network" in page.run('return document.getElementById("version").textContent'),
          lambda: "it isn't ready for no network: " + page.run(
              'return document.getElementById("version").textContent + " " + document.getElementById("note").textContent'), 40)
    return page, address


@test()
def it_works_without_a_network(browser, bench):
    """After one visit the server is gone: clock, reader, handwriting all go on."""
    page, address = visited(browser, bench)
    browser.take_complaints()
    bench.site.stop()
    browser.open(address)
    page.await_clock(30)
    until(lambda: page.run("return Boolean(document.querySelector('mnist-reader')?.shadowRoot)"), "no reader")
    page.run("document.querySelector('mnist-reader').clear()")
    browser.draw(placed(DIGITS[3], page.pad()))
    reading = until(page.settled, "nothing is read")
    equal(most(reading["cnn"]), 3, "read without a network")
    until(lambda: page.run("return Boolean(document.querySelector('mnist-handwriting')?.shadowRoot)"), "no handwriting")
    bench.site.start()
    # It may look for a newer version of itself, in vain.
    complaints = [words for words in browser.take_complaints() or [] if "service-worker.js" not in words]
    equal(complaints, [], "complaints")


@test(quick=False)
def a_new_version_comes_by_itself(browser, bench):
    """All of it, without anything of the old."""
    page, address = visited(browser, bench)
    before = bench.site.folder
    folder = f"{bench.folder}/next"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    with open(f"{folder}/index.html", encoding="utf-8") as file:
        text = file.read()
    with open(f"{folder}/index.html", "w", encoding="utf-8") as file:
        file.write(text.replace("<title>MNIST Clock</title>", "<title>The next one</title>"))
    with open(f"{folder}/service-worker.js", encoding="utf-8") as file:
        text = file.read()
    changed = re.sub(r'("?version"?: ?")', r"\1next-", text, count=1)
    check(changed != text, "no version in service-worker.js")
    with open(f"{folder}/service-worker.js", "w", encoding="utf-8") as file:
        file.write(changed)
    bench.site.folder = folder
    try:
        browser.open(address)
        # It is there by itself, or offered.
        until(lambda: page.run("return document.title === 'The next one' || !document.getElementById('reload').hidden"),
              lambda: page.run("return document.title + document.getElementById('note').textContent"), 40)
        if page.run("return document.title") != "The next one":
            page.press_button("Load the new version")
        until(lambda: page.run("return document.title") == "The next one", "the old one stays")
        page.await_clock(30)
    finally:
        bench.site.folder = before
