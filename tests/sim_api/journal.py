# SPDX-License-Identifier: MIT
"""What happened: every connection and every request, for tests to assert on."""

import threading
import time
from dataclasses import dataclass, field

from .messages import Request

PROXY_HEADERS = ("x-sim-connection", "x-sim-tls", "x-sim-resumed", "x-sim-early")


@dataclass
class Connection:
    number: int
    door: str
    tls_version: str | None = None      # "TLSv1.2", "TLSv1.3"; None: plain, or the handshake failed
    tls_resumed: bool = False
    requests: int = 0
    error: str | None = None            # why a handshake failed, or which request was malformed
    opened: float = field(default_factory=time.monotonic)
    closed: float | None = None         # not known when nginx stands in front


class Journal:
    """Numbers connections and requests per door, from 1."""

    def __init__(self, on_answer=None):
        self.requests: list[Request] = []
        self.connections: list[Connection] = []
        self.bad_requests: list[str] = []
        self._proxied: dict[str, Connection] = {}
        self._on_answer = on_answer
        self._lock = threading.RLock()

    def clear(self) -> None:
        with self._lock:
            self.requests.clear()
            self.connections.clear()
            self.bad_requests.clear()
            self._proxied.clear()

    def requests_at(self, door: str) -> list[Request]:
        with self._lock:
            return [one for one in self.requests if one.door == door]

    def connections_at(self, door: str) -> list[Connection]:
        with self._lock:
            return [one for one in self.connections if one.door == door]

    def open(self, door: str) -> Connection:
        with self._lock:
            connection = Connection(len(self.connections_at(door)) + 1, door)
            self.connections.append(connection)
            return connection

    def behind_proxy(self, door: str, request: Request) -> Connection:
        """The client's own connection, as nginx tells it in headers which are then taken away."""
        told = {name: request.header(name) for name in PROXY_HEADERS}
        request.early = told["x-sim-early"] == "1"
        request.headers = [(name, value) for name, value in request.headers if name.casefold() not in PROXY_HEADERS]
        with self._lock:
            key = told["x-sim-connection"]
            if key not in self._proxied:
                self._proxied[key] = self.open(door)
            connection = self._proxied[key]
            connection.tls_version, connection.tls_resumed = told["x-sim-tls"], told["x-sim-resumed"] == "r"
            return connection

    def note(self, request: Request, connection: Connection) -> None:
        """A request was read."""
        with self._lock:
            connection.requests += 1
            request.door, request.connection, request.on_connection = \
                connection.door, connection.number, connection.requests
            self.requests.append(request)
            request.order = len(self.requests_at(connection.door))

    def answered(self, request: Request, sent: int) -> None:
        """All that will leave has left; a client may already have gone on."""
        request.sent = sent
        request.seconds = time.monotonic() - request.time
        if self._on_answer:
            self._on_answer(request)

    def bad_request(self, connection: Connection | None, reason: str) -> None:
        with self._lock:
            self.bad_requests.append(reason)
            if connection:
                connection.error = reason
