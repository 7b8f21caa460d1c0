"""The page as a whole: quiet, strict, for every screen, for the keyboard, for screen readers."""

import gzip
import os
from urllib.parse import urlsplit

from checks import check, equal, test, until
from page import Page


def opened(browser, bench, *preload):
    """The page with all its parts loaded."""
    bench.site.preload = ["watch.js", *preload]
    browser.open(bench.site.visit())
    page = Page(browser)
    page.await_clock(30)
    until(lambda: page.run("""return document.querySelector("mnist-reader")?.shadowRoot
        && document.querySelector("mnist-handwriting")?.shadowRoot
        && !/needs a browser/.test(document.getElementById("install").textContent)"""),
        lambda: f"parts are missing: {page.faults()}")
    return page


@test()
def it_is_quiet(browser, bench):
    """No complaint in the console, no request to another host, no breach of its own policy."""
    browser.take_complaints(), browser.take_requests()
    asked = len(bench.site.requests)
    page = opened(browser, bench)
    page.press_button("What happens")
    page.run("for (let y = 0; y < 6000; y += 300) { scrollTo(0, y); await new Promise((done) => setTimeout(done, 30)); }")
    page.run("await new Promise((done) => setTimeout(done, 500))")
    equal(page.faults(), [], "complaints")
    equal(browser.take_complaints() or [], [], "complaints in the browser's own log")
    equal([path for _, path, status in bench.site.requests[asked:] if status != 200], [], "files that aren't there")
    requests = browser.take_requests()
    if requests is None:
        requests = page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
        check(requests, "no requests")
    elsewhere = [address for address in requests
                 if urlsplit(address).scheme in ("http", "https", "ws", "wss", "ftp")
                 and not address.startswith(bench.site.origin + "/")]
    equal(elsewhere, [], "requests to other hosts")


@test()
def its_policy_is_strict(browser, bench):
    """Neither a script nor a style in the page itself runs, nor `eval`, nor a request elsewhere."""
    page = opened(browser, bench)
    ran = page.run("""
        const script = document.createElement("script");
        script.textContent = "window.ranInline = true";
        document.head.append(script);
        const button = document.createElement("button");
        button.setAttribute("onclick", "window.ranHandler = true");
        document.body.append(button);
        button.click();
        const style = document.createElement("style");
        style.textContent = "body { outline: 7px solid red }";
        document.head.append(style);
        let isFetched = true;
        await fetch("http://localhost:9/", { mode: "no-cors" }).catch(() => (isFetched = false));
        // By an element, since the driver's own scripts may be allowed what the page isn't.
        await new Promise((done) => {
          const tried = document.createElement("script");
          tried.src = "/tests/eval.js";
          tried.onload = tried.onerror = done;
          document.head.append(tried);
        });
        await new Promise((done) => setTimeout(done, 200));
        return [window.ranInline, window.ranHandler, window.ranEval,
          getComputedStyle(document.body).outlineWidth === "7px", isFetched].map(Boolean);""")
    equal(ran, [False] * 5, "what ran: inline script, handler, eval, style, request")
    policies = [fault for fault in page.faults() if fault.startswith("policy")]
    check(len(policies) >= 4, f"breaches that were reported: {policies}")


def widths(page, width):
    return page.run("""
        await new Promise((done) => setTimeout(done, 200));
        const root = document.scrollingElement;
        const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .slice(0, 5).map((one) => one.localName + "#" + one.id + "." + one.className);
        return { inner: innerWidth, scroll: root.scrollWidth, wide };""")


@test()
def it_fits_a_small_screen(browser, bench):
    """320 CSS pixels: nothing is wider than the screen."""
    page = opened(browser, bench)
    if browser.size(320, 640) is False:
        # A WebKit window can't be so narrow, a frame can.
        bench.site.preload = ["watch.js"]
        browser.open(bench.site.page("frame.html"))
        page.run('document.querySelector("iframe").src = address', address=bench.site.visit())
        found = until(lambda: page.run("""
            const inside = document.querySelector("iframe").contentWindow;
            const body = inside.document;
            if (!body.querySelector("mnist-clock")?.pictures?.every(Boolean)) return null;
            if (!body.querySelector("mnist-handwriting")?.shadowRoot) return null;
            await new Promise((done) => setTimeout(done, 300));
            return { inner: inside.innerWidth, scroll: body.scrollingElement.scrollWidth };"""), "nothing in the frame", 30)
    else:
        found = widths(page, 320)
    browser.natural_size()
    equal(found["inner"], 320, "width of the window")
    check(found["scroll"] <= 320, f"it is {found['scroll']} pixels wide: {found.get('wide')}")


@test(quick=False)
def it_fills_a_large_screen(browser, bench):
    """4K: the clock is as large as there is room, and nothing stands out."""
    page = opened(browser, bench)
    if browser.size(3840, 2160) is False:
        browser.natural_size()
        return
    found = widths(page, 3840)
    box = page.run("return document.querySelector('mnist-clock').getBoundingClientRect().toJSON()")
    browser.natural_size()
    check(found["scroll"] <= 3840, f"it is {found['scroll']} pixels wide: {found['wide']}")
    check(box["width"] > 2000 and box["height"] < 2160, f"the clock: {box}")


INTERACTIVE = """
const isSeen = (one) => {
  const style = getComputedStyle(one);
  return one.getClientRects().length > 0 && style.visibility !== "hidden" && !one.closest("[inert], [hidden]");
};
const all = deep("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")
  .filter((one) => one.tabIndex >= 0 && !one.disabled && isSeen(one));
const named = (one) => one.localName + (one.id ? "#" + one.id : "") + " "
  + (one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 30));
"""


@test()
def every_control_is_reached_by_keys(browser, bench):
    """By Tab alone, with a mark where the focus is; and pressed by Enter."""
    page = opened(browser, bench, "serial.js")
    page.run("scrollTo(0, 0); document.activeElement?.blur(); window.reached = []")
    wanted = page.run(INTERACTIVE + "return all.map(named)")
    check(len(wanted) > 12, f"only {wanted}")
    unmarked = []
    for _ in range(len(wanted) + 12):
        browser.press("Tab")
        mark = page.run(INTERACTIVE + """
            let one = document.activeElement;
            while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
            // Once round, the focus may be in the browser's own bars.
            if (!one || one === document.body || window.reached.includes(one)) return null;
            window.reached.push(one);
            const style = getComputedStyle(one);
            // A file's input is a label to the eye.
            const eye = one.type === "file" ? getComputedStyle(one.nextElementSibling) : style;
            const isMarked = [style, eye].some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0)
              || style.boxShadow !== "none";
            return isMarked ? "" : named(one);""")
        if mark:
            unmarked.append(mark)
        missed = page.run(INTERACTIVE + "return all.filter((one) => !window.reached.includes(one)).map(named)")
        if not missed:
            break
    equal(missed, [], "never reached by Tab")
    equal(unmarked, [], "focus isn't seen on")
    page.run("document.getElementById('log').focus()")
    browser.press("Enter")
    until(lambda: page.run("return document.querySelector('mnist-clock').hasAttribute('log')"), "Enter doesn't press a button")


def judged(browser, bench):
    page = opened(browser, bench, "serial.js")
    page.press_button("What happens")
    page.run("""await new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = "/tests/axe.js";
        script.onload = done;
        script.onerror = () => fail(new Error("axe-core isn't there"));
        document.head.append(script);
    });""")
    found = page.run("""const result = await axe.run(document, { resultTypes: ["violations"] });
        return { passes: result.passes.length, violations: result.violations.map(({ id, impact, help, nodes }) =>
          `${impact} ${id}: ${help}: ` + nodes.slice(0, 4).map(({ target, any }) =>
            JSON.stringify(target) + (any[0] ? " " + any[0].message : "")).join("; ")) };""")
    check(found["passes"] > 20, f"axe-core passed only {found['passes']} rules")
    equal(found["violations"], [], "axe-core's complaints")
    bench.tell(f"axe-core: {found['passes']} rules passed")


@test()
def axe_core_has_no_complaint(browser, bench):
    """Accessibility by an engine that others made, in light colours."""
    judged(browser, bench)


@test(calm=True)
def axe_core_has_no_complaint_in_the_dark(browser, bench):
    """The same in dark colours: contrast above all."""
    check(browser.run('return matchMedia("(prefers-color-scheme: dark)").matches'), "the browser isn't dark")
    judged(browser, bench)


@test()
def an_old_browser_gets_a_picture(browser, bench):
    """Without WebAssembly, as on e-readers: a still picture and a word why, and no complaint."""
    bench.site.preload = ["watch.js", "no-webassembly.js"]
    browser.open(bench.site.visit())
    page = Page(browser)
    found = until(lambda: page.run("""
        const image = document.querySelector("mnist-clock img");
        const words = document.querySelector("mnist-clock p");
        return image?.complete && image.naturalWidth > 0 && image.getClientRects().length > 0
          && words.getClientRects().length > 0 && [image.alt, words.textContent];"""), lambda: f"no picture: {page.faults()}")
    check("WebAssembly" in found[1], f"{found}")
    equal(page.faults(), [], "complaints")


@test()
def it_is_light(browser, bench):
    """What the network carries: the clock at most 90 KB compressed, all readers 200 more."""
    folder = bench.site.folder

    def weight(*names):
        total = 0
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                total += len(gzip.compress(file.read(), 9))
        return total
    clock = weight("clock.wasm")
    readers = weight("readers.wasm", "fc.model", "cnn.model", "mnist.model")
    bench.tell(f"clock.wasm {clock:,} bytes compressed, readers and models {readers:,}")
    check(clock <= 90_000, f"clock.wasm has {clock} bytes")
    check(readers <= 200_000, f"readers and models have {readers} bytes")
