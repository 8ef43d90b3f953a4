# SPDX-License-Identifier: MIT
"""A request as it was read and a response before it is framed. Neither prints its headers: one of them is a secret."""

from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    door: str = ""            # "api" or "edge"
    connection: int = 0       # number of its connection at that door, from 1
    on_connection: int = 0    # its number on that connection, from 1
    order: int = 0            # its number at this door, from 1
    early: bool = False       # it came before the TLS handshake was over, and so might be a replay
    time: float = field(default_factory=monotonic)
    status: int | None = None   # what is answered
    sent: int = 0               # bytes of answer that left
    seconds: float = 0.0        # from read to answered, set when all has left

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def segments(self) -> list[str]:
        """The path in parts, percent-decoded after it was split."""
        return [unquote(part) for part in self.path.split("/") if part]

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.casefold() == name.casefold()]
        return ", ".join(values) if values else None


@dataclass
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str | None = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
