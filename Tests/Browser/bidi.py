"""WebDriver BiDi over a WebSocket: commands, and the events that come between. Firefox speaks it without a driver.

Must never know which browser it speaks to.
"""

import itertools
import json
import time

from websocket import WebSocket


class BiDiError(Exception):
    pass


class BiDi:
    def __init__(self, port, path="/session"):
        self.socket = WebSocket(port, path)
        self.numbers = itertools.count(1)
        self.events = []

    def command(self, method, timeout=150, **parameters):
        """Sends a command, and returns its result. Throws BiDiError with the browser's words."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise BiDiError(f"{method}: no answer in {timeout} s")
            message = json.loads(self.socket.receive(left))
            if message.get("id") != number:
                if message.get("type") == "event":
                    self.events.append(message)
                continue
            if message["type"] == "error":
                raise BiDiError(f"{method}: {message['error']}: {message['message']}")
            return message["result"]

    def take(self, method):
        """Parameters of the events of this name that have come since the last call."""
        # One round trip, so that whatever happened before it has come.
        self.command("session.status")
        taken = [event["params"] for event in self.events if event["method"] == method]
        self.events = [event for event in self.events if event["method"] != method]
        return taken
