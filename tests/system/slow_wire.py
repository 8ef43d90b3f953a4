# SPDX-License-Identifier: MIT
"""A TCP relay that delays every byte by the same time each way and counts how often the client had to wait."""

import queue
import socket
import threading
import time


GOODBYE = 40  # bytes of a TLS close_notify record, which nobody waits for


class SlowWire:
    """Relays one listening port to `target` on 127.0.0.1, `delay` seconds each way."""

    def __init__(self, target: int, delay: float = 0.2):
        self.target, self.delay = target, delay
        self.sent: list[tuple[float, int]] = []        # when the client's bytes came in here, and how many
        self.received: list[tuple[float, int]] = []    # when the server's did
        self.delivered: list[float] = []               # when they were given to the client
        self.connections = 0
        self.ended = threading.Semaphore(0)            # once for each client that has said its last
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)       # wakes accept, which close does not
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
            self._relay(client, server)

    def _relay(self, client, server):
        self._start(self._take, client, to_server := queue.Queue(), self.sent, self.ended.release)
        self._start(self._give, server, to_server, lambda: None)
        self._start(self._take, server, to_client := queue.Queue(), self.received, lambda: None)
        self._start(self._give, client, to_client, lambda: self.delivered.append(time.monotonic()))

    @staticmethod
    def _start(work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _take(self, source, line, record, at_the_end):
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
                at_the_end()
                return

    @staticmethod
    def _give(sink, line, before):
        while True:
            due, data = line.get()
            time.sleep(max(0.0, due - time.monotonic()))
            before()
            try:
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
            except OSError:
                return

    @property
    def flights(self) -> list[int]:
        """Bytes of each of the client's flights: what it sent without having got an answer in between."""
        flights: list[int] = []
        last = None
        for when, count in self.sent:
            if last is None or any(last < one <= when for one in self.delivered):
                flights.append(0)
            flights[-1] += count
            last = when
        return [count for count in flights if count > GOODBYE]
