# SPDX-License-Identifier: MIT
"""The faults there are. Each rewrites the script of an answer or opens a connection's script, so faults combine.

    sim.faults.add(Status(503, {"Retry-After": "2"}), path="/vslices", times=1)
    sim.faults.add(Drip(interval=1.0), door="api")
"""

import email.utils
import time
from dataclasses import dataclass, field, replace

from .http_wire import Reply
from .messages import Request, Response
from .steps import AwaitBytes, Close, DripHandshake, HalfFlight, ReadAhead, Script, Send, Wait, split_at


# ---- faults of one answer ---------------------------------------------------------------------------------------

class AnswerFault:
    needs_direct = False            # True: nginx in front would hide it or turn it into something else

    def change(self, response: Response, request: Request) -> Response:
        return response

    def rewrite(self, script: Script, reply: Reply, request: Request) -> Script:
        return script


@dataclass
class Status(AnswerFault):
    """Another status, headers and body instead of the platform's answer."""
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str | None = None
    reason: str | None = None

    def change(self, response, request):
        return Response(self.status, self.body, self.content_type, dict(self.headers), self.reason)


@dataclass
class CloseAfter(AnswerFault):
    """Close the connection after its n-th answer; `announce` says so by `Connection: close` in that answer."""
    answers: int = 1
    announce: bool = True
    how: str = "close"
    needs_direct = True

    def change(self, response, request):
        if self.announce and request.on_connection >= self.answers:
            return replace(response, headers={**response.headers, "Connection": "close"})
        return response

    def rewrite(self, script, reply, request):
        yield from script
        if request.on_connection >= self.answers:
            yield Close(self.how)


@dataclass
class Hold(AnswerFault):
    """No answer before `requests` requests were read on this connection: only a pipelining client gets through."""
    requests: int
    seconds: float = 5.0
    needs_direct = True

    def rewrite(self, script, reply, request):
        yield ReadAhead(self.requests, self.seconds)
        yield from script


@dataclass
class Delay(AnswerFault):
    """Think for a while before the answer."""
    seconds: float

    def rewrite(self, script, reply, request):
        yield Wait(self.seconds)
        yield from script


@dataclass
class Stall(AnswerFault):
    """Stop at "start", half-way in the "head" or half-way in the "body"; go on after `seconds`, or never (None)."""
    at: str = "start"
    seconds: float | None = None

    def rewrite(self, script, reply, request):
        places = {"start": 0, "head": len(reply.head) // 2, "body": len(reply.head) + len(reply.body) // 2}
        yield from split_at(script, places[self.at], Wait(self.seconds))


@dataclass
class Drip(AnswerFault):
    """`size` bytes at a time (each a TLS record of its own), `interval` seconds apart."""
    interval: float = 1.0
    size: int = 1

    def rewrite(self, script, reply, request):
        for step in script:
            if not isinstance(step, Send):
                yield step
                continue
            for start in range(0, len(step.data), self.size):
                yield Send(step.data[start:start + self.size])
                if self.interval:
                    yield Wait(self.interval)


@dataclass
class Cut(AnswerFault):
    """Close after this many bytes of the answer; a negative number counts from its end."""
    after: int
    how: str = "close"

    def rewrite(self, script, reply, request):
        length = len(reply.wire)
        place = min(self.after, length) if self.after >= 0 else max(0, length + self.after)
        yield from split_at(script, place, Close(self.how))


@dataclass
class Garbage(AnswerFault):
    """These bytes instead of an answer; then the connection closes, or goes on with the next request."""
    data: bytes
    close: bool = True
    needs_direct = True

    def rewrite(self, script, reply, request):
        yield Send(self.data)
        if self.close:
            yield Close()


@dataclass
class Around(AnswerFault):
    """Bytes before the answer (an interim response, say) and bytes after it (an answer to nothing)."""
    before: bytes = b""
    after: bytes = b""
    needs_direct = True

    def rewrite(self, script, reply, request):
        yield Send(self.before)
        yield from script
        yield Send(self.after)


# ---- faults of a connection, before TLS -------------------------------------------------------------------------

class ConnectionFault:
    needs_direct = True

    def script(self) -> Script:
        raise NotImplementedError


@dataclass
class DropConnection(ConnectionFault):
    """Close right after accept."""
    how: str = "reset"

    def script(self):
        yield Close("fin" if self.how == "close" else self.how)


@dataclass
class StallConnection(ConnectionFault):
    """Accept and say nothing, not even TLS."""
    seconds: float | None = None

    def script(self):
        yield Wait(self.seconds)


@dataclass
class AnswerConnection(ConnectionFault):
    """Raw bytes instead of a TLS handshake, after the client's first bytes: PLAIN_HTTP, tls_alert(40), anything."""
    data: bytes

    def script(self):
        yield AwaitBytes()
        yield Send(self.data)
        yield Close("fin")


@dataclass
class SlowHandshake(ConnectionFault):
    """A TLS handshake that comes one byte at a time and never gets past the handshake."""
    interval: float = 0.5

    def script(self):
        yield DripHandshake(self.interval)


@dataclass
class BreakHandshake(ConnectionFault):
    """Half of the server's n-th flight of the TLS handshake, then the end, or with how=None nothing any more."""
    flight: int = 1
    how: str | None = "fin"

    def script(self):
        yield HalfFlight(self.flight)
        if self.how is None:
            yield Wait(None)
        yield Close(self.how)


PLAIN_HTTP = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def tls_alert(description: int = 40, level: int = 2) -> bytes:
    """A raw alert record; 40 is handshake_failure, 70 protocol_version, 112 unrecognized_name."""
    return bytes([21, 3, 3, 0, 2, level, description])


def http_date(in_seconds: float) -> str:
    """A date for Retry-After."""
    return email.utils.formatdate(time.time() + in_seconds, usegmt=True)
