"""A clock as Firmware/Setup/PAGES.md describes it, to be set up, asked, updated and annoyed: what it shows, finds and answers
is a test's choice. It notes whatever a strict clock wouldn't have liked.

Must never be more patient than the description, nor take its answers from the firmware.
"""

import json
import random
import re
import socket
import threading
import time
import urllib.parse

# Of a form; what is longer is a file.
LONGEST_FORM = 1024
LONGEST_ANSWER = 1536
KEYS = ["wifi", "password", "tz", "servers", "panels", "shades", "partials", "policy", "hours", "style", "legible", "page",
        "updates", "quiet"]
STANDARD = {"tz": "UTC0", "panels": "v2", "shades": "dither", "partials": "59", "policy": "change", "hours": "24",
            "style": "ink", "legible": "50", "page": "on"}
CHOICES = {"shades": ["dither", "grey"], "policy": ["change", "minute"], "hours": ["24", "12"], "style": ["ink", "pixels"],
           "page": ["on", "off"]}
GETS = ["/state.json", "/settings.json", "/networks.json", "/join.json"]
POSTS = ["/code", "/settings", "/join", "/restart", "/update"]


def fault(key, value):
    """Where a value goes wrong, in bytes; None for a right one. As strict as the tests need."""
    if value == "" and key not in ("wifi", "password"):
        return None
    if key in CHOICES:
        return None if value in CHOICES[key] else 0
    if key in ("partials", "legible"):
        return None if re.fullmatch(r"\d{1,3}", value) and int(value) <= (254 if key == "partials" else 100) else 0
    if key == "quiet":
        start, _, end = value.partition("-")
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value):
            return 0
        return 6 if start == end else None
    if key == "tz":
        name = r"(?:[A-Za-z]{3,}|<[+\-\w]{3,}>)"
        if re.fullmatch(rf"{name}[+-]?\d+(?::\d\d)?(?:{name}[-+:\d]*(?:,[MJ.\d/:+-]+){{2}})?", value):
            return None
        return len(re.match(r"[A-Za-z]*", value)[0])
    if key == "servers":
        for count, word in enumerate(re.finditer(r"[^ ,]+", value)):
            if count == 4 or not re.fullmatch(r"\[[\da-f:]+\](:\d+)?|[A-Za-z\d.-]{1,63}(:\d+)?", word[0]):
                return len(value[:word.start()].encode())
        return None
    if key == "panels":
        words = re.split(r"[ ,]+", value)
        return None if len(words) in (1, 4) and set(words) <= {"v1", "v2", "v2.1", "gdey0154d67"} else 0
    if key == "updates":
        return None if value.startswith("https://") and len(value) <= 240 else 0
    if key == "wifi":
        return None if 0 < len(value.encode()) <= 32 else 0
    if key == "password":
        return None if value == "" or re.fullmatch(r"[\x20-\x7e]{8,63}|[\da-fA-F]{64}", value) else 0
    return 0


class MockClock:
    def __init__(self, page, own=False):
        self.page = page
        self.own = own
        self.stored = {} if own else {"wifi": "Home", "password": "correct horse", "tz": "CET-1CEST,M3.5.0,M10.5.0/3"}
        self.state = {
            "version": "0.2.0", "chip": "ESP32-C3", "cause": "power", "local": 1_796_000_000, "uncertainty": 12_400,
            "poll": 1037, "broken": [False] * 4, "digits": [[100 * digit + 34, 6903, digit % 2] for digit in range(10)],
            "update": {"state": "idle", "kind": "unknown", "taken": 0, "length": 0, "fault": ""}}
        # Name, strength, password (None for an open one), how joining ends with the right password.
        self.networks = [("Home", -48, "correct horse", "joined")]
        self.scan_seconds, self.join_seconds, self.restart_seconds = 0.3, 0.3, 0.2
        self.boot_seconds, self.code_seconds = 0.4, 120
        self.delay = 0.01
        # How an update ends: kind, version of the app, fault, whether that is known before the body is read.
        self.outcome = ("app", "0.3.0", "", False)
        self.upload_rate = 4_000_000
        self.started = time.monotonic() - 93_784
        self.digits, self.shown_until, self.wrong, self.is_closed = "", 0, 0, False
        self.join = {"state": "failed"}
        self.scan = None
        self.requests, self.complaints = [], []
        self.busy = 0
        # Whether others than the page ask too.
        self.is_shared = False
        self.is_down = False
        self.lock = threading.RLock()
        self.listener = None
        self.port = 0
        self._listen()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def code(self):
        """What a person reads from the panels."""
        return self.digits if time.monotonic() < self.shown_until else None

    def posts(self, path):
        """Forms and codes that have come for a path."""
        return [(form, code) for method, asked, form, code in self.requests if method == "POST" and asked == path]

    def end(self):
        self.is_down = True
        self._close()

    def vanish(self):
        self.end()

    def come_back(self):
        self.is_down = False
        self._listen()

    def _close(self):
        listener, self.listener = self.listener, None
        if listener:
            # Wakes up who waits in accept().
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _listen(self):
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _restart(self):
        def work():
            time.sleep(self.restart_seconds)
            self._close()
            time.sleep(self.boot_seconds)
            with self.lock:
                self.started, self.state["cause"] = time.monotonic(), "restart"
                self.digits, self.wrong, self.is_closed = "", 0, False
                if not self.is_down:
                    self._listen()
        threading.Thread(target=work, daemon=True).start()

    # One request, as the firmware's server reads it.

    def _serve(self, connection):
        connection.settimeout(10)
        try:
            with connection:
                data = b""
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(4096)
                    # Browsers open connections that they may need.
                    if not piece:
                        return
                    data += piece
                self._answer(connection, *data.split(b"\r\n\r\n", 1))
        except OSError:
            pass

    def _answer(self, connection, header, body):
        start, *lines = header.decode("latin-1").split("\r\n")
        method, target, _ = start.split(" ")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        path = target.partition("?")[0]
        if len(header) > 8192 or len(target) > 128:
            self.complaints.append(f"{method} {target} is too long")
        length = int(fields.get("content-length", 0))
        is_upload = length > LONGEST_FORM
        with self.lock:
            self.busy += not is_upload
            if self.busy > 1 and not self.is_shared:
                self.complaints.append(f"{method} {path} while another request wasn't answered")
        try:
            if is_upload:
                self._upload(connection, path, fields, length, body)
                return
            while len(body) < length:
                body += connection.recv(4096)
            time.sleep(self.delay)
            with self.lock:
                answer = self._form(method, path, fields, body)
        finally:
            with self.lock:
                self.busy -= not is_upload
        self._send(connection, *answer)

    def _send(self, connection, status, content=b"", kind="application/json", more=""):
        if isinstance(content, (dict, list)):
            content = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
            if len(content) > LONGEST_ANSWER:
                self.complaints.append(f"the mock's answer has {len(content)} bytes")
        connection.sendall(f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
                           f"Cache-Control: no-store\r\nConnection: close\r\n{more}\r\n".encode() + content)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1)
        while connection.recv(65_536):
            pass

    def _refusal(self, fields):
        host = fields.get("host", "")
        name = host.partition(":")[0]
        if not (name.startswith("mnist-clock") or name in ("localhost", "127.0.0.1")):
            return 421
        if "origin" in fields and fields["origin"] != f"http://{host}":
            return 403
        return None

    def _permission(self, code):
        if self.own:
            return 200
        if self.is_closed:
            return 429
        if self.code() is None:
            return 403
        if code == self.digits:
            self.wrong = 0
            return 200
        self.wrong += 1
        self.is_closed = self.wrong == 5
        return 429 if self.is_closed else 403

    def _form(self, method, path, fields, body):
        refusal = self._refusal(fields)
        lead = (303, b"The clock's page is at this address.\n", "text/plain", f"Location: {self.url}\r\n")
        if refusal == 421:
            return lead if self.own else (421,)
        if method == "GET":
            self.requests.append((method, path, None, None))
            if path == "/":
                return 200, self.page, "text/html; charset=utf-8", "Content-Encoding: gzip\r\n"
            if path in GETS:
                return getattr(self, "_" + path[1:].replace(".", "_"))()
            if self.own:
                return lead
            self.complaints.append(f"nobody has {path}")
            return (404,)
        code = fields.get("x-clock-code", "")
        if not fields.get("content-type", "").startswith("application/x-www-form-urlencoded") and path != "/update":
            self.complaints.append(f"{path} was sent {fields.get('content-type')}")
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        self.requests.append((method, path, form, code))
        if method != "POST" or path not in POSTS:
            self.complaints.append(f"{method} {path}")
            return (405,)
        if refusal:
            return (refusal,)
        if path == "/code":
            if self.is_closed:
                return (429,)
            if self.code() is None:
                self.digits, self.shown_until = f"{random.randrange(10_000):04}", time.monotonic() + self.code_seconds
            return (202,)
        is_first_zone = path == "/settings" and list(form) == ["tz"] and "tz" not in self.stored
        status = 200 if is_first_zone else self._permission(code)
        if status != 200:
            return (status,)
        if path == "/settings":
            return self._take(form)
        if path == "/join":
            return self._begin_join(form)
        if path == "/restart":
            self.shown_until = 0
            self._restart()
            return (200,)
        return 422, self.state["update"]

    def _take(self, form):
        refused = [{"key": key, "position": 0 if key not in KEYS[2:] else fault(key, value)} for key, value in form.items()
                   if key not in KEYS[2:] or fault(key, value) is not None]
        if refused:
            return 422, {"refused": refused}
        for key, value in form.items():
            if value:
                self.stored[key] = value
            else:
                self.stored.pop(key, None)
        return 200, {"refused": []}

    def _begin_join(self, form):
        if fault("wifi", form.get("wifi", "")) is not None or fault("password", form.get("password", "")) is not None:
            return (422,)
        self.shown_until = 0
        self.join = {"state": "trying"}

        def work():
            time.sleep(self.join_seconds)
            known = {name: (password or "", end) for name, _, password, end in self.networks}
            password, end = known.get(form["wifi"], ("", "absent"))
            if form["wifi"] in known and password != form.get("password", ""):
                end = "rejected"
            with self.lock:
                self.join = {"state": end}
                if end == "joined":
                    self.stored |= {"wifi": form["wifi"], "password": form.get("password", "")}
        threading.Thread(target=work, daemon=True).start()
        return (202,)

    def _state_json(self):
        uptime = time.monotonic() - self.started
        return 200, {**self.state, "uptime": int(uptime)}

    def _settings_json(self):
        answer = {"own": self.own}
        for key in KEYS:
            value = self.stored.get(key, STANDARD.get(key, ""))
            answer[key] = [key in self.stored, bool(value) if key == "password" else value]
        return 200, answer

    def _networks_json(self):
        if self.join["state"] == "trying":
            return (503,)
        now = time.monotonic()
        if self.scan is None:
            self.scan = now + self.scan_seconds
        if now < self.scan:
            return (202,)
        self.scan = None
        return 200, [[name, strength, password is not None] for name, strength, password, _ in self.networks]

    def _join_json(self):
        return 200, self.join

    # Of an update the beginning is judged before the rest has come.

    def _upload(self, connection, path, fields, length, body):
        code = fields.get("x-clock-code", "")
        kind, version, fault_name, is_early = self.outcome
        with self.lock:
            self.requests.append(("POST", path, length, code))
            status = self._refusal(fields) or (404 if path != "/update" else self._permission(code))
            update = self.state["update"] = {
                "state": "receiving", "kind": "unknown", "taken": 0, "length": length, "fault": ""}
            if status == 200:
                self.shown_until = 0
        if status == 200 and is_early:
            update |= {"state": "failed", "fault": fault_name}
            status = 422
        if status != 200:
            # As the firmware, which doesn't read what it won't take.
            self._send(connection, status)
            return
        update["kind"] = kind
        taken = len(body)
        while taken < length:
            piece = connection.recv(65_536)
            if not piece:
                update |= {"state": "failed", "fault": "cut"}
                return
            taken += len(piece)
            update["taken"] = taken
            time.sleep(len(piece) / self.upload_rate)
            if fault_name == "cut" and taken > length / 2:
                # As a connection that is lost.
                update |= {"state": "failed", "fault": "cut"}
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
        update |= {"state": "failed" if fault_name else "done", "fault": fault_name}
        answer = dict(update)
        if not fault_name and kind == "app":
            self.state["version"] = version
            update |= {"state": "idle", "kind": "unknown", "taken": 0, "length": 0}
            self._restart()
        self._send(connection, 422 if fault_name else 200, answer)
