"""The page as its visitors know it: where things are in it, and what it shows. The only file that knows its parts by name.

Must never call what isn't in a component's header comment, but for looking into open shadow roots.
"""

import base64

from checks import until

# Looks through shadow roots, in the order in which they are on the page.
DEEP = """
const deep = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const host of root.querySelectorAll("*")) if (host.shadowRoot) found.push(...deep(selector, host.shadowRoot));
  return found;
};
"""


class Page:
    def __init__(self, browser):
        self.browser = browser

    def run(self, body, **names):
        return self.browser.run(DEEP + body, **names)

    def await_clock(self, seconds=20):
        """Until all panels have shown something."""
        return until(
            lambda: self.run("""const clock = document.querySelector("mnist-clock");
                return clock?.pictures?.every(Boolean) && clock.time;"""),
            lambda: f"the clock shows nothing: {self.state()}", seconds)

    def state(self):
        return self.run("""const clock = document.querySelector("mnist-clock");
            // Its lines are written when the log is shown.
            clock?.setAttribute("log", "");
            const locks = await navigator.locks.query();
            return [clock?.time, clock?.pictures?.map(Boolean), document.hidden, document.hasFocus(),
              locks.held.map(({ name }) => name), locks.pending.map(({ name }) => name),
              clock?.shadowRoot?.querySelector("[part~=log]")?.textContent, window.watched?.faults]""")

    def time(self):
        return self.run('return document.querySelector("mnist-clock")?.time')

    def canvases(self):
        """RGBA of the four panels as they are drawn, 160,000 bytes each."""
        texts = self.run("""
            const canvases = [...document.querySelector("mnist-clock").shadowRoot.querySelectorAll("canvas")];
            return canvases.map((canvas) => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let text = "";
              for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
              return btoa(text);
            });""")
        return [base64.b64decode(text) for text in texts]

    def label(self):
        return self.run('return document.querySelector("mnist-clock").shadowRoot'
                        '.querySelector("[role=img]").getAttribute("aria-label")')

    def log(self):
        """Lines of the clock's log, the oldest first; it must be shown."""
        return self.run('return [...document.querySelector("mnist-clock").shadowRoot'
                        '.querySelectorAll("[part~=log] li")].map((line) => line.textContent).reverse()')

    def pad(self, host="mnist-reader"):
        """Where its paper is on the screen, after it is scrolled to."""
        return self.run("""const pad = document.querySelector(host).shadowRoot.querySelector("[part~=pad]");
            pad.scrollIntoView({ block: "center", behavior: "instant" });
            await new Promise((resolve) => setTimeout(resolve, 50));
            const { x, y, width, height } = pad.getBoundingClientRect();
            return { x, y, width, height };""", host=host)

    def reading(self):
        """{network: [ten certainties]} of what is drawn now, null for nothing."""
        return self.run("""const { reading } = document.querySelector("mnist-reader");
            return reading && Object.fromEntries(Object.entries(reading).map(([name, ten]) => [name, [...ten]]));""")

    def settled(self):
        """The reading, once it stays the same and the pad is at rest; None before."""
        return self.run("""const host = document.querySelector("mnist-reader");
            const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
            let last;
            for (let time = 0; time < 20; time += 1) {
              const now = host.reading;
              if (now && now === last) return Object.fromEntries(Object.entries(now).map(([name, ten]) => [name, [...ten]]));
              last = now;
              await wait(60);
            }
            return null;""")

    def faults(self):
        """What was complained of since the page was loaded, by the tests' watch.js."""
        return self.run("return window.watched ? window.watched.faults : null")

    def press_button(self, text):
        """Clicks the button with this text, wherever it is, as a person would."""
        box = self.run("""const button = deep("button").find((one) => one.textContent.trim() === text && one.offsetParent);
            if (!button) return null;
            button.scrollIntoView({ block: "center", behavior: "instant" });
            await new Promise((resolve) => setTimeout(resolve, 50));
            const { x, y, width, height } = button.getBoundingClientRect();
            return { x, y, width, height };""", text=text)
        assert box, f"no button {text}"
        self.browser.draw([[(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)]])
