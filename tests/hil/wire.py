# SPDX-License-Identifier: MIT
"""The wire between a board in QEMU and QEMU's user network, with us on it: every frame the board sends passes through here.

DNS and NTP questions are answered here; the rest goes on to the user network, unless a fault wants otherwise. Three
filters of QEMU (filter-redirector) over Unix sockets; no rights are needed, and no port of the host is used.
"""

import random
import socket
import struct
import threading
from pathlib import Path

DNS_PORT, DHCP_SERVER_PORT, NTP_PORT = 53, 67, 123
ETHERNET_BYTES, IP, UDP = 14, 0x0800, 17
SOCKETS = ("out", "on", "back")     # from the board; on to the network; back to the board


class Wire:
    """`services`: UDP port to Service. Faults: `loss` of what the board sends, 0 to 1; `dhcp_silent`: DHCP messages to lose."""

    def __init__(self, folder: Path, services: dict):
        self.services = services
        self.loss, self.dhcp_silent, self.seed = 0.0, 0, 1
        self._folder = folder
        self._listeners = {name: self._listen(name) for name in SOCKETS}

    def _listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._folder / name))
        listener.listen(1)
        return listener

    def options(self) -> list[str]:
        """QEMU's, behind those of the network n0."""
        command = []
        for name in SOCKETS:
            command += ["-chardev", f"socket,id=wire-{name},path={self._folder / name}"]
        return command + [
            "-object", "filter-redirector,id=f-on,netdev=n0,queue=rx,indev=wire-on",
            "-object", "filter-redirector,id=f-out,netdev=n0,queue=rx,outdev=wire-out",
            "-object", "filter-redirector,id=f-back,netdev=n0,queue=tx,indev=wire-back"]

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        ends = {name: listener.accept()[0] for name, listener in self._listeners.items()}
        chance = random.Random(self.seed)
        with ends["out"].makefile("rb") as frames:
            try:
                while frame := _read_frame(frames):
                    if chance.random() >= self.loss:
                        self._pass(frame, ends)
            except OSError:
                pass                                # the board is off
        for end in ends.values():
            end.close()

    def _pass(self, frame, ends):
        port, payload = _udp_to(frame)
        service = self.services.get(port)
        if service is not None:
            answer = service.ask(payload)
            if answer is not None:
                ends["back"].sendall(_with_length(_answer_frame(frame, answer)))
        elif port == DHCP_SERVER_PORT and self.dhcp_silent > 0:
            self.dhcp_silent -= 1
        else:
            ends["on"].sendall(_with_length(frame))

    def stop(self) -> None:
        for listener in self._listeners.values():
            listener.close()


def _with_length(frame):
    return struct.pack(">I", len(frame)) + frame


def _read_frame(stream):
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def _udp_to(frame):
    """(destination port, payload) of a UDP datagram over IPv4, else (0, nothing)."""
    if struct.unpack(">H", frame[12:14])[0] != IP or frame[ETHERNET_BYTES + 9] != UDP:
        return 0, b""
    at = ETHERNET_BYTES + (frame[ETHERNET_BYTES] & 15) * 4
    port, length = struct.unpack(">HH", frame[at + 2:at + 6])
    return port, frame[at + 8:at + length]


def _sum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def _answer_frame(question, payload):
    """A datagram back to where the question came from; without a UDP checksum, which IPv4 allows."""
    at = ETHERNET_BYTES + (question[ETHERNET_BYTES] & 15) * 4
    source, destination = question[26:30], question[30:34]
    udp = question[at + 2:at + 4] + question[at:at + 2] + struct.pack(">HH", 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, UDP, 0, destination, source)
    head = head[:10] + struct.pack(">H", _sum(head)) + head[12:]
    return question[6:12] + question[0:6] + question[12:14] + head + udp
