"""WebDriver's classic protocol: JSON over HTTP to a driver, one session.

Must never know which browser it speaks to.
"""

import http.client
import json


class WebDriverError(Exception):
    pass


# Seconds. A browser starts in 2 to 10 on a busy machine; one that hasn't by then hangs.
STARTS_WITHIN = 60


class WebDriver:
    def __init__(self, port, capabilities, timeout=150):
        self.port = port
        self.timeout = STARTS_WITHIN
        self.session = None
        made = self._send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = made["sessionId"]
        self.timeout = timeout

    def get(self, path):
        return self._send("GET", f"/session/{self.session}{path}")

    def post(self, path, **parameters):
        return self._send("POST", f"/session/{self.session}{path}", parameters)

    def delete(self, path=""):
        return self._send("DELETE", f"/session/{self.session}{path}")

    def _send(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(f"{method} {path}: {value['error']}: {value['message']}")
        return value
