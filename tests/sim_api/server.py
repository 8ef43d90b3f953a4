# SPDX-License-Identifier: MIT
"""One listening door (management API or Edge API) on 127.0.0.1: accepts, and gives each client a thread.

Threads with blocking sockets, not an event loop: a fault is then a straight line of steps, and every byte and every
close (in order, without TLS's goodbye, by reset) is exactly where the script puts it.
"""

import socket
import ssl
import threading
from typing import Callable

from .connection import Conversation
from .journal import Journal
from .messages import Request, Response
from .options import Options
from .rules import Faults


class Server:
    def __init__(self, door: str, answer: Callable[[Request], Response], options: Callable[[], Options],
                 journal: Journal, faults: Faults, *, tls: Callable[[], ssl.SSLContext] | None = None,
                 behind_proxy: bool = False, address: str = "127.0.0.1", port: int = 0):
        self.door, self.answer, self.options = door, answer, options
        self.journal, self.faults = journal, faults
        self.tls, self.behind_proxy = tls, behind_proxy
        self.address, self.port = address, port
        self.stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._threads: dict[threading.Thread, Conversation | None] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Listens; a port of 0 is chosen once and then kept over stop and start."""
        self.stopping.clear()
        self._listener = socket.create_server((self.address, self.port), backlog=64)
        self.port = self._listener.getsockname()[1]
        listener = self._listener
        self._spawn(lambda: self._accept(listener), None)

    def stop(self) -> None:
        """Refuses new connections, ends the open ones, and waits until their threads are gone."""
        if self._listener is None:
            return
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener = None
        self.drop_connections()
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=5)

    def drop_connections(self) -> None:
        with self._lock:
            conversations = [one for one in self._threads.values() if one]
        for conversation in conversations:
            conversation.abort()

    def _accept(self, listener):
        with listener:
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                if self.stopping.is_set():
                    sock.close()
                    return
                conversation = Conversation(self, sock)
                self._spawn(conversation.run, conversation)

    def _spawn(self, work, conversation):
        thread = threading.Thread(target=self._until_done, args=(work,), name=f"sim-{self.door}", daemon=True)
        with self._lock:
            self._threads[thread] = conversation
        thread.start()

    def _until_done(self, work):
        try:
            work()
        finally:
            with self._lock:
                self._threads.pop(threading.current_thread(), None)
