# SPDX-License-Identifier: MIT
"""One listening door (management API or Edge API) on 127.0.0.1: accepts, and gives each client a thread.

Threads with blocking sockets, not an event loop: a fault is then a straight line of steps, and every byte and every
close (in order, without TLS's goodbye, by reset) is exactly where the script puts it.
"""

import socket
import ssl
import threading
import time
from typing import Callable

from .connection import Conversation
from .journal import Journal
from .messages import Request, Response
from .options import Options
from .ports import listener
from .rules import Faults

PATIENCE_S = 10.0

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
        self._last_caller: tuple | None = None
        self._caught_up = threading.Event()
        self._threads: dict[threading.Thread, Conversation | None] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Listens; a port of 0 is chosen once and then kept over stop and start."""
        self.stopping.clear()
        self._listener = door = listener(self.address, self.port)
        self.port = door.getsockname()[1]
        self._spawn(lambda: self._accept(door), None)

    def stop(self) -> None:
        """Refuses new connections, ends the open ones, and waits until their threads are gone."""
        if self._listener is None:
            return
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener = None
        self._drop_connections()

    def settle(self) -> None:
        """Ends every connection that was made before this call, also those that nobody has accepted yet, and waits
        until their threads are gone: nothing of them comes later."""
        if self._listener is None:
            return
        self._catch_up()
        self._drop_connections()

    def _catch_up(self):
        """Calls itself: who called before is accepted before."""
        self._caught_up.clear()
        with socket.socket() as call:
            call.bind((self.address, 0))
            self._last_caller = call.getsockname()
            call.connect((self.address, self.port))
            if not self._caught_up.wait(PATIENCE_S):
                raise RuntimeError(f"the {self.door} door accepts nobody")

    def _drop_connections(self):
        """Again and again, since a thread may just be changing its socket for one with TLS."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with self._lock:
                open_ones = [(thread, one) for thread, one in self._threads.items() if one or self.stopping.is_set()]
            if not open_ones:
                return
            for _, conversation in open_ones:
                if conversation:
                    conversation.abort()
            open_ones[0][0].join(timeout=0.05)

    def _accept(self, door):
        with door:
            while True:
                try:
                    sock, caller = door.accept()
                except OSError:
                    return
                if self.stopping.is_set():
                    sock.close()
                    return
                if caller == self._last_caller:
                    sock.close()
                    self._caught_up.set()
                    continue
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
