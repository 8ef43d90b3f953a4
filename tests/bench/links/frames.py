# SPDX-License-Identifier: MIT
"""What went over a wire, counted: frames, bytes, and round trips waited for."""

import math
import struct
from dataclasses import dataclass, field

from .link import OUT, Frame

IP, ARP, TCP, UDP = 0x0800, 0x0806, 6, 17
FIN, SYN, RST = 1, 2, 4
GOODBYE_BYTES = 40      # of a TLS close_notify, which nobody waits for


@dataclass(frozen=True)
class Packet:
    time: float
    direction: str
    lost: bool
    kind: str               # "tcp", "dns", "dhcp", "ntp", "arp" or "other"
    ports: tuple = ()       # source, destination
    flags: int = 0
    payload: bytes = b""
    sequence: int = 0


def decode(frame: Frame) -> Packet:
    data = frame.data
    base = (frame.time, frame.direction, frame.lost)
    ether = struct.unpack(">H", data[12:14])[0]
    if ether == ARP:
        return Packet(*base, "arp")
    if ether != IP:
        return Packet(*base, "other")
    at, total = 14 + (data[14] & 15) * 4, struct.unpack(">H", data[16:18])[0]
    if data[23] == UDP:
        ports = struct.unpack(">HH", data[at:at + 4])
        kind = {53: "dns", 67: "dhcp", 68: "dhcp", 123: "ntp"}
        return Packet(*base, kind.get(ports[1]) or kind.get(ports[0]) or "other", ports, 0, data[at + 8:14 + total])
    if data[23] == TCP:
        ports = struct.unpack(">HH", data[at:at + 4])
        sequence = struct.unpack(">I", data[at + 4:at + 8])[0]
        payload = data[at + (data[at + 12] >> 4) * 4:14 + total]
        return Packet(*base, "tcp", ports, data[at + 13], payload, sequence)
    return Packet(*base, "other")


def question(packet: Packet) -> str:
    """The name that a DNS packet asks for."""
    labels, at = [], 12
    while packet.payload[at]:
        labels.append(packet.payload[at + 1:at + 1 + packet.payload[at]].decode())
        at += 1 + packet.payload[at]
    return ".".join(labels)


@dataclass
class Count:
    packets: int = 0            # frames, both ways, lost ones too
    bytes: int = 0              # of these frames
    said: int = 0               # bytes of those that say something, sent for the first time
    trips: int = 0              # how often the device had to wait for an answer: DNS, SYN, and each flight
    retransmissions: int = 0
    segments: list = field(default_factory=list)    # of TCP payload in each of the device's flights
    seconds: float = 0.0        # from the first question until the last answer is with the device
    last_seconds: float = 0.0   # the same of the last flight

    def __sub__(self, other: "Count") -> "Count":
        """What came after `other`, where that is how it began."""
        return Count(self.packets - other.packets, self.bytes - other.bytes, self.said - other.said,
                     self.trips - other.trips, self.retransmissions - other.retransmissions,
                     self.segments[len(other.segments):])


def _says_something(p: Packet) -> bool:
    return p.kind == "dns" or bool(p.flags & SYN) or len(p.payload) > GOODBYE_BYTES


def _connections(frames: list[Frame]) -> dict:
    """When the device closed each of its TCP connections, by its port; infinity if it did not."""
    closed = {}
    for p in map(decode, frames):
        if p.kind == "tcp" and p.direction == OUT:
            if p.flags & SYN:
                closed[p.ports[0]] = math.inf
            elif p.flags & (FIN | RST) and p.ports[0] in closed:
                closed[p.ports[0]] = min(closed[p.ports[0]], p.time)
    return closed


def count(frames: list[Frame], name: str, port: int, rtt_s: float) -> Count:
    """Of the DNS questions for that name and the TCP connections to that port. A flight: what the device sends
    between two answers; bare ACKs and goodbyes are none. What leaves the platform sooner than half a round trip after
    something left the device is no answer to that. Nobody waits for what reaches the device after it has closed (a
    ticket), nor for what was left of a connection before these."""
    closed = _connections(frames)
    c, waiting, begun, seen, first = Count(), False, 0.0, set(), None
    for frame in frames:
        p = decode(frame)
        if not (p.kind == "tcp" and port in p.ports) and not (p.kind == "dns" and question(p) == name):
            continue
        c.packets += 1
        c.bytes += len(frame.data)
        key = (p.direction, p.kind, p.ports, p.sequence, p.flags & SYN, p.payload)
        if not _says_something(p):
            continue
        if p.direction != OUT and p.kind == "tcp" and frame.due > closed.get(p.ports[1], 0.0):
            continue
        if key in seen:
            c.retransmissions += 1
            continue
        seen.add(key)
        c.said += len(frame.data)
        if p.direction == OUT:
            if not waiting and p.payload and p.kind == "tcp":
                c.segments.append(0)
            if p.payload and p.kind == "tcp":
                c.segments[-1] += 1
            first = frame.time if first is None else first
            begun = begun if waiting else frame.time
            waiting = True
            continue
        if first is None:
            continue                    # of a connection before this one
        c.seconds, c.last_seconds = frame.due - first, frame.due - begun
        if not waiting:
            continue
        if frame.time >= begun + rtt_s / 2:
            c.trips += 1
            waiting = False
    return c
