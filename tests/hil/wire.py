# SPDX-License-Identifier: MIT
"""The wire between a board in QEMU and QEMU's user network, with us on it: every frame passes through here, both ways.

DNS and NTP questions are answered here; the rest goes on, unless a fault wants otherwise. Filters of QEMU
(filter-redirector) over Unix sockets; no rights are needed, and no port of the host is used.
"""

import random
import socket
import struct
import threading
from collections import Counter
from pathlib import Path

DNS_PORT, DHCP_SERVER_PORT, NTP_PORT = 53, 67, 123
ETHERNET_BYTES, IP, TCP, UDP = 14, 0x0800, 6, 17
BROADCAST = b"\xff" * 6 + bytes(54)       # of a protocol that nobody speaks
SEGMENTS = 6                              # through a handshake, not to the end of the requests
SOCKETS = ("out", "on", "in", "back")     # from the board, on to the network; from the network, back to the board


class Wire:
    """`services`: UDP port to Service.

    Faults of each direction, chances from 0 to 1: `loss`; `doubled`: a frame comes twice; `swapped`: it comes after the
    next one. Faults of what the board sends: `dhcp_silent`: DHCP messages to lose; `lost_tcp_ports`: what goes there is;
    `gone`: so many connections lose their server, each after its first segments.
    `flooded`: from its first frame on the board gets others that are not for it, as fast as QEMU takes them.
    """

    def __init__(self, folder: Path, services: dict):
        self.services = services
        self.loss, self.doubled, self.swapped, self.seed = 0.0, 0.0, 0.0, 1
        self.dhcp_silent, self.lost_tcp_ports = 0, set()
        self.flooded = False
        self.gone, self._segments = 0, Counter()
        self.counts = {"lost": 0, "doubled": 0, "swapped": 0}
        self._folder = folder
        self._to_board = threading.Lock()
        self._listeners = {name: self._listen(name) for name in SOCKETS}

    def _listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._folder / name))
        listener.listen(1)
        return listener

    def options(self) -> list[str]:
        """QEMU's, behind those of the network n0. Filters see what goes to the board in this order, the rest in reverse."""
        command = []
        for name in SOCKETS:
            command += ["-chardev", f"socket,id=wire-{name},path={self._folder / name}"]
        for name, queue, end in (("on", "rx", "in"), ("out", "rx", "out"), ("in", "tx", "out"), ("back", "tx", "in")):
            command += ["-object", f"filter-redirector,id=f-{name},netdev=n0,queue={queue},{end}dev=wire-{name}"]
        return command

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        ends = {name: listener.accept()[0] for name, listener in self._listeners.items()}
        self._ends = ends
        threads = [threading.Thread(target=self._carry, args=arguments, daemon=True)
                   for arguments in (("out", self._from_board, self.seed), ("in", self._send_back, self.seed + 1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for end in ends.values():
            end.close()

    def _carry(self, name, carry_on, seed):
        """One direction, with its faults, until the board is off."""
        chance, held = random.Random(seed), None
        with self._ends[name].makefile("rb") as frames:
            try:
                while frame := _read_frame(frames):
                    if self._happens("lost", self.loss, chance):
                        continue
                    if held is None and self._happens("swapped", self.swapped, chance):
                        held = frame
                        continue
                    for _ in range(1 + self._happens("doubled", self.doubled, chance)):
                        carry_on(frame)
                    if held is not None:
                        carry_on(held)
                        held = None
            except OSError:
                pass

    def _happens(self, what, probability, chance):
        happens = probability > 0 and chance.random() < probability
        self.counts[what] += happens
        return happens

    def _send_back(self, frame):
        with self._to_board:
            self._ends["back"].sendall(_with_length(frame))

    def _flood(self):
        try:
            while True:
                self._send_back(BROADCAST)
        except OSError:
            pass                    # the board is off

    def _from_board(self, frame):
        if self.flooded:
            threading.Thread(target=self._flood, daemon=True).start()
            self.flooded = False
        protocol, port, payload = _destination(frame)
        service = self.services.get(port) if protocol == UDP else None
        if service is not None:
            answer = service.ask(payload)
            if answer is not None:
                self._send_back(_answer_frame(frame, answer))
        elif (protocol, port) == (UDP, DHCP_SERVER_PORT) and self.dhcp_silent > 0:
            self.dhcp_silent -= 1
        elif protocol != TCP or port not in self.lost_tcp_ports and not self._peer_is_gone(frame):
            self._ends["on"].sendall(_with_length(frame))

    def _peer_is_gone(self, frame):
        at = ETHERNET_BYTES + (frame[ETHERNET_BYTES] & 15) * 4
        connection = frame[at:at + 4]       # its ports
        self._segments[connection] += 1
        return connection in list(self._segments)[:self.gone] and self._segments[connection] > SEGMENTS

    def stop(self) -> None:
        for listener in self._listeners.values():
            listener.close()


def _with_length(frame):
    return struct.pack(">I", len(frame)) + frame


def _read_frame(stream):
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def _destination(frame):
    """(protocol, destination port, payload of UDP) of a packet of IPv4, else zeros."""
    protocol = frame[ETHERNET_BYTES + 9]
    if struct.unpack(">H", frame[12:14])[0] != IP or protocol not in (TCP, UDP):
        return 0, 0, b""
    at = ETHERNET_BYTES + (frame[ETHERNET_BYTES] & 15) * 4
    port, length = struct.unpack(">HH", frame[at + 2:at + 6])
    return protocol, port, frame[at + 8:at + length] if protocol == UDP else b""


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
