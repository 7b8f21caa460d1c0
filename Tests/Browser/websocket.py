"""The client's end of a WebSocket (RFC 6455) on loopback, as far as WebDriver BiDi needs it: text both ways, no extension.

Must never know what the texts say.
"""

import base64
import os
import socket
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocketError(Exception):
    pass


class WebSocket:
    def __init__(self, port, path, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self._receive_some()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        # The answer to the key isn't looked at: it keeps caches from answering, and there are none on loopback.
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise WebSocketError(f"{path}: {head.decode(errors='replace')}")

    def send(self, text):
        self._send(TEXT, text.encode())

    def receive(self, timeout):
        """The next text. Throws TimeoutError when none has begun to come after so many seconds."""
        message = b""
        while True:
            self.socket.settimeout(timeout)
            first, second = self._take(2)
            # What has begun comes at once.
            self.socket.settimeout(60)
            length = second & 127
            if length == 126:
                length, = struct.unpack(">H", self._take(2))
            elif length == 127:
                length, = struct.unpack(">Q", self._take(8))
            payload = self._take(length)
            kind = first & 15
            if kind == PING:
                self._send(PONG, payload)
            elif kind == CLOSE:
                raise WebSocketError(f"closed by the other end: {payload[2:].decode(errors='replace')}")
            elif kind != PONG:
                message += payload
                if first & 128:
                    return message.decode()

    def close(self):
        self.socket.close()

    def _send(self, kind, payload):
        length = len(payload)
        head = bytes([128 | kind])
        if length < 126:
            head += bytes([128 | length])
        elif length < 65536:
            head += struct.pack(">BH", 128 | 126, length)
        else:
            head += struct.pack(">BQ", 128 | 127, length)
        mask = os.urandom(4)
        stream = (mask * (length // 4 + 1))[:length]
        masked = int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")
        self.socket.sendall(head + mask + masked.to_bytes(length, "big"))

    def _take(self, count):
        while len(self.buffer) < count:
            self._receive_some()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _receive_some(self):
        part = self.socket.recv(1 << 20)
        if not part:
            raise WebSocketError("the other end has gone")
        self.buffer += part
