"""A static web server as anybody has one: files under a folder of some depth, the right types, no header that helps. It
notes every request, and can go away and come back.

Must never send a file that it wasn't told of.
"""

import http.server
import itertools
import json
import os
import re
import threading
from urllib.parse import unquote, urlsplit

from checks import PATIENCE

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".json": "application/json", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm",
         ".png": "image/png", ".svg": "image/svg+xml", ".pdf": "application/pdf", ".jpg": "image/jpeg"}
# Deep, as project pages are: nothing may take the host's root for its own. The tests' pages know this one; there are
# others, /visit-N/clock/, each with no service worker and no cache of an earlier visit.
BASE = "/some/folder/clock/"
VISIT = re.compile(r"/visit-\d+/clock/")
TESTS = "/tests/"
PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Pages")


class Site:
    """The site at `folder`, and the tests' own pages beside it.

    `preload` names scripts of the tests' pages that run before the site's own, in every page that is asked for.
    """

    def __init__(self, folder, extra=None):
        self.folder = folder
        self.tests = [PAGES] + ([extra] if extra else [])
        self.visits = itertools.count(1)
        self.preload = []
        self.requests = []
        self.reports = []
        self.reported = threading.Condition()
        self.server = None
        self.port = 0
        self.start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def visit(self):
        """The page's address for somebody who was never there."""
        return f"{self.origin}/visit-{next(self.visits)}/clock/"

    def page(self, name):
        """The address of one of the tests' pages."""
        return self.origin + TESTS + name

    def start(self):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site._answer(self)

            def do_POST(self):
                site._take(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True
            # Browsers close connections as they like.
            def handle_error(self, request, client_address):
                pass

        self.sockets = []
        original = Server.get_request

        def get_request(server):
            taken = original(server)
            self.sockets.append(taken[0])
            return taken

        Server.get_request = get_request
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """The network is gone: no connection stays, and none is accepted."""
        self.server.shutdown()
        self.server.server_close()
        for socket in self.sockets:
            try:
                socket.shutdown(2)
            except OSError:
                pass
            socket.close()
        self.server = None

    def end(self):
        if self.server:
            self.stop()

    def await_reports(self, count, seconds):
        """Waits until so many reports have come since the start; returns all."""
        with self.reported:
            self.reported.wait_for(lambda: len(self.reports) >= count, seconds * PATIENCE)
            return list(self.reports)

    def _file(self, path):
        base = VISIT.match(path)
        base = base[0] if base else BASE if path.startswith(BASE) else TESTS
        if not path.startswith(base):
            return None
        name = path[len(base):] or "index.html"
        if any(part in ("", ".", "..") for part in name.split("/")):
            return None
        for folder in self.tests if base == TESTS else [self.folder]:
            file = os.path.join(folder, name)
            if os.path.isfile(file):
                return file
        return None

    def _answer(self, request):
        path = unquote(urlsplit(request.path).path)
        file = self._file(path)
        self.requests.append((request.headers.get("Host", ""), request.path, 200 if file else 404))
        if file is None:
            self._send(request, 404, "text/plain", b"no such file")
            return
        with open(file, "rb") as opened:
            body = opened.read()
        kind = TYPES.get(os.path.splitext(file)[1], "application/octet-stream")
        if kind.startswith("text/html") and not path.startswith(TESTS) and self.preload:
            scripts = "".join(f'<script src="{TESTS}{name}"></script>' for name in self.preload)
            body = body.replace(b"<head>", b"<head>" + scripts.encode(), 1)
        self._send(request, 200, kind, body)

    def _take(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        with self.reported:
            self.reports.append(json.loads(body))
            self.reported.notify_all()
        self._send(request, 200, "text/plain", b"")

    @staticmethod
    def _send(request, status, kind, body):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        # So that nothing but the service worker can have it when the server is gone.
        request.send_header("Cache-Control", "no-store")
        request.end_headers()
        request.wfile.write(body)
