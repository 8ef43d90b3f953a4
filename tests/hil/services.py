# SPDX-License-Identifier: MIT
"""What a network has beside the platform: a DNS and an NTP server, each with its faults. wire.py asks them."""

import socket
import struct
import time

NTP_TO_UNIX_S = 2208988800


class Service:
    """`silent`: number of questions to ignore first; -1 ignores all."""

    def __init__(self):
        self.silent = 0
        self.asked = 0

    def reset(self) -> None:
        self.silent, self.asked = 0, 0

    def ask(self, question: bytes) -> bytes | None:
        self.asked += 1
        if self.silent == -1 or self.asked <= self.silent:
            return None
        return self.answer(question)

    def answer(self, question: bytes) -> bytes | None:
        raise NotImplementedError


class Dns(Service):
    """A records of the names given; every other name does not exist. `rcodes`: names that get this one; None: silence."""

    NO_NAME = 3
    REFUSED = 5

    def __init__(self, names: dict[str, str]):
        self.names = names
        self.rcodes = {}
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.rcodes = {}

    def answer(self, question):
        try:
            name, end = self._name(question)
        except (IndexError, UnicodeDecodeError):
            return None
        name = name.lower()
        address = self.names.get(name)
        kind = struct.unpack(">H", question[end:end + 2])[0]
        rcode = self.rcodes.get(name, 0 if address else self.NO_NAME)
        if rcode is None:
            return None
        found = rcode == 0
        answers = 1 if found and kind == 1 else 0
        header = struct.pack(">HHHHHH", struct.unpack(">H", question[:2])[0], 0x8180 | rcode, 1, answers, 0, 0)
        record = struct.pack(">HHHIH", 0xc00c, 1, 1, 60, 4) + socket.inet_aton(address) if answers else b""
        return header + question[12:end + 4] + record

    @staticmethod
    def _name(question):
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("ascii"))
            at += 1 + question[at]
        return ".".join(labels), at + 1


class Ntp(Service):
    """The host's time, `offset_s` seconds off. `forged`: does not repeat what the question held.

    `leap` 3: it is not synchronised itself; `stratum`: 1 to 15 of a server, 0 is a kiss of death.
    """

    def __init__(self):
        self.offset_s, self.forged = 0.0, False
        self.leap, self.stratum = 0, 1
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.offset_s, self.forged = 0.0, False
        self.leap, self.stratum = 0, 1

    def answer(self, question):
        if len(question) < 48:
            return None
        now = time.time() + self.offset_s + NTP_TO_UNIX_S
        stamp = struct.pack(">II", int(now) & 0xffffffff, int(now % 1 * 2 ** 32))
        origin = bytes(8) if self.forged else question[40:48]
        return struct.pack(">BBbb", self.leap << 6 | 0x24, self.stratum, 6, -20) + bytes(8) + b"TEST" + stamp + origin + stamp + stamp
