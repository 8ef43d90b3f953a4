# SPDX-License-Identifier: MIT
"""A TCP relay that delays every byte by the same time each way and counts how often the client had to wait."""

import queue
import socket
import threading
import time


GOODBYE = 40  # bytes of a TLS close_notify record, which nobody waits for


class SlowWire:
    """Relays one listening port to `target` on 127.0.0.1, `delay` seconds each way."""

    def __init__(self, target: int, delay: float = 0.15):
        self.target, self.delay = target, delay
        self.sent: list[tuple[float, int]] = []        # when the client's bytes came in here, and how many
        self.received: list[tuple[float, int]] = []    # when the server's did
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self.target))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pump(client, server, self.sent)
            self._pump(server, client, self.received)

    def _pump(self, source, sink, record):
        line: queue.Queue = queue.Queue()
        threading.Thread(target=self._take, args=(source, line, record), daemon=True).start()
        threading.Thread(target=self._give, args=(sink, line), daemon=True).start()

    def _take(self, source, line, record):
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            now = time.monotonic()
            if data:
                record.append((now, len(data)))
            line.put((now + self.delay, data))
            if not data:
                return

    def _give(self, sink, line):
        while True:
            due, data = line.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
            except OSError:
                return

    @property
    def flights(self) -> list[int]:
        """Bytes of each of the client's flights: what it sent without having waited for an answer in between."""
        flights: list[int] = []
        last = None
        for when, count in self.sent:
            if last is None or when - last > self.delay:
                flights.append(0)
            flights[-1] += count
            last = when
        return [count for count in flights if count > GOODBYE]
