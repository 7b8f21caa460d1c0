"""Chromium, WebKit and Firefox behind one interface, as Debian has them: what a person does with a browser, and what the
browser says about the page.

Must never know the page.
"""

import base64
import json
import os
import re
import shutil
import socket
import struct
import threading
import time

from bidi import BiDi
from display import focus_window
from processes import Started
from webdriver import WebDriver, WebDriverError

# Runs a body in the page and brings back JSON, whatever the browser's own form for values is.
WRAPPED = """
const done = arguments[arguments.length - 1];
(async () => { %s }).call(window, ...[]).then(
  (value) => done(JSON.stringify({ value })),
  (error) => done(JSON.stringify({ error: String(error) + "\\n" + (error && error.stack || "") })));
"""


# How often a browser may begin before it counts as one that doesn't start.
STARTS = 3
# Set once the run is ended from outside, so that no browser is started again.
STOPPING = threading.Event()


class PageError(Exception):
    """What a script threw in the page."""


def unwrapped(text):
    answer = json.loads(text)
    if "error" in answer:
        raise PageError(answer["error"])
    return answer.get("value")


def png_size(png):
    return struct.unpack(">II", png[16:24])


def pointer_actions(strokes, kind, pause):
    """WebDriver's actions for `strokes`, each a list of (x, y) in CSS pixels of the viewport: down at its first point, up
    at its last."""
    actions = []
    for stroke in strokes:
        for index, (x, y) in enumerate(stroke):
            actions.append({"type": "pointerMove", "x": round(x), "y": round(y), "duration": pause})
            if index == 0:
                actions.append({"type": "pointerDown", "button": 0})
        actions.append({"type": "pointerUp", "button": 0})
    return [{"type": "pointer", "id": "pointer", "parameters": {"pointerType": kind}, "actions": actions}]


# Code points of the WebDriver standard, "Keyboard actions".
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Escape": "\ue00c", "Left": "\ue012", "Up": "\ue013",
        "Right": "\ue014", "Down": "\ue015", "Home": "\ue011", "End": "\ue010", "Backspace": "\ue003"}
SHIFT = "\ue008"


def key_actions(names, shift):
    actions = [{"type": "keyDown", "value": SHIFT}] if shift else []
    for name in names:
        value = KEYS.get(name, name)
        actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
    if shift:
        actions.append({"type": "keyUp", "value": SHIFT})
    return [{"type": "key", "id": "keys", "actions": actions}]


class Browser:
    """One browser with a profile that lasts from start to start.

    `calm` starts it as the system of a person who wants little motion and dark windows.
    """

    name = ""
    has_switched = False
    # Whether a killed browser finds its storage again; where not, only tabs can be killed.
    keeps_profile = True
    programs = []

    def __init__(self, profile, display):
        self.profile = profile
        self.display = display
        self.driver = None
        os.makedirs(profile, exist_ok=True)

    def start(self, calm=False):
        """A browser that hangs as it starts says nothing about the page, so it may try again."""
        for left in reversed(range(STARTS)):
            try:
                return self._begin(calm)
            except Exception as error:
                if self.driver:
                    self.driver.kill()
                if not left or STOPPING.is_set():
                    raise
                print(f"{self.name}: started anew, since {error or type(error).__name__}", flush=True)

    def tidy(self):
        """One tab alone, as at the start; the one that has the keyboard."""
        tabs = self.tabs()
        if len(tabs) == 1 and not self.has_switched:
            return
        fresh = self.new_tab()
        self.switch(fresh)
        for tab in tabs:
            self.close_tab(tab)
        self.has_switched = False

    @classmethod
    def missing(cls):
        return [program for program in cls.programs if shutil.which(program) is None and not os.path.exists(program)]


class Classic(Browser):
    """A browser that a driver starts."""

    def _open_session(self, port, capabilities):
        self.wire = WebDriver(port, capabilities)
        self.wire.post("/timeouts", script=120_000, pageLoad=120_000)

    def open(self, address):
        self.wire.post("/url", url=address)

    def reload(self):
        self.wire.post("/refresh")

    def run(self, body, **names):
        """Runs the body of an async function with `names` as constants, and returns its value. Throws PageError."""
        constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
        return unwrapped(self.wire.post("/execute/async", script=WRAPPED % (constants + body), args=[]))

    def draw(self, strokes, kind="mouse", pause=0):
        self.wire.post("/actions", actions=pointer_actions(strokes, kind, pause))
        self.wire.delete("/actions")

    def press(self, *names, shift=False):
        self.wire.post("/actions", actions=key_actions(names, shift))
        self.wire.delete("/actions")

    def screenshot(self):
        return base64.b64decode(self.wire.get("/screenshot"))

    def choose_file(self, script, path):
        """Puts the file at `path` into the input that the expression `script` names."""
        element = self.wire.post("/execute/sync", script=f"return {script}", args=[])
        number = next(iter(element.values()))
        self.wire.post(f"/element/{number}/value", text=os.path.abspath(path))

    def tabs(self):
        return self.wire.get("/window/handles")

    # Of a MiniBrowser's tabs, none counts as seen once there are two.
    tab = "tab"

    def new_tab(self):
        handle = self.wire.post("/window/new", type=self.tab)["handle"]
        self.switch(handle)
        return handle

    def switch(self, handle):
        self.wire.post("/window", handle=handle)

    def close_tab(self, handle):
        """Another one than the one that is driven."""
        driven = self.wire.get("/window")
        self.wire.post("/window", handle=handle)
        self.wire.delete("/window")
        self.wire.post("/window", handle=driven)

    def kill(self):
        """As a battery that runs out: nothing is closed."""
        self.driver.kill()

    def end(self):
        try:
            self.wire.delete()
        except (WebDriverError, OSError, ValueError):
            pass
        self.driver.end()


class Chromium(Classic):
    name = "Chromium"
    programs = ["chromium", "chromedriver"]

    def _begin(self, calm):
        self.driver = Started(["chromedriver", "--port=0"])
        port = int(self.driver.await_line(r"started successfully on port (\d+)")[1])
        arguments = [
            "--headless=new", f"--user-data-dir={os.path.abspath(self.profile)}", "--window-size=1280,1000",
            # No requests of its own, so that those which are seen are the page's.
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            "--disable-default-apps", "--disable-client-side-phishing-detection",
        ]
        if os.getuid() == 0:
            arguments.append("--no-sandbox")
        self._open_session(port, {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        })
        self.asked = []
        if calm:
            features = [{"name": "prefers-reduced-motion", "value": "reduce"},
                        {"name": "prefers-color-scheme", "value": "dark"}]
            self.cdp("Emulation.setEmulatedMedia", features=features)

    def cdp(self, method, **parameters):
        return self.wire.post("/goog/cdp/execute", cmd=method, params=parameters)

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def natural_size(self):
        self.cdp("Emulation.clearDeviceMetricsOverride")

    def take_complaints(self):
        """Errors and warnings since the last call, in the browser's own words."""
        entries = self.wire.post("/se/log", type="browser")
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def take_requests(self):
        """Addresses asked for since the last call, by the browser's own count; None where it has none."""
        taken = []
        for entry in self.wire.post("/se/log", type="performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                taken.append(message["params"]["request"]["url"])
        return taken

    def accessible(self):
        """The accessibility tree as the browser gives it to screen readers: [(role, name)]."""
        nodes = self.cdp("Accessibility.getFullAXTree")["nodes"]
        return [(node.get("role", {}).get("value", ""), node.get("name", {}).get("value", ""))
                for node in nodes if not node["ignored"]]

    def kill_tab(self):
        for number, arguments in self.driver.descendants():
            if "--type=renderer" in arguments:
                os.kill(number, 9)
        time.sleep(0.3)


class WebKit(Classic):
    name = "WebKit"
    # An automated MiniBrowser keeps nothing on disk.
    keeps_profile = False
    tab = "window"
    # Debian's folder is that of its architecture.
    folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/libexec", "/usr/lib"]
    programs = ["WebKitWebDriver", "Xvfb"]

    @classmethod
    def browser(cls):
        for folder in cls.folders:
            for version in ("4.1", "6.0", "4.0"):
                path = f"{folder}/webkit2gtk-{version}/MiniBrowser"
                if os.path.exists(path):
                    return path
        return None

    @classmethod
    def missing(cls):
        return super().missing() + ([] if cls.browser() else ["MiniBrowser"])

    def _environment(self, calm):
        home = os.path.abspath(self.profile)
        os.makedirs(f"{home}/gtk-3.0", exist_ok=True)
        with open(f"{home}/gtk-3.0/settings.ini", "w", encoding="utf-8") as file:
            file.write("[Settings]\n")
            if calm:
                file.write("gtk-enable-animations=0\n")
        environment = {
            "DISPLAY": self.display, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home,
            # No graphics card, no bus, no sound, no asking of the system's services.
            "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1", "GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory",
        }
        if calm:
            environment["GTK_THEME"] = "Adwaita:dark"
        return environment

    @classmethod
    def alone(cls, profile, display, address):
        """A MiniBrowser that nobody drives, but which keeps its storage, and prints its console's messages."""
        browser = cls(profile, display)
        browser.driver = Started([cls.browser(), "--enable-write-console-messages-to-stdout=true", address],
                                 browser._environment(False))
        browser.words_seen = 0
        return browser

    def _begin(self, calm):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = Started(["WebKitWebDriver", f"--port={port}"], self._environment(calm))
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self._open_session(port, {
            "webkitgtk:browserOptions": {
                "binary": self.browser(),
                "args": ["--automation"],
            }})
        self.natural_size()
        focus_window(self.display)

    def size(self, width, height):
        # A window can't be made narrower than its buttons, but what it says of itself tells by how much it is larger.
        self._window(width, height)
        inner = self.run("return [innerWidth, innerHeight]")
        self._window(width + width - inner[0], height + height - inner[1])
        inner = self.run("return [innerWidth, innerHeight]")
        return inner == [width, height]

    def natural_size(self):
        self._window(1280, 1000)

    def _window(self, width, height):
        self.wire.post("/window/rect", width=width, height=height)

    def take_complaints(self):
        """Of one that is alone: an automated MiniBrowser prints none."""
        if not hasattr(self, "words_seen"):
            return None
        lines = self.driver.lines[self.words_seen:]
        self.words_seen += len(lines)
        return [line for line in lines if re.search(r"CONSOLE \S* ?(ERROR|WARN)", line)]

    def take_requests(self):
        return None

    def accessible(self):
        return None

    def kill_tab(self):
        for number, arguments in self.driver.descendants():
            if "WebKitWebProcess" in arguments.split()[0]:
                os.kill(number, 9)
        time.sleep(0.5)


class Firefox(Browser):
    name = "Firefox"
    programs = ["firefox-esr"]

    # What a fresh profile would ask for on its own, or show over the page.
    PREFERENCES = {
        "app.update.enabled": False, "app.normandy.enabled": False, "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0, "browser.aboutwelcome.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.enabled": False, "extensions.update.enabled": False, "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False, "services.settings.server": "data:,", "browser.safebrowsing.update.enabled": False,
        "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
        "browser.newtabpage.enabled": False, "browser.region.update.enabled": False, "browser.region.network.url": "",
        "datareporting.healthreport.uploadEnabled": False, "browser.sessionstore.resume_from_crash": False,
        "toolkit.startup.max_resumed_crashes": -1, "media.gmp-manager.updateEnabled": False, "dom.push.connection.enabled": False,
        "remote.prefs.recommended": True,
        # A window without a screen counts as one that has the keyboard.
        "focusmanager.testmode": True,
    }

    def _begin(self, calm):
        preferences = dict(self.PREFERENCES)
        # 0 is dark.
        preferences.update({"ui.prefersReducedMotion": int(calm), "ui.systemUsesDarkTheme": int(calm),
                            "layout.css.prefers-color-scheme.content-override": 0 if calm else 1})
        with open(f"{self.profile}/user.js", "w", encoding="utf-8") as file:
            for name, value in preferences.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        for left in ("lock", ".parentlock"):
            if os.path.lexists(f"{self.profile}/{left}"):
                os.remove(f"{self.profile}/{left}")
        self.driver = Started(
            ["firefox-esr", "--headless", "--no-remote", "--profile", os.path.abspath(self.profile),
             "--remote-debugging-port", "0", "--width", "1280", "--height", "1000", "about:blank"],
            {"MOZ_CRASHREPORTER_DISABLE": "1", "HOME": os.path.abspath(self.profile)})
        port = int(self.driver.await_line(r"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")[1])
        self.wire = BiDi(port)
        self.wire.command("session.new", capabilities={})
        self.wire.command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        first = self.tabs()[0]
        # The window's own first tab never gets the keyboard.
        self.switch(self.new_tab())
        self.wire.command("browsingContext.close", context=first)
        self.has_switched = False
        self.natural_size()

    def open(self, address):
        self.wire.command("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def reload(self):
        self.wire.command("browsingContext.reload", context=self.context, wait="complete")

    def run(self, body, **names):
        constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
        function = ("() => new Promise((resolve) => { (function () {"
                    + WRAPPED % (constants + body) + "}).call(window, resolve); })")
        answer = self.wire.command("script.callFunction", functionDeclaration=function, awaitPromise=True,
                                   target={"context": self.context}, userActivation=False)
        if answer["type"] == "exception":
            raise PageError(answer["exceptionDetails"]["text"])
        return unwrapped(answer["result"]["value"])

    def draw(self, strokes, kind="mouse", pause=0):
        self.wire.command("input.performActions", context=self.context, actions=pointer_actions(strokes, kind, pause))
        self.wire.command("input.releaseActions", context=self.context)

    def press(self, *names, shift=False):
        self.wire.command("input.performActions", context=self.context, actions=key_actions(names, shift))
        self.wire.command("input.releaseActions", context=self.context)

    def screenshot(self):
        return base64.b64decode(self.wire.command("browsingContext.captureScreenshot", context=self.context)["data"])

    def choose_file(self, script, path):
        answer = self.wire.command("script.evaluate", expression=script, awaitPromise=False, target={"context": self.context})
        element = {"sharedId": answer["result"]["sharedId"]}
        self.wire.command("input.setFiles", context=self.context, element=element, files=[os.path.abspath(path)])

    def tabs(self):
        contexts = self.wire.command("browsingContext.getTree", maxDepth=0)["contexts"]
        return [context["context"] for context in contexts]

    def new_tab(self):
        self.context = self.wire.command("browsingContext.create", type="tab")["context"]
        return self.context

    def switch(self, handle):
        self.has_switched = True
        self.context = handle
        self.wire.command("browsingContext.activate", context=handle)

    def close_tab(self, handle):
        self.wire.command("browsingContext.close", context=handle)

    def size(self, width, height):
        self.wire.command("browsingContext.setViewport", context=self.context,
                          viewport={"width": width, "height": height}, devicePixelRatio=1)
        return True

    def natural_size(self):
        self.size(1280, 900)

    def take_complaints(self):
        return [entry.get("text") or json.dumps(entry) for entry in self.wire.take("log.entryAdded")
                if entry["level"] in ("error", "warn")]

    def take_requests(self):
        return [entry["request"]["url"] for entry in self.wire.take("network.beforeRequestSent")]

    def accessible(self):
        return None

    def kill_tab(self):
        for number, arguments in self.driver.descendants():
            if "-contentproc" in arguments and arguments.rstrip().endswith("tab"):
                os.kill(number, 9)
        time.sleep(0.5)

    def kill(self):
        self.wire.socket.close()
        self.driver.kill()

    def end(self):
        try:
            self.wire.command("browser.close", timeout=10)
        except Exception:
            pass
        self.wire.socket.close()
        self.driver.end()


ALL = [Chromium, WebKit, Firefox]
