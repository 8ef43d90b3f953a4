# SPDX-License-Identifier: MIT
"""HTTP/1.1 in bytes: reads requests one after the other (pipelined or not), and frames a response."""

import email.utils
import http
import itertools
import socket
from dataclasses import dataclass

from .messages import Request, Response
from .options import Options

HEAD_LIMIT = 65536
BODY_LIMIT = 1 << 20


class BadRequest(Exception):
    """The client's bytes are no request this server would take."""


@dataclass
class Reply:
    """A framed response: what goes out when no fault changes it, and whether the connection ends after it."""

    head: bytes
    body: bytes
    closes: bool

    @property
    def wire(self) -> bytes:
        return self.head + self.body


class RequestReader:
    """Reads whole requests from a socket; keeps what it has when a timeout comes in between."""

    def __init__(self, sock: socket.socket):
        self.sock = sock
        self.buffer = b""

    def read(self, timeout: float | None = None) -> Request | None:
        """The next request, or None when the client has closed. Raises TimeoutError and BadRequest."""
        self.sock.settimeout(timeout)
        head_end = self._wait_for_head()
        if head_end is None:
            return None
        request = parse_head(self.buffer[:head_end])
        length = body_length(request)
        while len(self.buffer) < head_end + length:
            if not self._more():
                raise BadRequest("the body is shorter than promised")
        request.body = self.buffer[head_end:head_end + length]
        self.buffer = self.buffer[head_end + length:]
        return request

    def _wait_for_head(self):
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > HEAD_LIMIT:
                raise BadRequest("the head is too long")
            if not self._more():
                if self.buffer:
                    raise BadRequest("the head is not finished")
                return None
        return self.buffer.index(b"\r\n\r\n") + 4

    def _more(self):
        data = self.sock.recv(65536)
        self.buffer += data
        return bool(data)


def parse_head(head: bytes) -> Request:
    """Strict: exactly one space between parts, no folded lines, no space before a colon, no control bytes."""
    try:
        lines = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
        method, target, version = lines[0].split(" ")
    except ValueError as error:
        raise BadRequest("the request line is malformed") from error
    if version != "HTTP/1.1" or not target.startswith("/") or not method.isalpha():
        raise BadRequest("the request line is malformed")
    return Request(method, target, [_parse_header(line) for line in lines[1:]])


def _parse_header(line):
    name, colon, value = line.partition(":")
    if not colon or not name or any(mark.isspace() for mark in name) or not value.isprintable():
        raise BadRequest("a header is malformed")
    return name, value.strip()


def body_length(request: Request) -> int:
    if request.header("Host") is None:
        raise BadRequest("Host is missing")
    if request.header("Transfer-Encoding") is not None:
        raise BadRequest("a request body comes with Content-Length here")
    length = request.header("Content-Length") or "0"
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise BadRequest("Content-Length is not usable")
    return int(length)


def encode(response: Response, options: Options, closes: bool) -> Reply:
    """Frames a response as the options say; `closes` adds `Connection: close`."""
    headers = {"Date": email.utils.formatdate(usegmt=True), "Server": "sim-api"}
    if response.content_type:
        headers["Content-Type"] = response.content_type
    headers.update(response.headers)
    framing_headers, body = _frame(response, options)
    headers.update(framing_headers)
    closes = closes or framing_headers.get("Connection") == "close"
    if closes:
        headers.setdefault("Connection", "close")
    reason = _reason(response.status) if response.reason is None else response.reason
    lines = [f"HTTP/1.1 {response.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    return Reply("\r\n".join([*lines, "", ""]).encode(), body, closes)


def _frame(response, options):
    if response.status in (204, 304) or response.status < 200:
        return {}, b""
    if options.framing == "close":
        return {"Connection": "close"}, response.body
    if options.framing == "chunked":
        return {"Transfer-Encoding": "chunked", "Trailer": "X-Sim-Trailer"}, chunked(response.body, options.chunk_size)
    return {"Content-Length": str(len(response.body))}, response.body


def chunked(body: bytes, largest: int) -> bytes:
    """Small chunks of changing sizes, each legal spelling of a size line in turn, a trailer at the end."""
    spellings = itertools.cycle(["{:x}", "{:X};sim", "{:04x}", "{:x};name=value", '{:X};quoted="a;b \\" c"'])
    sizes = itertools.cycle([largest, 1, max(1, largest // 2)])
    pieces, position = [], 0
    while position < len(body):
        piece = body[position:position + next(sizes)]
        pieces.append(next(spellings).format(len(piece)).encode() + b"\r\n" + piece + b"\r\n")
        position += len(piece)
    return b"".join(pieces) + b"0\r\nX-Sim-Trailer: done\r\n\r\n"


def _reason(status):
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
