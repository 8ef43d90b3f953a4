# SPDX-License-Identifier: MIT
"""What a connection can be told to do. An answer is a script of such steps; faults rewrite scripts."""

from dataclasses import dataclass
from typing import Iterator


@dataclass
class Send:
    data: bytes


@dataclass
class Wait:
    seconds: float | None           # None: until the client leaves


@dataclass
class ReadAhead:
    """Go on only after this many requests were read on the connection; close it when they do not come in time."""
    requests: int
    seconds: float


@dataclass
class Close:
    how: str = "close"              # close: in order; fin: without TLS's goodbye; reset: RST


@dataclass
class AwaitBytes:
    """Wait for the client's first bytes (a ClientHello) and throw them away."""


@dataclass
class DripHandshake:
    interval: float


@dataclass
class HalfFlight:
    """A TLS handshake up to half of the server's flight of this number, from 1."""
    number: int


Script = Iterator[Send | Wait | ReadAhead | Close | AwaitBytes | DripHandshake | HalfFlight]


def split_at(script: Script, place: int, step) -> Script:
    """The script with one step put in after `place` bytes."""
    done = False
    for old in script:
        if done or not isinstance(old, Send) or len(old.data) < place:
            place -= len(old.data) if isinstance(old, Send) else 0
            yield old
            continue
        yield Send(old.data[:place])
        yield step
        yield Send(old.data[place:])
        done = True
    if not done:
        yield step
