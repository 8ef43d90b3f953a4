# SPDX-License-Identifier: MIT
"""One client's connection: TLS, requests in, scripts of steps out. Blocking, one thread each, easy to follow."""

import collections
import select
import socket
import ssl
import struct
import time

from .faults import AnswerFault
from .http_wire import BadRequest, Reply, RequestReader, encode
from .journal import Connection
from .messages import Request
from .steps import AwaitBytes, Close, DripHandshake, HalfFlight, ReadAhead, Script, Send, Wait

LINGER_S = 5.0
POLL_MS = 20


class Finished(Exception):
    """This connection is over: closed by a step, by the client, or because the server stops."""


class Conversation:
    def __init__(self, server, sock: socket.socket):
        self.server = server
        self.sock = sock
        self.record: Connection | None = None if server.behind_proxy else server.journal.open(server.door)
        self.reader: RequestReader | None = None
        self.queue: collections.deque[Request] = collections.deque()
        self.sent = 0

    def run(self) -> None:
        """Never raises: whatever a client does ends its own connection only."""
        try:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open()
            self._serve()
        except (Finished, OSError):
            pass
        finally:
            self.sock.close()
            if self.record:
                self.record.closed = time.monotonic()

    def abort(self) -> None:
        """From another thread: wakes every blocking call."""
        try:
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            pass

    def _open(self):
        if self.record:
            for fault in self.server.faults.of_connection(self.server.door, self.record.number):
                self._play(fault.script())
        if self.server.tls:
            self._handshake()
        self.reader = RequestReader(self.sock)

    def _handshake(self):
        try:
            self.sock = self.server.tls().wrap_socket(self.sock, server_side=True, do_handshake_on_connect=False)
            self.sock.do_handshake()
        except OSError as error:
            self.record.error = str(error)
            raise Finished from error
        self.record.tls_version, self.record.tls_resumed = self.sock.version(), bool(self.sock.session_reused)

    def _serve(self):
        while True:
            if not self.queue and not self._read_one(None):
                self._close("close")
                raise Finished
            self._answer(self.queue.popleft())

    def _read_one(self, timeout):
        """Puts the next request in the queue; False when the client has closed."""
        try:
            request = self.reader.read(timeout)
        except BadRequest as error:
            self.server.journal.bad_request(self.record, str(error))
            self._play([Send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Close()])
        if request is None:
            return False
        journal = self.server.journal
        journal.note(request, self.record or journal.behind_proxy(self.server.door, request))
        self.queue.append(request)
        return True

    def _answer(self, request):
        faults = self.server.faults.of_answer(request)
        response = self.server.answer(request)
        for fault in faults:
            response = fault.change(response, request)
        leaving = "close" in (request.header("Connection") or "").casefold()
        reply = encode(response, self.server.options(), leaving)
        request.status, before = response.status, self.sent
        try:
            self._play(script_of(reply, faults, request))
        finally:
            self.server.journal.answered(request, self.sent - before)
        if reply.closes:
            self._play([Close()])

    def _play(self, script: Script):
        for step in script:
            match step:
                case Send(data):
                    self._send(data)
                case Wait(seconds):
                    self._wait(seconds)
                case ReadAhead(requests, seconds):
                    self._read_ahead(requests, seconds)
                case AwaitBytes():
                    self.sock.recv(65536)
                case DripHandshake(interval):
                    self._drip_handshake(interval)
                case HalfFlight(number):
                    self._handshake_until(number)
                case Close(how):
                    self._close(how)
                    raise Finished

    def _send(self, data):
        if data:
            self.sock.settimeout(None)
            self.sock.sendall(data)
            self.sent += len(data)

    def _wait(self, seconds):
        """Until the time is over; ends the connection when the client leaves or the server stops."""
        end = None if seconds is None else time.monotonic() + seconds
        poll = select.poll()
        poll.register(self.sock.fileno(), select.POLLRDHUP)
        while end is None or time.monotonic() < end:
            left = POLL_MS if end is None else min(POLL_MS, 1000 * (end - time.monotonic()))
            if poll.poll(max(0, left)) or self.server.stopping.is_set():
                raise Finished

    def _read_ahead(self, requests, seconds):
        end = time.monotonic() + seconds
        while self.record.requests < requests:
            try:
                if not self._read_one(max(0.001, end - time.monotonic())):
                    raise Finished
            except TimeoutError:
                self._close("close")
                raise Finished from None

    def _drip_handshake(self, interval):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.server.tls().wrap_bio(incoming, outgoing, server_side=True)
        while True:
            try:
                tls.do_handshake()
                raise Finished
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    self._send(bytes([byte]))
                    self._wait(interval)
                incoming.write(self.sock.recv(65536))

    def _handshake_until(self, number):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.server.tls().wrap_bio(incoming, outgoing, server_side=True)
        flights, done = 0, False
        while not done:
            try:
                tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            if flight := outgoing.read():
                flights += 1
                self._send(flight[:len(flight) // 2] if flights == number else flight)
                if flights == number:
                    return
            if not done:
                self._receive_into(incoming)
        raise Finished

    def _receive_into(self, incoming):
        data = self.sock.recv(65536)
        if not data:
            raise Finished
        incoming.write(data)

    def _close(self, how):
        if how == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if how == "close" and isinstance(self.sock, ssl.SSLSocket):
            self._say_goodbye()
        self.sock.shutdown(socket.SHUT_WR)
        self._linger()

    def _say_goodbye(self):
        """Sends TLS's close_notify without waiting for the client's."""
        self.sock.setblocking(False)
        while True:
            try:
                self.sock.unwrap()
                return
            except ssl.SSLWantWriteError:
                select.select([], [self.sock], [], LINGER_S)
            except (OSError, ValueError):
                return

    def _linger(self):
        """Reads on for a moment: closing with unread requests would reset the connection and lose the answer."""
        end = time.monotonic() + LINGER_S
        while (left := end - time.monotonic()) > 0:
            self.sock.settimeout(left)
            if not self.sock.recv(65536):
                return


def script_of(reply: Reply, faults: list[AnswerFault], request: Request) -> Script:
    """The answer's script after every fault has rewritten it, in the order they were added."""
    script: Script = iter([Send(reply.wire)])
    for fault in faults:
        script = fault.rewrite(script, reply, request)
    return script
