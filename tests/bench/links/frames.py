# SPDX-License-Identifier: MIT
"""What went over a wire, counted: frames, bytes, and round trips waited for."""

import struct
from dataclasses import dataclass, field

from .link import BACK, OUT, Frame

IP, ARP, TCP, UDP = 0x0800, 0x0806, 6, 17
SYN = 2
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
    begun: float | None = None  # when the first question left
    own: float = 0.0            # seconds from what the device was given last to each of its flights: it computes
    given: list = field(default_factory=list)       # when it was given what says something

    def since_given(self, time: float) -> float:
        return time - max((one for one in self.given if one <= time), default=time)


def _says_something(p: Packet) -> bool:
    return p.kind == "dns" or bool(p.flags & SYN) or len(p.payload) > GOODBYE_BYTES


def count(frames: list[Frame], name: str, port: int, rtt_s: float) -> Count:
    """Of the DNS questions for that name and the TCP connections to that port. A flight: what the device sends
    between two answers; bare ACKs and goodbyes are none. What leaves the platform sooner than half a round trip after
    something left the device is no answer to that, nor is what was lost, or is left of a connection before."""
    c, waiting, asked, seen, came, doors = Count(), False, 0.0, set(), set(), set()
    for frame in frames:
        p = decode(frame)
        if not (p.kind == "tcp" and port in p.ports) and not (p.kind == "dns" and question(p) == name):
            continue
        c.packets += 1
        c.bytes += len(frame.data)
        key = (p.direction, p.kind, p.ports, p.sequence, p.flags & SYN, p.payload)
        if not _says_something(p) or (p.direction == BACK and p.ports[1] not in doors):
            continue
        doors.add(p.ports[p.direction == BACK])
        again, c.begun = key in seen, frame.time if c.begun is None else c.begun
        seen.add(key)
        c.retransmissions += again
        c.said += 0 if again else len(frame.data)
        if p.direction == BACK:
            if waiting and not p.lost and key not in came and frame.time >= asked + rtt_s / 2:
                c.trips += 1
                waiting = False
            if not p.lost:
                came.add(key)
                c.given.append(frame.due)
            continue
        if again:
            continue
        if p.payload and p.kind == "tcp":
            if not waiting or not c.segments:
                c.segments.append(0)
            c.segments[-1] += 1
        if not waiting:
            asked = frame.time
            c.own += c.since_given(asked)
        waiting = True
    return c
